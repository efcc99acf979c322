#include "app/gui_bench/gui_bench.h"

#include <QApplication>
#include <QEventLoop>
#include <QTemporaryDir>
#include <QTimer>
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>

#include "app/main_window.h"
#include "core/base/file.h"
#include "models/catalogue.h"
#include "widgets/cloud/cloud_canvas.h"
#include "widgets/cloud/cloud_panel.h"
#include "widgets/panel/playback.h"
#include "widgets/panel/theme.h"
#include "widgets/view/image_canvas.h"
#include "widgets/view/semantic_view.h"

namespace kerb {
namespace {

using namespace std::chrono_literals;

constexpr auto kLongestWait = 60s;

/// Says when the window was painted first, on the clock that the process that started this one reads too.
class FirstPaint final : public QObject {
 public:
  explicit FirstPaint(QObject* window) : QObject(window) { window->installEventFilter(this); }
  int64_t nanoseconds() const { return nanoseconds_; }

 protected:
  bool eventFilter(QObject*, QEvent* event) override {
    // The picture has left for the screen when the loop comes round again.
    if (event->type() == QEvent::Paint && nanoseconds_ == 0) QTimer::singleShot(0, this, [this] { note(); });
    return false;
  }

 private:
  void note() {
    if (nanoseconds_ == 0) nanoseconds_ = BenchClock::now().time_since_epoch() / 1ns;
  }
  int64_t nanoseconds_ = 0;
};

Result<GuiBenchPlan> readPlan(const std::filesystem::path& file) {
  KERB_TRY(const std::string text, readWhole(file));
  const nlohmann::json json = nlohmann::json::parse(text, nullptr, false);
  if (!json.is_object()) return Error{"not a plan of kerb bench gui", file.string()};
  GuiBenchPlan plan;
  plan.parts = json.value("parts", plan.parts);
  plan.out = json.value("out", "");
  plan.video = json.value("video", "");
  plan.folder = json.value("folder", "");
  plan.seconds = json.value("seconds", plan.seconds);
  plan.rounds = json.value("rounds", plan.rounds);
  plan.points = json.value("points", plan.points);
  return plan;
}

nlohmann::json machineLoad() {
  double load[1]{};
  return getloadavg(load, 1) == 1 ? nlohmann::json(load[0]) : nlohmann::json();
}

nlohmann::json measureParts(MainWindow& window, const GuiBenchPlan& plan) {
  nlohmann::json report{{"platform", QGuiApplication::platformName().toStdString()},
                        {"window", {window.width(), window.height()}},
                        {"points_are_drawn", plan.points},
                        {"load_before", machineLoad()}};
  for (const GuiBenchPart& part : guiBenchParts()) {
    if (std::ranges::find(plan.parts, part.name) == plan.parts.end()) continue;
    std::fprintf(stderr, "  %s\n", part.name);
    auto measured = part.measure(window, plan);
    report[part.name] = measured ? *measured : nlohmann::json{{"error", measured.error().message()}};
  }
  report["load_after"] = machineLoad();
  return report;
}

Status waitForPoints(CloudPanel& cloud) {
  const auto areDrawn = [&] { return cloud.lastShot().has_value(); };
  const auto cannotBe = [&] { return cloud.gl() && !cloud.gl()->works; };
  benchWaitFor([&] { return areDrawn() || cannotBe(); }, kLongestWait);
  if (areDrawn()) return {};
  return Error{"no points are drawn", "", cloud.canvas()->emptyText().toStdString()};
}

Status measureAll(const std::filesystem::path& plan_file) {
  KERB_TRY(const GuiBenchPlan plan, readPlan(plan_file));
  const QTemporaryDir folder;  // the settings of who runs this are not touched
  Theme theme;
  MainWindow window(methods(), theme, folder.filePath(QStringLiteral("window.ini")));
  window.resize(1600, 1000);
  const FirstPaint first_paint(&window);
  window.show();
  if (!benchWaitFor([&] { return first_paint.nanoseconds() > 0; }, 60s))
    return Error{"the window was never painted"};
  nlohmann::json report = measureParts(window, plan);
  report["first_paint_ns"] = first_paint.nanoseconds();
  window.close();
  return writeWhole(plan.out, report.dump(2) + "\n");
}

}  // namespace

const std::vector<GuiBenchPart>& guiBenchParts() {
  static const std::vector<GuiBenchPart> all{{"event_loop", benchLatency},
                                             {"cached_step", benchSteps},
                                             {"scrub", benchScrub},
                                             {"idle", benchIdle},
                                             {"folder_of_100000", benchFolder},
                                             {"new_cloud", benchNewCloud},
                                             {"ten_million_points", benchTenMillionPoints}};
  return all;
}

int runGuiBench(const std::filesystem::path& plan_file) {
  const Status status = measureAll(plan_file);
  if (status) return 0;
  std::fprintf(stderr, "kerb: %s\n", status.error().message().c_str());
  return 1;
}

double benchMsSince(BenchClock::time_point start) {
  return std::chrono::duration<double, std::milli>(BenchClock::now() - start).count();
}

bool benchWaitFor(const std::function<bool()>& done, std::chrono::milliseconds limit) {
  const auto end = BenchClock::now() + limit;
  QEventLoop loop;
  QTimer look;
  QObject::connect(&look, &QTimer::timeout, &loop, [&] {
    if (done() || BenchClock::now() > end) loop.quit();
  });
  look.start(2ms);
  if (!done()) loop.exec();
  return done();
}

void benchRunFor(std::chrono::milliseconds time) {
  QEventLoop loop;
  QTimer::singleShot(time, &loop, &QEventLoop::quit);
  loop.exec();
}

Status benchWaitForDepth(MainWindow& window, const GuiBenchPlan& plan) {
  const auto hasDepth = [&] {
    const auto& last = window.lastPrediction();
    return last && last->prediction && last->prediction->depth;
  };
  if (benchWaitFor(hasDepth, kLongestWait)) return {};
  return Error{"no depth came for the video", plan.video.string()};
}

Status benchOpenVideo(MainWindow& window, const GuiBenchPlan& plan) {
  window.closeSource();
  window.open(QString::fromStdString(plan.video.string()));
  if (!benchWaitFor([&] { return window.pictureView().canvas()->hasPicture(); }, 30s))
    return Error{"the video does not open", plan.video.string()};
  window.playback().stop();
  KERB_CHECK(benchWaitForDepth(window, plan));
  return plan.points ? waitForPoints(window.cloudPanel()) : Status();
}

nlohmann::json benchSummary(std::vector<double> milliseconds, double target_ms, BenchHeld held) {
  if (milliseconds.empty()) return {{"runs", 0}, {"target_ms", target_ms}, {"met", false}};
  std::ranges::sort(milliseconds);
  const size_t n = milliseconds.size();
  const auto rank = static_cast<size_t>(std::ceil(0.99 * static_cast<double>(n))) - 1;
  const double median = (milliseconds[(n - 1) / 2] + milliseconds[n / 2]) / 2;
  const bool is_p99 = held == BenchHeld::p99;
  return {{"min_ms", milliseconds.front()},
          {"median_ms", median},
          {"p99_ms", milliseconds[rank]},
          {"max_ms", milliseconds.back()},
          {"runs", n},
          {"target_ms", target_ms},
          {"held", is_p99 ? "p99" : "median"},
          {"met", (is_p99 ? milliseconds[rank] : median) <= target_ms}};
}

}  // namespace kerb
