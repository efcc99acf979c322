// Learning rates that a person sets while a run trains.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "core/train/distributed.h"
#include "core/train/rate_journal.h"
#include "core/train/run_log.h"
#include "core/train/trainer.h"

namespace kerb {

/// A rate holds from the next iteration on; where the schedule multiplies the rate later, it multiplies this
/// one. What is set is kept in the run's folder, so that a resume sets it again at the same iteration.
class RatesByHand {
 public:
  RatesByHand(std::filesystem::path folder, Ranks& ranks, RunLog& log)
      : folder_(std::move(folder)), ranks_(ranks), log_(log) {}

  /// What becomes of the rates that were set after the iteration from which a run goes on.
  enum class Later { set_again, forgotten };
  /// After the trainer was restored.
  Status begin(const Trainer& trainer, Later later);
  /// Before an iteration: sets again what was set here in the run's former life, and says where the schedule
  /// has changed a rate.
  Status catchUp(Trainer& trainer);
  /// The rate of one optimiser, or of all (empty); the same on every rank. What became of it, in words.
  Result<std::string> set(Trainer& trainer, const std::string& optimiser, double rate);

 private:
  Status apply(Trainer& trainer, const std::string& optimiser, double rate, const char* how);
  std::map<std::string, double> ratesOf(const Trainer& trainer) const;

  std::filesystem::path folder_;
  Ranks& ranks_;
  RunLog& log_;
  std::vector<RateChange> ahead_;          ///< of the former life, by iteration
  std::map<std::string, double> current_;  ///< as last said
};

}  // namespace kerb
