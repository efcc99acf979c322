// Runs a training plan, one iteration at a time. Everything it draws comes from the seed and the iteration,
// so that a run that was stopped and restored ends in the same bits as one that was not.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/method/method.h"
#include "core/train/gradient_exchange.h"
#include "core/train/optimisers.h"
#include "core/train/plan.h"
#include "core/train/stream_loaders.h"

namespace kerb {

/// Where a run stands; with the model's and the optimisers' tensors, all there is to it.
struct TrainerState {
  int64_t iteration = 0;                    ///< completed, of the whole run
  int64_t phase = 0;                        ///< index in the plan
  std::string phase_name = {};              ///< of that one; empty: not known, an older checkpoint
  int64_t phase_iteration = 0;              ///< completed, of this phase
  int64_t batch = 0, parts = 0;             ///< images a step, of all ranks; and in how many parts
  std::map<std::string, uint32_t> targets;  ///< checksum of each stream's, in their order
  std::map<std::string, uint32_t> content;  ///< StreamData::content of each
  std::map<std::string, int64_t> drawn;     ///< batches taken from each stream
  std::map<std::string, double> learning_rate_factors;  ///< set in flight, of each optimiser
  double loss_scale = 0;                                ///< of fp16; 0: not used
  int64_t loss_scale_steps = 0;
};

/// What one optimiser step did.
struct StepReport {
  std::string name;
  double total = 0;  ///< weighted sum of the terms
  std::vector<std::pair<std::string, double>> terms, figures;
  std::vector<std::pair<std::string, double>> learning_rates;  ///< of each optimiser
  std::vector<Picture> pictures;
  bool skipped = false;  ///< its loss or gradient was not finite: nothing was trained
};

struct IterationReport {
  int64_t iteration = 0;  ///< of the run, from 1
  int64_t epoch = 0;      ///< of the phase, from 0
  std::string phase;
  std::vector<StepReport> steps;
  double seconds = 0, waited_seconds = 0;  ///< in all, and for data
  int64_t images = 0;                      ///< targets that this rank trained on
};

class Trainer {
 public:
  /// Moves the method to the device. A plan that names what is not there throws; data that is missing, or too
  /// little, is an Error.
  static Result<std::unique_ptr<Trainer>> create(std::shared_ptr<Method> method, TrainingPlan plan,
                                                 std::map<std::string, StreamData> data,
                                                 const TrainerOptions& options);

  /// All epochs of the last phase are done. A plan with more epochs goes on from there.
  bool finished() const;
  /// One pass through the cycle of the phase. Not after finished(). After an Error see isWhole().
  Result<IterationReport> iterate(bool wants_pictures);
  /// Whether all is as after the last iteration that was completed, so that it may be saved: false where one
  /// failed after a step of it had trained.
  bool isWhole() const { return is_whole_; }

  const TrainingPlan& plan() const { return plan_; }
  const TrainerState& state() const { return state_; }
  int64_t epoch() const;
  int64_t iterationsPerEpoch() const;  ///< of the current phase
  int64_t totalIterations() const;     ///< those that were done, and what is left of all phases
  /// Moments of all optimisers as "<optimiser>/<parameter>.exp_avg" ...
  TensorMap optimiserState() const { return optimisers_.state(); }
  /// Goes on from a state of the same plan; the model is restored by the caller. Another batch, or one
  /// computed in other parts, would go on elsewhere in the data: an Error.
  Status restore(const TrainerState& state, const TensorMap& optimiser_state);
  /// Multiplies the learning rate of an optimiser from now on. An unknown name: an Error that lists them.
  Status setLearningRateFactor(const std::string& optimiser, double factor);
  double learningRate(const std::string& optimiser) const;
  /// Frames that were left out since the last call.
  std::vector<std::string> takeSkipped() { return streams_.takeSkipped(); }

  /// Called with the name of a step whose loss or gradient is not finite, the first such term, or "gradient"
  /// (then `input` has the batches of all parts, one after the other), and what the step saw. Not where fp16
  /// overflows, as it does now and then.
  std::function<void(const std::string& step, const std::string& term, const StepInput& input)> on_non_finite;
  std::unique_ptr<GradientExchange> exchange;  ///< set with world > 1

 private:
  Trainer(std::shared_ptr<Method> method, TrainingPlan plan, std::map<std::string, StreamData> data,
          const TrainerOptions& options);
  const PhaseSpec& phase() const { return plan_.phases.at(static_cast<size_t>(state_.phase)); }
  bool phaseDone() const;
  int64_t epochLength(const PhaseSpec& phase) const;
  int64_t share() const { return plan_.batch / (options_.world * options_.accumulate); }
  /// The parts of a step's batch, each with one batch of each of its streams.
  using Parts = std::vector<std::vector<Batch>>;
  Result<std::vector<Parts>> drawCycle();
  Result<IterationReport> runCycle(bool wants_pictures);
  void enterPhase();
  std::vector<Optimisers::Group> groupsOf(const StepSpec& step) const;
  Result<StepReport> runStep(const StepSpec& step, size_t number, const Parts& parts,
                             const TensorMap& buffers, bool wants_pictures);
  Result<bool> train(const StepSpec& step, const Parts& parts, StepInput& input, StepReport& report);
  Status backward(const StepSpec& step, const StepInput& input, StepReport& report);
  Result<bool> applyGradients(const StepSpec& step, const std::vector<Optimisers::Group>& groups,
                              const Parts& parts, StepInput& input);

  std::shared_ptr<Method> method_;
  TrainingPlan plan_;
  TrainerOptions options_;
  StreamLoaders streams_;
  TrainerState state_;
  bool is_whole_ = true;
  Optimisers optimisers_;
};

}  // namespace kerb
