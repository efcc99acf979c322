// kerb bench gui: the player, with live depth, classes and points beside it.
#include <QObject>
#include <algorithm>
#include <map>
#include <random>

#include <sys/resource.h>

#include "app/gui_bench/gui_bench.h"
#include "app/main_window.h"
#include "widgets/bridge/latency_probe.h"
#include "widgets/cloud/cloud_panel.h"
#include "widgets/panel/method_panel.h"
#include "widgets/panel/playback.h"
#include "widgets/view/depth_view.h"
#include "widgets/view/image_canvas.h"
#include "widgets/view/semantic_view.h"

namespace kerb {
namespace {

using namespace std::chrono_literals;

/// Notes when each frame came to the screen. Queued: the picture has left by then.
class Painted : public QObject {
 public:
  explicit Painted(ImageCanvas* canvas) {
    connect(
        canvas, &ImageCanvas::painted, this,
        [this](qint64 index) {
          if (count_++ == 0) first_ms_ = benchMsSince(start_);
          at_ms_[index] = benchMsSince(start_);
        },
        Qt::QueuedConnection);
  }
  void restart() {
    at_ms_.clear();
    count_ = 0;
    start_ = BenchClock::now();
  }
  int count() const { return count_; }
  double firstMs() const { return first_ms_; }
  bool has(qint64 index) const { return at_ms_.contains(index); }
  double ms(qint64 index) const { return at_ms_.at(index); }

 private:
  BenchClock::time_point start_ = BenchClock::now();
  std::map<qint64, double> at_ms_;
  int count_ = 0;
  double first_ms_ = 0;
};

Error never(const char* what) { return Error{std::string(what) + " never came to the screen"}; }

/// Processor time of the whole process [s].
double processorSeconds() {
  rusage used{};
  getrusage(RUSAGE_SELF, &used);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_usec);
  };
  return seconds(used.ru_utime) + seconds(used.ru_stime);
}

nlohmann::json whatRuns(MainWindow& window) {
  nlohmann::json json;
  if (const auto& live = window.lastPrediction())
    json = {{"inference_ms", live->milliseconds}, {"left_out_of_inference", live->dropped}};
  if (const auto& shot = window.cloudPanel().lastShot()) json["points"] = shot->all;
  return json;
}

}  // namespace

Result<nlohmann::json> benchLatency(MainWindow& window, const GuiBenchPlan& plan) {
  KERB_CHECK(benchOpenVideo(window, plan));
  Painted pictures(window.pictureView().canvas());
  Painted depths(window.depthView().canvas());
  int overlays = 0;
  const QObject counts;
  QObject::connect(&window.pictureView(), &SemanticView::overlayPainted, &counts,
                   [&](const PaintedOverlay& painted) { overlays += painted.has_labels ? 1 : 0; });
  LatencyProbe probe;
  window.playback().play();
  benchRunFor(2s);
  overlays = 0;
  pictures.restart();
  depths.restart();
  const double before = processorSeconds();
  probe.start();
  benchRunFor(std::chrono::milliseconds(static_cast<int64_t>(plan.seconds * 1000)));
  const LatencyFigures figures = probe.total();
  probe.stop();
  const double used = processorSeconds() - before;
  window.playback().stop();
  const auto& last = window.lastPrediction();
  if (pictures.count() == 0) return never("a picture of the playing video");
  if (!last || depths.count() == 0) return never("a depth of the playing video");
  if (last->prediction->semantics && overlays == 0) return never("an overlay of predicted classes");
  nlohmann::json json = whatRuns(window);
  json.update({{"seconds", plan.seconds},
               {"beats", figures.beats},
               {"p50_ms", figures.p50_ms},
               {"p99_ms", figures.p99_ms},
               {"max_ms", figures.max_ms},
               {"target_p99_ms", 16},
               {"target_max_ms", 50},
               {"met", figures.p99_ms <= 16 && figures.max_ms <= 50},
               {"longest_event", {{"ms", figures.longest_event_ms}, {"what", figures.longest_event}}},
               {"pictures_a_second", pictures.count() / plan.seconds},
               {"depths_a_second", depths.count() / plan.seconds},
               {"overlays_a_second", overlays / plan.seconds},
               {"processors_used", used / plan.seconds}});
  return json;
}

