// The engine owns a device, a loaded method and the thread that both live on.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <future>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "core/base/result.h"
#include "core/method/method.h"

namespace kerb {

struct EngineOptions {
  std::string device = "auto";  ///< auto, cpu, cuda, cuda:N
  Precision precision = Precision::fp32;
  int threads = 0;  ///< of LibTorch's operators, 0: as many as there are cores
};

/// What runs where; for a HUD and for summary.json.
struct EngineInfo {
  std::string method;
  std::map<std::string, std::string> parameters;
  std::string weights;  ///< path; empty: none
  std::string device;   ///< "cpu", "cuda:0"
  std::string precision;
  std::string note;  ///< for example: no CUDA device found, using the CPU
};

/// A prediction and how long it took.
struct TimedPrediction {
  Result<Prediction> prediction;
  double milliseconds = 0;
};

/// Runs one method. All members may be called from any thread. Two ways in:
///   enqueue     every input is predicted, in order (export)
///   submitLive  latest wins: a newer input replaces one that is still waiting (a window that follows a
///   video)
/// A failure or an exception of the method becomes the Error of that one prediction; the engine lives on.
class Engine {
 public:
  /// Takes a method that was created but not prepared; prepares it on the engine's thread.
  static Result<std::unique_ptr<Engine>> create(const MethodSpec& spec, std::shared_ptr<Method> method,
                                                EngineInfo info, const EngineOptions& options);
  /// Drops what waits, lets the running prediction end, joins: not on a UI thread.
  ~Engine();
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  const EngineInfo& info() const { return info_; }
  const Needs& needs() const { return needs_; }

  /// Waits while two inputs are queued already. The future is ready with an Error when the engine stops
  /// first.
  std::future<TimedPrediction> enqueue(Input input);

  /// `done` is called on the engine's thread, only for inputs that were not replaced. It must not own the
  /// engine.
  void submitLive(Input input, std::function<void(const Input&, TimedPrediction)> done);
  /// Live inputs that were replaced before their turn.
  int64_t dropped() const;

 private:
  struct Live {
    Input input;
    std::function<void(const Input&, TimedPrediction)> done;
  };
  struct Ordered {
    Input input;
    std::promise<TimedPrediction> result;
  };
  Engine(Needs needs, std::shared_ptr<Method> method, EngineInfo info);
  void run(std::stop_token stop);
  void deliver(const Live& live);
  TimedPrediction predict(const Input& input);

  static constexpr size_t kQueued = 2;
  Needs needs_;
  std::shared_ptr<Method> method_;
  EngineInfo info_;
  mutable std::mutex mutex_;
  std::condition_variable_any changed_;
  std::deque<Ordered> ordered_;
  std::optional<Live> live_;
  int64_t dropped_ = 0;
  bool stopped_ = false;
  std::jthread thread_;  // last: it uses all of the above
};

}  // namespace kerb
