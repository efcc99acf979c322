// kerb bench gui: large point clouds.
#include <cmath>
#include <ctime>
#include <numbers>
#include <random>

#include <ATen/ATen.h>

#include "app/gui_bench/gui_bench.h"
#include "app/main_window.h"
#include "widgets/cloud/cloud_canvas.h"
#include "widgets/cloud/cloud_panel.h"
#include "widgets/cloud/cloud_renderer.h"

namespace kerb {
namespace {

using namespace std::chrono_literals;

constexpr int64_t kWidth = 1024, kHeight = 512;
constexpr auto kLongest = 120s;

/// Own time of this thread: it does not grow with what else the machine does.
double threadMs() {
  timespec time{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return 1e3 * static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_nsec);
}

/// A wavy wall: every pixel has a depth.
class WavySource final : public Source {
 public:
  SourceInfo info() const override {
    SourceInfo info;
    info.name = "wall";
    info.layout = "bench";
    info.count = 1000;
    info.width = kWidth;
    info.height = kHeight;
    info.has.depth = true;
    return info;
  }
  std::unique_ptr<Source> clone() const override { return std::make_unique<WavySource>(*this); }
  Result<Frame> at(int64_t index, FrameParts) const override {
    Frame frame;
    frame.index = index;
    frame.image = at::full({3, kHeight, kWidth}, 40 + 7 * (index % 30), at::kByte);
    const at::Tensor columns = at::arange(kWidth, at::kFloat).mul_(0.02).add_(static_cast<double>(index));
    frame.depth_m = at::sin(columns).add_(10).expand({kHeight, kWidth}).contiguous();
    return frame;
  }
};

/// `count` points in random places, in levels of equal shares.
std::shared_ptr<const CloudPoints> randomPoints(size_t count, uint32_t seed) {
  auto points = std::make_shared<CloudPoints>();
  std::mt19937 random(seed);
  std::uniform_real_distribution<float> side(-20, 20), far(2, 60);
  points->xyz.reserve(3 * count);
  points->rgb.reserve(3 * count);
  for (size_t i = 0; i < count; ++i) {
    const Eigen::Vector3f point(side(random), 0.1F * side(random), far(random));
    points->bounds.extend(point);
    points->xyz.insert(points->xyz.end(), point.data(), point.data() + 3);
    for (int channel = 0; channel < 3; ++channel) points->rgb.push_back(static_cast<uint8_t>(random()));
  }
  for (size_t level = 0; level < kCloudLevels; ++level)  // each is about half of what is left
    points->level_end[level] = level + 1 == kCloudLevels ? count : count >> (kCloudLevels - 1 - level);
  return points;
}

}  // namespace

Result<nlohmann::json> benchNewCloud(MainWindow&, const GuiBenchPlan& plan) {
  CloudPanel panel;
  panel.resize(900, 500);
  panel.show();
  const auto source = std::make_shared<WavySource>();
  panel.setSource(source, source->info());
  CloudSettings settings = panel.settings();
  settings.removes_edges = false;
  panel.setSettings(settings, panel.look());
  const auto shows = [&panel](int64_t index) {
    return panel.lastCloud() && panel.lastCloud()->index == index && panel.lastShot() &&
           panel.lastShot()->drawn == kWidth * kHeight;
  };
  panel.showFrame(0);
  if (!benchWaitFor([&] { return shows(0); }, kLongest))
    return Error{"no points are drawn", "", panel.canvas()->emptyText().toStdString()};
  std::vector<double> shown, whole;
  for (int round = 1; round <= plan.rounds; ++round) {
    const double before = threadMs();
    panel.showFrame(round);
    if (!benchWaitFor([&] { return panel.lastCloud()->index == round && !shows(round); }, kLongest)) {
      if (panel.lastCloud()->index != round) return Error{"the points of a new frame never came"};
      continue;  // they were all drawn at once
    }
    shown.push_back(threadMs() - before);
    if (!benchWaitFor([&] { return shows(round); }, kLongest))
      return Error{"the points were never all drawn"};
    whole.push_back(threadMs() - before);
  }
  return nlohmann::json{{"points", kWidth * kHeight},
                        {"ui_thread_until_shown", benchSummary(shown, 30)},
                        {"ui_thread_until_whole", benchSummary(whole, 30)}};
}

Result<nlohmann::json> benchTenMillionPoints(MainWindow&, const GuiBenchPlan& plan) {
  std::optional<GlAnswer> gl;
  const GlProbe probe([&](const GlAnswer& answer) { gl = answer; });
  if (!benchWaitFor([&] { return gl.has_value(); }, 60s) || !gl->works)
    return Error{"no OpenGL here", "", gl ? gl->reason.toStdString() : ""};
  auto content = std::make_shared<CloudContent>();
  for (uint32_t i = 0; i < 20; ++i) content->clouds.push_back({randomPoints(500'000, i)});
  std::optional<CloudShot> shot;
  CloudRenderer renderer([&](CloudShot made) { shot = std::move(made); }, [](const QString&) {});
  CloudEye eye = cloudPreset(CloudPreset::behind, 1, 1, 1);
  const auto turned = [&](double angle) {
    shot.reset();
    eye = orbited(eye, angle, 0);
    const auto start = BenchClock::now();
    renderer.want({content, eye, {900, 500}, 2, false});
    benchWaitFor([&] { return shot.has_value(); }, kLongest);
    return benchMsSince(start);
  };
  for (int i = 0; i < 10; ++i) turned(0.02);  // points reach the card, and the budget is learnt
  std::vector<double> frames;
  double drawn = 0;
  for (int i = 0; i < 4 * plan.rounds; ++i) {
    frames.push_back(turned(2 * std::numbers::pi / 200));
    if (shot) drawn += static_cast<double>(shot->drawn) / (4 * plan.rounds);
  }
  nlohmann::json json = benchSummary(frames, 40);
  json.update(
      {{"points", content->size()}, {"points_drawn_while_turning", drawn}, {"gl", gl->device.toStdString()}});
  return json;
}

}  // namespace kerb