namespace {

/// To the frame `last` and back again.
Result<nlohmann::json> timeSteps(MainWindow& window, qint64 last) {
  Playback& player = window.playback();
  Painted pictures(window.pictureView().canvas());
  std::vector<double> there, back;
  for (int round = 0; round < 2 * last; ++round) {
    const bool forward = round < last;
    benchRunFor(50ms);
    pictures.restart();
    player.step(forward ? 1 : -1);
    if (!benchWaitFor([&] { return pictures.has(player.index()); }, 10s)) return never("a step");
    (forward ? there : back).push_back(pictures.ms(player.index()));
  }
  // What is asked for holds for every step.
  return nlohmann::json{{"forwards", benchSummary(there, 16, BenchHeld::p99)},
                        {"backwards", benchSummary(back, 16, BenchHeld::p99)}};
}

}  // namespace

Result<nlohmann::json> benchSteps(MainWindow& window, const GuiBenchPlan& plan) {
  KERB_CHECK(benchOpenVideo(window, plan));
  Playback& player = window.playback();
  const qint64 last = std::min<qint64>(plan.rounds, player.count() - 1);
  const auto isRead = [&] {
    return std::ranges::any_of(player.cached(),
                               [&](auto& span) { return span.first == 0 && span.last >= last; });
  };
  if (!benchWaitFor(isRead, 60s)) return Error{"the frames did not come into memory"};
  KERB_TRY(nlohmann::json steps, timeSteps(window, last));
  MethodPanel& method = window.methodPanel();
  const MethodRequest chosen = method.choice();
  Q_EMIT method.requested(std::nullopt);
  KERB_TRY(steps["live_depth_off"], timeSteps(window, last));
  Q_EMIT method.requested(chosen);
  KERB_CHECK(benchWaitForDepth(window, plan));  // else it is remembered as switched off
  return steps;
}

Result<nlohmann::json> benchScrub(MainWindow& window, const GuiBenchPlan& plan) {
  KERB_CHECK(benchOpenVideo(window, plan));
  Playback& player = window.playback();
  Painted pictures(window.pictureView().canvas());
  std::mt19937 random(3);
  std::vector<double> nearest, exact;
  for (int round = 0; round < plan.rounds; ++round) {
    qint64 wanted = player.index();
    for (int tries = 0; tries < 100 && player.frames()->has(wanted, FrameParts{.image = true}); ++tries)
      wanted = static_cast<qint64>(random() % static_cast<uint64_t>(player.count()));
    if (wanted == player.index()) continue;
    pictures.restart();
    player.scrub(wanted);
    if (!benchWaitFor([&] { return pictures.has(wanted); }, 10s)) return never("a frame");
    nearest.push_back(pictures.firstMs());
    exact.push_back(pictures.ms(wanted));
    benchRunFor(100ms);
  }
  return nlohmann::json{{"nearest_key_frame", benchSummary(nearest, 50)},
                        {"exact", benchSummary(exact, 150)}};
}

Result<nlohmann::json> benchIdle(MainWindow& window, const GuiBenchPlan& plan) {
  KERB_CHECK(benchOpenVideo(window, plan));
  benchRunFor(15s);  // reading ahead and the rest of the points end
  constexpr double kSeconds = 10;
  const double before = processorSeconds();
  benchRunFor(std::chrono::seconds(static_cast<int>(kSeconds)));
  const double percent = 100 * (processorSeconds() - before) / kSeconds;
  return nlohmann::json{{"percent_of_a_processor", percent}, {"target", 1}, {"met", percent < 1}};
}

Result<nlohmann::json> benchFolder(MainWindow& window, const GuiBenchPlan& plan) {
  std::vector<double> times;
  for (int round = 0; round < 5; ++round) {
    window.closeSource();
    Painted pictures(window.pictureView().canvas());
    window.open(QString::fromStdString(plan.folder.string()));
    if (!benchWaitFor([&] { return pictures.has(0); }, 60s)) return never("the first picture");
    times.push_back(pictures.ms(0));
  }
  return benchSummary(times, 1000);
}

}  // namespace kerb
