#include "core/job/engine.h"

#include <chrono>
#include <cstdio>

#include <ATen/Parallel.h>
#include <c10/core/GradMode.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/base/device.h"

namespace kerb {
namespace {

const char* name(Precision precision) { return precision == Precision::bf16 ? "bf16" : "fp32"; }

/// A method's exceptions are bugs or device failures; they end one prediction, not the program.
template <class Function>
auto guarded(const std::string& method, Function function) -> decltype(function()) {
  try {
    return function();
  } catch (const c10::Error& failure) {
    return Error{failure.what_without_backtrace(), "method " + method};
  } catch (const std::exception& failure) {
    return Error{failure.what(), "method " + method};
  }
}

}  // namespace

Engine::Engine(Needs needs, std::shared_ptr<Method> method, EngineInfo info)
    : needs_(needs), method_(std::move(method)), info_(std::move(info)) {}

Result<std::unique_ptr<Engine>> Engine::create(const MethodSpec& spec, std::shared_ptr<Method> method,
                                               EngineInfo info, const EngineOptions& options) {
  KERB_TRY(const DeviceChoice choice, chooseDevice(options.device));
  info.device = choice.device.str();
  info.note = choice.note;
  info.precision = name(options.precision);
  std::unique_ptr<Engine> engine(new Engine(method->narrowed(spec.needs), method, std::move(info)));
  std::promise<Status> ready;
  auto prepared = ready.get_future();
  engine->thread_ = std::jthread([raw = engine.get(), options, device = choice.device,
                                  ready = std::move(ready)](std::stop_token stop) mutable {
    if (options.threads > 0) at::set_num_threads(options.threads);
    Status status =
        guarded(raw->info_.method, [&] { return raw->method_->prepare(device, options.precision); });
    const bool usable = static_cast<bool>(status);
    ready.set_value(std::move(status));
    if (usable) raw->run(std::move(stop));
  });
  KERB_CHECK(prepared.get());
  return engine;
}

Engine::~Engine() {
  {
    const std::scoped_lock lock(mutex_);
    stopped_ = true;  // before the stop request: whatever was queued until now is answered by run()
  }
  changed_.notify_all();
  thread_.request_stop();
}

void Engine::run(std::stop_token stop) {
  const c10::NoGradGuard no_grad;  // not InferenceMode: its tensors could not enter a loss (refinement)
  bool live_was_last = false;
  std::unique_lock lock(mutex_);
  while (changed_.wait(lock, stop, [this] { return live_ || !ordered_.empty(); }) && !stop.stop_requested()) {
    // In turn, so that a video that plays never starves an export.
    const bool take_live = live_ && (ordered_.empty() || !live_was_last);
    live_was_last = take_live;
    if (take_live) {
      const Live live = std::move(*live_);
      live_.reset();
      lock.unlock();
      deliver(live);
    } else {
      Ordered ordered = std::move(ordered_.front());
      ordered_.pop_front();
      changed_.notify_all();
      lock.unlock();
      ordered.result.set_value(predict(ordered.input));
    }
    lock.lock();
  }
  live_.reset();
  for (auto& ordered : ordered_) ordered.result.set_value({Error::cancelledByUser(), 0});
  ordered_.clear();
}

void Engine::deliver(const Live& live) {
  TimedPrediction prediction = predict(live.input);
  try {
    live.done(live.input, std::move(prediction));
  } catch (const std::exception& failure) {  // nothing throws across a thread
    std::fprintf(stderr, "kerb: a receiver of live predictions failed: %s\n", failure.what());
  }
}

TimedPrediction Engine::predict(const Input& input) {
  const auto begin = std::chrono::steady_clock::now();
  auto prediction = guarded(info_.method, [&] { return method_->predict(input); });
  if (prediction)
    prediction->fallbacks.insert(prediction->fallbacks.end(), input.fallbacks.begin(), input.fallbacks.end());
  const std::chrono::duration<double, std::milli> taken = std::chrono::steady_clock::now() - begin;
  return {std::move(prediction), taken.count()};
}

std::future<TimedPrediction> Engine::enqueue(Input input) {
  Ordered ordered{std::move(input), {}};
  auto future = ordered.result.get_future();
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return stopped_ || ordered_.size() < kQueued; });
  if (stopped_) {
    ordered.result.set_value({Error::cancelledByUser(), 0});
  } else {
    ordered_.push_back(std::move(ordered));
    changed_.notify_all();
  }
  return future;
}

void Engine::submitLive(Input input, std::function<void(const Input&, TimedPrediction)> done) {
  const std::scoped_lock lock(mutex_);
  if (live_) ++dropped_;
  live_ = Live{std::move(input), std::move(done)};
  changed_.notify_all();
}

int64_t Engine::dropped() const {
  const std::scoped_lock lock(mutex_);
  return dropped_;
}

}  // namespace kerb
