// The main window: how late its event loop is, over the picture and into a file.
#include <QAction>
#include <QDateTime>
#include <QLocale>

#include <nlohmann/json.hpp>

#include "app/main_window.h"
#include "widgets/bridge/line_log.h"

namespace kerb {
namespace {

nlohmann::json asJson(const LatencyFigures& figures) {
  return {{"beats", figures.beats},
          {"p50_ms", figures.p50_ms},
          {"p99_ms", figures.p99_ms},
          {"max_ms", figures.max_ms},
          {"longest_event", {{"ms", figures.longest_event_ms}, {"what", figures.longest_event}}}};
}

}  // namespace

void MainWindow::logLatency(std::unique_ptr<LineLog> log) {
  latency_log_ = std::move(log);
  runLatencyProbe();
}

/// It costs 200 wake-ups a second: only while somebody looks.
void MainWindow::runLatencyProbe() {
  const bool wanted = latency_log_ != nullptr || show_latency_->isChecked();
  if (wanted && !latency_.isRunning()) latency_.start();
  if (!wanted) latency_.stop();
  showHud();
}

void MainWindow::connectLatency() {
  connect(&latency_, &LatencyProbe::secondPassed, this, [this] {
    if (!latency_log_) return;
    nlohmann::json line = asJson(latency_.lastSecond());
    line["time"] = QDateTime::currentDateTimeUtc().toString(Qt::ISODateWithMs).toStdString();
    latency_log_->add(line.dump());
  });
}

void MainWindow::endLatencyLog() {
  if (!latency_log_) return;
  nlohmann::json line = asJson(latency_.total());
  line["total"] = true;
  latency_log_->add(line.dump());
  latency_log_.reset();
}

QString MainWindow::latencyText() const {
  const LatencyFigures figures = latency_.lastSecond();
  if (!show_latency_->isChecked() || figures.beats == 0) return {};
  return tr("window: 99 % within %1 ms, longest %2 ms")
      .arg(locale().toString(figures.p99_ms, 'f', 1), locale().toString(figures.max_ms, 'f', 1));
}

}  // namespace kerb
