#include "widgets/cloud/cloud_renderer.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <exception>
#include <optional>

#include "widgets/bridge/background.h"
#include "widgets/bridge/retire.h"
#include "widgets/cloud/cloud_scene.h"

namespace kerb {
namespace {

using Clock = std::chrono::steady_clock;
using namespace std::chrono_literals;

constexpr double kPassMs = 33;  ///< aimed at: what turns fluently
constexpr auto kQuiet = 80ms;   ///< without a new wish, before the rest is drawn
constexpr auto kShowEvery = 150ms;
constexpr double kFewestPoints = 20'000, kMostPoints = 50e6;

double millisecondsSince(Clock::time_point start) {
  return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

/// How many points a pass may have, learnt from those before.
class Budget {
 public:
  void learn(size_t points, double milliseconds) {
    if (static_cast<double>(points) < kFewestPoints / 4) return;  // says more about the picture's size
    constexpr double kWeight = 0.3;
    const double measured = std::max(milliseconds, 1.0) / static_cast<double>(points);
    per_point_ms_ += kWeight * (measured - per_point_ms_);
  }
  size_t points() const {
    return static_cast<size_t>(std::clamp(kPassMs / per_point_ms_, kFewestPoints, kMostPoints));
  }

 private:
  double per_point_ms_ = kPassMs / 150'000;
};

}  // namespace

/// What the thread works with; shared, because it outlives the renderer by the pass that runs.
struct CloudRenderer::Work {
  Latest<CloudShot>::Sender shown;
  Ordered<QString>::Sender warned;
  std::mutex mutex;
  std::condition_variable_any wake;
  std::optional<CloudWish> wish;  ///< not taken yet

  // Of the thread alone:
  Budget budget;
  CloudWish current;
  bool current_frustum = false;

  Work(Latest<CloudShot>::Sender to_shown, Ordered<QString>::Sender to_warned)
      : shown(std::move(to_shown)), warned(std::move(to_warned)) {}

  void run(const std::stop_token& stop) {
    try {
      CloudScene scene;
      while (takeWish(scene, stop)) draw(scene, stop);
    } catch (const std::exception& failure) {  // nothing throws across a thread
      warned.send(QString::fromUtf8(failure.what()));
    }
  }

  bool takeWish(CloudScene& scene, const std::stop_token& stop) {
    std::unique_lock lock(mutex);
    if (!wake.wait(lock, stop, [this] { return wish.has_value(); }) || stop.stop_requested()) return false;
    CloudWish next = *std::exchange(wish, std::nullopt);
    lock.unlock();
    if (next.content != current.content || next.shows_frustum != current.shows_frustum)
      scene.setContent(*next.content, next.shows_frustum);
    scene.setView(next.eye, next.size.width(), next.size.height(), next.point_size);
    current = std::move(next);
    return true;
  }

  /// True: there is something newer to draw, or nothing at all any more.
  bool interrupted(Clock::duration quiet, const std::stop_token& stop) {
    std::unique_lock lock(mutex);
    wake.wait_for(lock, stop, quiet, [this] { return wish.has_value(); });
    return wish.has_value() || stop.stop_requested();
  }

  void draw(CloudScene& scene, const std::stop_token& stop) {
    show(scene, pass(scene, true));
    auto last_shown = Clock::now();
    for (auto quiet = kQuiet; !scene.isComplete() && !interrupted(quiet, stop); quiet = 0ms) {
      const Pass drawn = pass(scene, false);
      if (!scene.isComplete() && Clock::now() - last_shown < kShowEvery) continue;
      show(scene, drawn);
      last_shown = Clock::now();
    }
  }

  struct Pass {
    QImage picture;
    double milliseconds = 0;
  };

  /// Drawing is queued; reading waits for it.
  Pass pass(CloudScene& scene, bool is_first) {
    const auto start = Clock::now();
    const size_t before = is_first ? 0 : scene.drawn();
    if (is_first)
      scene.drawFirst(budget.points());
    else
      scene.drawMore(budget.points());
    Pass made{QImage(current.size, QImage::Format_RGB32), 0};
    scene.read(reinterpret_cast<uint32_t*>(made.picture.bits()),
               static_cast<size_t>(made.picture.bytesPerLine()) / sizeof(uint32_t));
    made.milliseconds = millisecondsSince(start);
    if (scene.uploaded() == 0) budget.learn(scene.drawn() - before, made.milliseconds);
    for (const std::string& message : takeVtkMessages()) warned.send(QString::fromStdString(message));
    return made;
  }

  void show(const CloudScene& scene, const Pass& made) {
    shown.send({made.picture, current.eye, current.content, scene.drawn(), current.content->size(),
                made.milliseconds, current.round});
  }
};

CloudRenderer::CloudRenderer(std::function<void(CloudShot)> shown, std::function<void(QString)> warned)
    : shown_(std::move(shown)),
      warned_(std::move(warned)),
      work_(std::make_shared<Work>(shown_.sender(), warned_.sender())) {
  thread_ = std::jthread([work = work_](const std::stop_token& stop) {
    workInBackground(kNiceOfLiveDepth);  // the pictures of both change together
    work->run(stop);
  });
}

CloudRenderer::~CloudRenderer() { retire(std::move(thread_)); }

void CloudRenderer::want(CloudWish wish) {
  if (!wish.content || wish.size.isEmpty()) return;
  std::optional<CloudWish> replaced(std::move(wish));  // destroyed after the lock is free
  {
    const std::scoped_lock lock(work_->mutex);
    work_->wish.swap(replaced);
  }
  work_->wake.notify_one();
}

}  // namespace kerb
