// kerb-window: opens the window. Started by `kerb` (launcher.cpp).
#include <QApplication>
#include <chrono>
#include <cstdio>
#include <cstdlib>

#include <unistd.h>

#include "app/crash_report.h"
#include "app/display_choice.h"
#include "app/end_signals.h"
#include "app/gui_bench/gui_bench.h"
#include "app/main_window.h"
#include "app/other_windows.h"
#include "app/settings_file.h"
#include "app/window_arguments.h"
#include "app/window_settings.h"
#include "models/catalogue.h"
#include "widgets/bridge/line_log.h"
#include "widgets/bridge/retire.h"
#include "widgets/panel/theme.h"

namespace {

constexpr int kFailed = 1;
/// A prediction or a frame that is being computed may take seconds; nobody needs it any more.
constexpr std::chrono::milliseconds kLongestEnd(400);
/// The window is gone by then; what it remembers must not be.
constexpr std::chrono::seconds kLongestWrite(5);

void sayNoDisplay() {
  std::fputs(
      "kerb: there is no display to open a window on. Use `kerb inspect` and the other commands (`kerb "
      "--help`), or "
      "set DISPLAY\n",
      stderr);
}

const char* variable(const char* name) {
  return std::getenv(name);  // NOLINT(concurrency-mt-unsafe): no thread exists yet
}

/// Qt ends the program where it cannot reach the display, with a page of advice to developers.
void onQtMessage(QtMsgType type, const QMessageLogContext& context, const QString& text) {
  if (type == QtFatalMsg) {
    sayNoDisplay();
    _exit(kFailed);
  }
  if (QLatin1String(context.category).startsWith(QLatin1String("qt.qpa"))) return;
  std::fprintf(stderr, "%s\n", qPrintable(qFormatLogMessage(type, context, text)));
}

void chooseDisplay() {
  for (const kerb::Setting& each : kerb::displayChoice(variable))
    setenv(each.name.c_str(), each.value.c_str(), 1);  // NOLINT(concurrency-mt-unsafe): no thread exists yet
}

int fail(const kerb::Error& error) {
  std::fprintf(stderr, "kerb: %s\n", error.message().c_str());
  return kFailed;
}

/// --help and --version need no display. Everything else is looked at when Qt has taken its own options.
bool answeredAtOnce(int argc, char** argv) {
  const auto parsed = kerb::parseWindowArguments({argv + 1, argv + argc});
  if (!parsed) return false;
  if (parsed->help) std::fputs(kerb::windowHelp().c_str(), stdout);
  if (parsed->version) std::puts("kerb " KERB_VERSION);
  return parsed->help || parsed->version;
}

std::vector<std::string> ownArguments() {
  std::vector<std::string> own;
  for (const QString& each : QApplication::arguments().mid(1)) own.push_back(each.toStdString());
  return own;
}

int openWindow(const kerb::WindowArguments& wanted) {
  kerb::reportCrashes(kerb::crashFolder(kerb::usersSettings()).toStdString());
  std::unique_ptr<kerb::LineLog> latency_log;
  if (!wanted.latency_log.empty()) {
    auto created = kerb::LineLog::create(wanted.latency_log);
    if (!created) return fail(created.error());
    latency_log = *std::move(created);
  }
  kerb::Theme theme;
  kerb::MainWindow window(kerb::methods(), theme);
  if (latency_log) window.logLatency(std::move(latency_log));
  kerb::OtherWindows others(QApplication::applicationFilePath(),
                            [&window](const QStringList& paths) { window.showNotStarted(paths); });
  QObject::connect(&window, &kerb::MainWindow::othersWanted,
                   [&others](const QList<kerb::WantedWindow>& windows) { others.open(windows); });
  kerb::whenAskedToEnd(&window, [&window] {
    window.close();
    QApplication::quit();
  });
  window.show();
  QStringList paths;
  for (const std::string& each : wanted.paths) paths << QString::fromStdString(each);
  window.open(paths.value(0), wanted.frame);
  others.open(kerb::windowsFor(paths.mid(1)));
  return QApplication::exec();
}

int run(int argc, char** argv) {
  chooseDisplay();
  qInstallMessageHandler(onQtMessage);
  QApplication app(argc, argv);
  qInstallMessageHandler(nullptr);
  QApplication::setApplicationName(QStringLiteral("kerb"));
  QApplication::setApplicationDisplayName(QStringLiteral("Kerb"));
  QApplication::setApplicationVersion(QStringLiteral(KERB_VERSION));
  QApplication::setDesktopFileName(QStringLiteral("org.kerb.Kerb"));
  const auto wanted = kerb::parseWindowArguments(ownArguments());
  if (!wanted) return fail(wanted.error());
  return wanted->bench_plan.empty() ? openWindow(*wanted) : kerb::runGuiBench(wanted->bench_plan);
}

}  // namespace

int main(int argc, char** argv) {
  if (answeredAtOnce(argc, argv)) return 0;
  if (!kerb::hasDisplay(variable)) {
    sayNoDisplay();
    return kFailed;
  }
  const int code = run(argc, argv);
  if (kerb::waitForRetired(kLongestEnd)) return code;
  kerb::SettingsFile::waitUntilWritten(kLongestWrite);
  std::_Exit(code);
}
