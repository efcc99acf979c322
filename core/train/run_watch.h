// What a run shows of its progress with each checkpoint: losses on other data, and predictions on a few
// frames.
#pragma once

#include <memory>
#include <optional>

#include "core/train/checkpoint.h"
#include "core/train/run_folder.h"
#include "core/train/run_log.h"
#include "core/train/samples.h"
#include "core/train/validation.h"

namespace kerb {

class RunWatch {
 public:
  RunWatch(std::filesystem::path folder, const Claim& claim, Ranks& ranks, RunLog& log)
      : folder_(std::move(folder)), claim_(claim), ranks_(ranks), log_(log) {}

  /// Opens the data to validate on, where the run has any, and measures one batch: a frame that cannot be
  /// read, a figure that does not exist is an Error before the first step. `shown`: frames to predict where
  /// there is no such data. The trainer must outlive it.
  Status open(const std::shared_ptr<Method>& method, const Trainer& trainer, StreamData shown,
              const TrainerOptions& options, const JobContext& job);
  /// On every rank: the losses on the data to validate on. The figure that says which checkpoint is the best,
  /// where there is one and it is a number; none where any rank was told to stop. What one rank cannot read
  /// is an Error on all.
  Result<std::optional<Metric>> measure(const Trainer& trainer, const JobContext& job);
  /// Predictions on a few frames. What goes wrong is said, and no reason to stop a run.
  void drawSamples(int64_t iteration, const WeightsInfo& info);

 private:
  const Parameters& run() const { return claim_.parameters->run; }
  Result<Figures> figures(int64_t phase, int64_t batches, const JobContext& job);
  Status drawOn(int64_t iteration, const WeightsInfo& info);

  std::filesystem::path folder_;
  const Claim& claim_;
  Ranks& ranks_;
  RunLog& log_;
  std::shared_ptr<Method> method_;
  std::unique_ptr<Validation> validation_;  ///< null: no data for it
  std::unique_ptr<Samples> samples_;        ///< of the leading rank
};

}  // namespace kerb
