// What a person tells a run while it trains; from any thread.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include "core/base/result.h"

namespace kerb {

/// What a run says of itself.
struct RunStatus {
  int64_t iteration = 0, iterations = 0, epoch = 0;
  std::string phase;
  double loss = 0, images_per_second = 0, waiting_share = 0, seconds_left = 0;
  std::vector<std::pair<std::string, double>> terms;           ///< of the loss
  std::vector<std::pair<std::string, double>> learning_rates;  ///< of each optimiser
  bool paused = false;                                         ///< trains nothing, and waits
};

/// Of one run. Every order has a number, by which its outcome is found. Orders of a run that has ended do
/// nothing.
class RunControl {
 public:
  /// Trains nothing until resume(); a paused run still saves, takes learning rates, and stops.
  int64_t pause();
  int64_t resume();
  /// Saves a checkpoint after the current iteration, and ends.
  int64_t stop();
  /// Ends after the current iteration without a checkpoint.
  int64_t stopNow();
  /// Of either: ends what takes long between two iterations.
  std::stop_token stopOrdered() const { return stop_ordered_.get_token(); }
  /// Saves a checkpoint after the current iteration, and goes on.
  int64_t save();
  /// From the next iteration on, of one optimiser, or of all (empty). A rate that is not a number above 0, an
  /// optimiser that the run does not have, a run that has not begun: an Error.
  Result<int64_t> setLearningRate(const std::string& optimiser, double rate);

  /// What became of an order, in words; empty while it has not been carried out. Asked for within the next
  /// thousand orders.
  std::optional<Result<std::string>> outcome(int64_t number) const;

  /// What the trainer does before an iteration.
  struct Orders {
    bool stop = false, discard = false, save = false;
    bool paused = false;  ///< wait, and ask again
    std::vector<std::pair<std::string, double>> learning_rates;
    std::vector<int64_t> numbers;  ///< for finish()
    bool wantsWork() const { return save || !learning_rates.empty(); }
  };
  /// Blocks while paused, but not for longer than `patience`: then `paused` is set.
  Orders take(const std::stop_token& stop, std::chrono::milliseconds patience);

  /// By the trainer: these orders were carried out, or were not.
  void finish(const std::vector<int64_t>& numbers, const Result<std::string>& outcome);
  /// By the trainer: the run is over. The outcome of all orders that are left, and of all that follow.
  void end(const Result<std::string>& outcome);
  void publish(const RunStatus& status);
  RunStatus status() const;

 private:
  int64_t number();
  void close(int64_t number, const Result<std::string>& outcome);
  bool mayGoOn() const;

  mutable std::mutex mutex_;
  std::condition_variable_any changed_;
  Orders orders_;
  std::stop_source stop_ordered_;
  std::vector<int64_t> pauses_;  ///< numbers of the orders to pause that are not carried out
  bool paused_ = false;          ///< is to be
  bool rests_ = false;           ///< is
  RunStatus status_;
  int64_t last_number_ = 0;
  std::set<int64_t> open_;
  std::map<int64_t, Result<std::string>> outcomes_;
  std::optional<Result<std::string>> end_;
};

}  // namespace kerb
