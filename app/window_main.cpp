// kerb-window: opens the window. Started by `kerb` (launcher.cpp).
#include <QApplication>
#include <chrono>
#include <cstdio>
#include <cstdlib>

#include <unistd.h>

#include "app/main_window.h"
#include "app/settings_file.h"
#include "models/catalogue.h"
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

bool isSet(const char* name) {
  const char* value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): no thread exists yet
  return value != nullptr && *value != '\0';
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

/// VTK draws the point cloud through GLX on an X display, and starts badly beside Qt's other ways to a
/// screen: where there is such a display Qt takes the same one, unless the user said otherwise.
void chooseX11() {
  if (!isSet("DISPLAY")) return;
  // NOLINTBEGIN(concurrency-mt-unsafe): no thread exists yet
  if (!isSet("QT_QPA_PLATFORM"))  // the second one where the first cannot be reached
    setenv("QT_QPA_PLATFORM", isSet("WAYLAND_DISPLAY") ? "xcb;wayland" : "xcb", 1);
  if (!isSet("QT_XCB_GL_INTEGRATION")) setenv("QT_XCB_GL_INTEGRATION", "xcb_glx", 1);
  // NOLINTEND(concurrency-mt-unsafe)
}

int run(int argc, char** argv) {
  chooseX11();
  qInstallMessageHandler(onQtMessage);
  QApplication app(argc, argv);
  qInstallMessageHandler(nullptr);
  QApplication::setApplicationName(QStringLiteral("kerb"));
  QApplication::setApplicationDisplayName(QStringLiteral("Kerb"));
  QApplication::setApplicationVersion(QStringLiteral(KERB_VERSION));
  QApplication::setDesktopFileName(QStringLiteral("kerb"));
  kerb::Theme theme;
  kerb::MainWindow window(kerb::methods(), theme);
  window.show();
  const QStringList arguments = QApplication::arguments();
  if (arguments.size() > 1) window.open(arguments.at(1));
  return QApplication::exec();
}

}  // namespace

int main(int argc, char** argv) {
  if (!isSet("DISPLAY") && !isSet("WAYLAND_DISPLAY") && !isSet("QT_QPA_PLATFORM")) {
    sayNoDisplay();
    return kFailed;
  }
  const int code = run(argc, argv);
  if (kerb::waitForRetired(kLongestEnd)) return code;
  kerb::SettingsFile::waitUntilWritten(kLongestWrite);
  std::_Exit(code);
}
