// What a person tells a run while it trains; from any thread.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

namespace kerb {

/// What a run says of itself.
struct RunStatus {
  int64_t iteration = 0, iterations = 0, epoch = 0;
  std::string phase;
  double loss = 0, images_per_second = 0, waiting_share = 0, seconds_left = 0;
  std::vector<std::pair<std::string, double>> learning_rates;  ///< of each optimiser
  bool paused = false;
};

class RunControl {
 public:
  /// Trains nothing until resume(); a paused run still answers and stops.
  void pause();
  void resume();
  /// Saves a checkpoint after the current iteration, and ends.
  void stop();
  /// Ends after the current iteration without a checkpoint.
  void stopNow();
  /// Saves a checkpoint after the current iteration, and goes on.
  void save();
  /// From the next iteration on; of one optimiser, or of all (empty).
  void setLearningRate(std::string optimiser, double rate);

  /// What the trainer does before an iteration. Blocks while paused.
  struct Orders {
    bool stop = false, discard = false, save = false;
    bool paused = false;  ///< of takeWithin()
    std::vector<std::pair<std::string, double>> learning_rates;
  };
  Orders take(const std::stop_token& stop);
  /// The same, but does not block for longer than `patience`: then `paused` is set, and nothing else.
  Orders takeWithin(const std::stop_token& stop, std::chrono::milliseconds patience);

  void publish(const RunStatus& status);
  RunStatus status() const;

 private:
  bool mayGoOn() const { return !paused_ || orders_.stop || orders_.save; }

  mutable std::mutex mutex_;
  std::condition_variable_any changed_;
  Orders orders_;
  bool paused_ = false;
  RunStatus status_;
};

}  // namespace kerb
