#include "core/train/trainer.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include <ATen/ATen.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/base/checksums.h"
#include "core/base/draws.h"
#include "core/base/guarded.h"
#include "core/train/check_plan.h"
#include "core/train/method_state.h"
#include "core/train/step_loss.h"
#include "core/train/step_modules.h"

namespace kerb {
namespace {

using Clock = std::chrono::steady_clock;

/// Which draws a key is for.
enum Purpose : uint64_t { kStep = 3, kOperators = 4 };

}  // namespace

Trainer::Trainer(std::shared_ptr<Method> method, TrainingPlan plan, std::map<std::string, StreamData> data,
                 const TrainerOptions& options)
    : method_(std::move(method)),
      plan_(std::move(plan)),
      options_(options),
      streams_(std::move(data), options, share()),
      optimisers_(plan_.optimisers, options.precision) {
  for (const std::string& name : optimisers_.names()) state_.learning_rate_factors[name] = 1;
  state_.phase_name = phase().name;
  if (optimisers_.lossScale().active()) state_.loss_scale = optimisers_.lossScale().scale();
  state_.batch = plan_.batch;
  state_.parts = options_.accumulate;
  for (const auto& [name, stream] : streams_.data()) {
    const auto& targets = stream.targets;
    state_.targets[name] = crc32c(targets.data(), targets.size() * sizeof(targets[0]));
    if (stream.content != 0) state_.content[name] = stream.content;
  }
}

Result<std::unique_ptr<Trainer>> Trainer::create(std::shared_ptr<Method> method, TrainingPlan plan,
                                                 std::map<std::string, StreamData> data,
                                                 const TrainerOptions& options) {
  KERB_CHECK(checkPrecision(options.precision, options.device));
  if (plan.batch % (options.world * options.accumulate) != 0) {
    return Error{fmt::format("a batch of {} does not divide into {} parts for each of {} ranks", plan.batch,
                             options.accumulate, options.world),
                 "", "Choose a batch_size that is a multiple of both together"};
  }
  std::unique_ptr<Trainer> trainer(new Trainer(std::move(method), std::move(plan), std::move(data), options));
  KERB_CHECK(checkPlan(trainer->plan_, *trainer->method_, trainer->streams_.data()));
  trainer->method_->to(options.device);
  if (options.channels_last) layChannelsLast(*trainer->method_);
  return trainer;
}

int64_t Trainer::epochLength(const PhaseSpec& phase) const {
  const auto& targets = streams_.data().at(phase.cycle.front().streams.front()).targets;
  return static_cast<int64_t>(targets.size()) / plan_.batch;
}

bool Trainer::phaseDone() const { return state_.phase_iteration >= phase().epochs * epochLength(phase()); }

bool Trainer::finished() const {
  return state_.phase + 1 == static_cast<int64_t>(plan_.phases.size()) && phaseDone();
}

int64_t Trainer::iterationsPerEpoch() const { return epochLength(phase()); }

int64_t Trainer::totalIterations() const {
  int64_t total = state_.iteration - state_.phase_iteration;
  for (size_t i = static_cast<size_t>(state_.phase); i < plan_.phases.size(); ++i)
    total += plan_.phases[i].epochs * epochLength(plan_.phases[i]);
  return std::max(total, state_.iteration);
}

int64_t Trainer::epoch() const { return state_.phase_iteration / iterationsPerEpoch(); }

double Trainer::learningRate(const std::string& optimiser) const {
  const OptimiserSpec& spec = plan_.optimiser(optimiser);
  return spec.adam.learning_rate * spec.schedule.at(epoch(), phase().epochs) *
         state_.learning_rate_factors.at(optimiser);
}

Status Trainer::setLearningRateFactor(const std::string& optimiser, double factor) {
  const auto found = state_.learning_rate_factors.find(optimiser);
  if (found == state_.learning_rate_factors.end()) {
    return Error{fmt::format("there is no optimiser '{}'", optimiser), "",
                 fmt::format("Known: {}", fmt::join(optimisers_.names(), ", "))};
  }
  found->second = factor;
  return {};
}

std::vector<Optimisers::Group> Trainer::groupsOf(const StepSpec& step) const {
  std::vector<Optimisers::Group> groups;
  for (const auto& [optimiser, modules] : step.trains)
    groups.push_back({plan_.optimiser(optimiser), parametersIn(*method_, modules), learningRate(optimiser)});
  return groups;
}

Result<IterationReport> Trainer::iterate(bool wants_pictures) {
  const auto begin = Clock::now();
  const double waited_before = streams_.waitedSeconds();
  const TrainerState before = state_;
  auto report = guarded([&] { return runCycle(wants_pictures); });
  if (!report) {  // what was drawn and not trained on is drawn again
    state_ = before;
    optimisers_.restoreLossScale(state_.loss_scale, state_.loss_scale_steps);
    streams_.forget();
    return report;
  }
  is_whole_ = true;
  ++state_.iteration;
  ++state_.phase_iteration;
  enterPhase();
  report->seconds = std::chrono::duration<double>(Clock::now() - begin).count();
  report->waited_seconds = streams_.waitedSeconds() - waited_before;
  return report;
}

/// The next phase where this one is done; also after a resume with fewer epochs than were trained.
void Trainer::enterPhase() {
  while (!finished() && phaseDone()) {
    ++state_.phase;
    state_.phase_name = phase().name;
    state_.phase_iteration = 0;
  }
}

/// All batches of an iteration, before anything is trained: a frame that cannot be read leaves all as it was.
Result<std::vector<Trainer::Parts>> Trainer::drawCycle() {
  std::vector<Parts> drawn;
  for (const StepSpec& step : phase().cycle) {
    Parts& parts = drawn.emplace_back();
    if (state_.phase_iteration % step.every != 0) continue;
    for (int64_t part = 0; part < options_.accumulate; ++part) {
      KERB_TRY(auto batches, streams_.draw(plan_, step, state_.drawn));
      parts.push_back(std::move(batches));
    }
  }
  return drawn;
}

Result<IterationReport> Trainer::runCycle(bool wants_pictures) {
  KERB_TRY(const std::vector<Parts> drawn, drawCycle());
  IterationReport report{state_.iteration + 1, epoch(), phase().name, {}, 0, 0, 0};
  const TensorMap before = copyOfBuffers(*method_);
  // Whatever draws from the default generator (dropout) is a function of the iteration too.
  at::manual_seed(Draws{options_.seed, static_cast<uint64_t>(state_.iteration), kOperators}.next());
  for (size_t i = 0; i < phase().cycle.size(); ++i) {
    if (drawn[i].empty()) continue;
    const TensorMap buffers = report.steps.empty() ? before : copyOfBuffers(*method_);
    KERB_TRY(StepReport done, runStep(phase().cycle[i], i, drawn[i], buffers, wants_pictures));
    report.steps.push_back(std::move(done));
    report.images += share() * options_.accumulate;
  }
  if (exchange) KERB_CHECK(averageStatistics(*method_, before, *exchange));
  return report;
}

/// `buffers`: copies of the method's as they are now.
Result<StepReport> Trainer::runStep(const StepSpec& step, size_t number, const Parts& parts,
                                    const TensorMap& buffers, bool wants_pictures) {
  StepReport report;
  report.name = step.name;
  prepareModules(*method_, step);
  const TensorMap extra = copyOfExtraState(*method_);
  StepInput input;
  input.iteration = state_.iteration;
  input.seed = Draws{options_.seed, static_cast<uint64_t>(state_.iteration), number, kStep}.next();
  input.precision = options_.precision;
  input.wants_pictures = wants_pictures;
  const Result<bool> trained = guarded([&] { return train(step, parts, input, report); });
  // What came out of a loss that is not finite has gone through batch norm's statistics, too.
  if (!trained || !*trained) {
    const Status restored = guarded([&] { return restoreState(*method_, buffers, extra); });
    is_whole_ = is_whole_ && restored;
    if (trained) KERB_CHECK(restored);
  }
  KERB_CHECK(trained);
  is_whole_ = is_whole_ && !*trained;
  report.skipped = !*trained;
  return report;
}

/// The parts of a batch, one after the other, then the optimiser. False where the step is left out.
Result<bool> Trainer::train(const StepSpec& step, const Parts& parts, StepInput& input, StepReport& report) {
  const auto groups = groupsOf(step);
  std::vector<NamedParameter> trained;
  for (const auto& group : groups) {
    trained.insert(trained.end(), group.parameters.begin(), group.parameters.end());
    report.learning_rates.emplace_back(group.optimiser.name, group.learning_rate);
  }
  if (exchange) exchange->start(trained);
  const bool wants_pictures = input.wants_pictures;
  for (size_t part = 0; part < parts.size(); ++part) {
    input.batches.clear();
    for (const Batch& batch : parts[part])
      input.batches.push_back(onDevice(batch, options_.device, options_.channels_last));
    input.first_item = (static_cast<int64_t>(part) * options_.world + options_.rank) * share();
    input.wants_pictures = wants_pictures && part == 0;
    if (exchange && part + 1 == parts.size()) exchange->lastPart();
    KERB_CHECK(backward(step, input, report));
  }
  bool usable = !report.skipped;
  if (exchange) {
    KERB_CHECK(exchange->finish());
    // Else a rank whose loss is not finite has ended, and with it the others.
    if (options_.skip_non_finite) {
      KERB_TRY(usable, exchange->allAgree(usable));
    }
  }
  if (usable) {
    KERB_TRY(usable, applyGradients(step, groups, parts, input));
  }
  for (const auto& [name, tensor] : trained)
    tensor.mutable_grad() = at::Tensor();  // memory for the next step
  return usable;
}

/// Adds to the gradients, and to the report.
Status Trainer::backward(const StepSpec& step, const StepInput& input, StepReport& report) {
  const StepLoss loss = sumUp(step.loss(input), options_.accumulate, report);
  if (!loss.culprit.empty()) {
    report.skipped = true;
    if (on_non_finite) on_non_finite(step.name, loss.culprit, input);
    if (options_.skip_non_finite) return {};
    return notFinite(fmt::format("loss term '{}'", loss.culprit), step, state_.iteration + 1);
  }
  const double parts = static_cast<double>(options_.accumulate);
  (loss.total * (optimisers_.lossScale().scale() / parts)).backward();
  return {};
}

/// False where the step is left out: fp16 overflowed, or the gradient is not finite and such steps are
/// skipped.
Result<bool> Trainer::applyGradients(const StepSpec& step, const std::vector<Optimisers::Group>& groups,
                                     const Parts& parts, StepInput& input) {
  const auto outcome = optimisers_.step(groups);
  if (optimisers_.lossScale().active()) {
    state_.loss_scale = optimisers_.lossScale().scale();
    state_.loss_scale_steps = optimisers_.lossScale().goodSteps();
  }
  if (outcome != Optimisers::Outcome::not_finite) return outcome == Optimisers::Outcome::trained;
  if (on_non_finite) {
    input.batches.clear();  // which part it was, the sum does not tell
    for (const auto& part : parts) {
      for (const Batch& batch : part)
        input.batches.push_back(onDevice(batch, options_.device, options_.channels_last));
    }
    input.first_item = options_.rank * share();
    on_non_finite(step.name, "gradient", input);
  }
  if (options_.skip_non_finite) return false;
  return notFinite("gradient", step, state_.iteration + 1);
}

Status Trainer::restore(const TrainerState& state, const TensorMap& optimiser_state) {
  if (state.batch > 0 && (state.batch != plan_.batch || state.parts != options_.accumulate)) {
    return Error{fmt::format("was trained with batches of {} in {} part(s), not {} in {}", state.batch,
                             state.parts, plan_.batch, options_.accumulate),
                 "", "Leave batch_size and accumulate as they were, or start a new run from its weights"};
  }
  std::vector<NamedParameter> parameters;
  for (const auto& item : method_->named_parameters()) parameters.push_back({item.key(), item.value()});
  KERB_CHECK(optimisers_.restore(optimiser_state, parameters));
  for (const auto& [name, factor] : state.learning_rate_factors)
    KERB_CHECK(setLearningRateFactor(name, factor));
  const bool is_there = state.phase >= 0 && state.phase < static_cast<int64_t>(plan_.phases.size());
  if (!is_there || (!state.phase_name.empty() && plan_.phases[state.phase].name != state.phase_name))
    return Error{fmt::format("the run is in phase {} '{}', which these parameters do not have there",
                             state.phase + 1, state.phase_name),
                 "", "Leave the parameters that add or take away phases as they were"};
  const TrainerState fresh = std::exchange(state_, state);
  state_.phase_name = phase().name;
  state_.batch = fresh.batch;
  state_.parts = fresh.parts;
  state_.targets = fresh.targets;
  state_.content = fresh.content;
  is_whole_ = true;
  enterPhase();
  optimisers_.restoreLossScale(state.loss_scale, state.loss_scale_steps);
  streams_.forget();
  return {};
}

}  // namespace kerb
