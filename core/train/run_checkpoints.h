// The checkpoints that a run writes: when, what their weights say of themselves, how good they are, and which
// are kept.
#pragma once

#include <filesystem>
#include <memory>
#include <utility>

#include "core/train/control.h"
#include "core/train/run_watch.h"

namespace kerb {

class RunCheckpoints {
 public:
  RunCheckpoints(std::filesystem::path folder, const Claim& claim, Ranks& ranks, RunLog& log)
      : folder_(std::move(folder)),
        claim_(claim),
        ranks_(ranks),
        log_(log),
        watch_(folder_, claim, ranks, log) {}

  /// Before anything is saved; see RunWatch::open(). The trainer must outlive it.
  Status open(std::shared_ptr<Method> method, const Trainer& trainer, StreamData shown,
              const TrainerOptions& options, const JobContext& job);
  /// Between the cameras of the stereo pairs: what weights say from now on.
  void setBaseline(double metres) { baseline_m_ = metres; }

  /// Of the trainer as it is; the leading rank writes.
  Status save() const;
  /// After an iteration. What was trained is saved before anything that may take long or fail: frames to
  /// validate on, a second network for samples.
  Status saveWhereDue(const RunControl& control, const JobContext& job);

 private:
  bool isDue() const;
  Status measure(const RunControl& control, const JobContext& job);
  void prune();
  WeightsInfo weightsInfo() const;
  int64_t number(const char* name) const { return claim_.parameters->run.get<int64_t>(name); }

  std::filesystem::path folder_;
  const Claim& claim_;
  Ranks& ranks_;
  RunLog& log_;
  double baseline_m_ = 0;  ///< 0: there are no stereo pairs, or the run was told
  std::shared_ptr<Method> method_;
  const Trainer* trainer_ = nullptr;
  RunWatch watch_;
};

}  // namespace kerb
