// How well a run does on data that it does not learn from.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "core/job/job.h"
#include "core/method/method.h"
#include "core/train/figures.h"
#include "core/train/plan.h"
#include "core/train/trainer.h"

namespace kerb {

/// An unknown name: an Error that lists those there are.
Result<double> figureOf(const Figures& figures, const std::string& name);

/// As the step of the phase that gives the figure says.
bool isLargerBetter(const PhaseSpec& phase, const std::string& figure);

/// Measures the losses of a phase on data of its own: no augmentation, no gradients, networks in eval mode,
/// the same draws every time. Nothing of the training changes.
class Validation {
 public:
  /// `data` has all streams of the plan, each at least one batch: else an Error. The plan must outlive it.
  static Result<std::unique_ptr<Validation>> create(std::shared_ptr<Method> method, const TrainingPlan& plan,
                                                    std::map<std::string, StreamData> data,
                                                    const TrainerOptions& options);

  /// Means over this rank's share of the first `batches` of the data (0: all). A loss that is NaN or Inf is
  /// one of the figures; a frame that cannot be read is an Error, or replaced where such are skipped:
  /// `left_out` hears of each once. Stopped: a cancelled Error. Reports before each batch of a step.
  Result<Figures> run(int64_t phase, int64_t batches, const JobContext& job = {},
                      const std::function<void(const std::string&)>& left_out = {}) const;

 private:
  Validation(std::shared_ptr<Method> method, const TrainingPlan& plan, std::map<std::string, StreamData> data,
             const TrainerOptions& options);
  int64_t share() const;
  struct Call;
  Status add(const StepSpec& step, const std::string& prefix, const Call& call, Figures& figures) const;
  Result<std::vector<std::unique_ptr<Loader>>> loadersOf(const StepSpec& step) const;

  std::shared_ptr<Method> method_;
  const TrainingPlan& plan_;
  std::map<std::string, StreamData> data_;
  TrainerOptions options_;
  mutable std::set<std::string> left_out_;  ///< what was said of broken frames
};

}  // namespace kerb
