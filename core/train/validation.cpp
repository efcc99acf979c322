#include "core/train/validation.h"

#include <algorithm>

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/base/draws.h"
#include "core/base/guarded.h"

namespace kerb {
namespace {

std::string prefixOf(const PhaseSpec& phase, const StepSpec& step) {
  return phase.cycle.size() > 1 ? step.name + "/" : "";
}

/// The names are those of the scalars of training.
void addOutput(Figures& sums, const std::string& prefix, const StepOutput& output, double weight) {
  double total = 0;
  for (const Term& term : output.terms) total += term.weight * term.value.item<double>();
  addTo(sums, "loss", total * weight);
  if (!prefix.empty()) addTo(sums, prefix + "loss", total * weight);
  for (const Term& term : output.terms)
    addTo(sums, fmt::format("{}terms/{}", prefix, term.name), term.value.item<double>() * weight);
  for (const auto& [name, value] : output.figures) addTo(sums, prefix + name, value.item<double>() * weight);
}

}  // namespace

Result<double> figureOf(const Figures& figures, const std::string& name) {
  std::vector<std::string> names;
  for (const auto& [known, value] : figures) {
    if (known == name) return value;
    names.push_back(known);
  }
  return Error{fmt::format("validation gives no figure '{}'", name), "keep_best",
               fmt::format("There are: {}", fmt::join(names, ", "))};
}

bool isLargerBetter(const PhaseSpec& phase, const std::string& figure) {
  return std::ranges::any_of(phase.cycle, [&](const StepSpec& step) {
    return std::ranges::any_of(step.larger_is_better, [&](const std::string& name) {
      return prefixOf(phase, step) + name == figure;
    });
  });
}

Validation::Validation(std::shared_ptr<Method> method, const TrainingPlan& plan,
                       std::map<std::string, StreamData> data, const TrainerOptions& options)
    : method_(std::move(method)), plan_(plan), data_(std::move(data)), options_(options) {}

Result<std::unique_ptr<Validation>> Validation::create(std::shared_ptr<Method> method,
                                                       const TrainingPlan& plan,
                                                       std::map<std::string, StreamData> data,
                                                       const TrainerOptions& options) {
  std::unique_ptr<Validation> made(new Validation(std::move(method), plan, std::move(data), options));
  for (const auto& [name, stream] : made->data_) {
    const auto count = static_cast<int64_t>(stream.targets.size());
    if (count < made->share() * options.world)
      return Error{fmt::format("{} frames can be validated on, and a batch takes {}", count,
                               made->share() * options.world),
                   stream.source->info().path.string(), "Give more data, or choose a smaller batch"};
  }
  return made;
}

/// As many samples at a time as the memory for training is known to hold.
int64_t Validation::share() const { return plan_.batch / (options_.world * options_.accumulate); }

Result<std::vector<std::unique_ptr<Loader>>> Validation::loadersOf(const StepSpec& step) const {
  std::vector<std::unique_ptr<Loader>> loaders;
  for (const std::string& name : step.streams) {
    LoaderOptions loading;
    loading.batch = share();
    loading.shuffle = false;
    loading.threads = static_cast<int>(options_.loader_threads);
    loading.rank = options_.rank;
    loading.world = options_.world;
    loading.skip_broken = options_.skip_broken;
    loading.augmentation = {0, 0};
    const StreamData& data = data_.at(name);
    KERB_TRY(auto loader, Loader::create(*data.source, data.targets, plan_.stream(name).sample, loading));
    loaders.push_back(std::move(loader));
  }
  return loaders;
}

struct Validation::Call {
  int64_t batches;
  const JobContext& job;
  const std::function<void(const std::string&)>& left_out;
};

Result<Figures> Validation::run(int64_t phase, int64_t batches, const JobContext& job,
                                const std::function<void(const std::string&)>& left_out) const {
  const at::NoGradGuard no_grad;
  TensorMap extra;
  for (const auto& [name, tensor] : method_->extraState()) extra[name] = tensor.clone();
  method_->eval();
  Figures figures;
  const PhaseSpec& spec = plan_.phases.at(static_cast<size_t>(phase));
  Status measured;
  for (const StepSpec& step : spec.cycle) {
    const std::string prefix = prefixOf(spec, step);
    if (measured) measured = guarded([&] { return add(step, prefix, {batches, job, left_out}, figures); });
  }
  KERB_CHECK(method_->restoreExtraState(extra));
  KERB_CHECK(measured);
  return figures;
}

Status Validation::add(const StepSpec& step, const std::string& prefix, const Call& call,
                       Figures& figures) const {
  KERB_TRY(const auto loaders, loadersOf(step));
  int64_t count = loaders.front()->stepsPerEpoch();
  for (const auto& loader : loaders) count = std::min(count, loader->stepsPerEpoch());
  if (call.batches > 0) count = std::min(count, call.batches);
  for (int64_t i = 0; i < count; ++i) {
    if (call.job.cancelled()) return Error::cancelledByUser();
    call.job.progress(fmt::format("validation {}", step.name), i, count);
    StepInput input;
    input.seed = Draws{options_.seed, static_cast<uint64_t>(i)}.next();
    input.precision = options_.precision;
    input.first_item = options_.rank * share();
    for (const auto& loader : loaders) {
      KERB_TRY(const Batch batch, loader->next());
      for (const std::string& line : loader->takeSkipped()) {
        if (call.left_out && left_out_.insert(line).second) call.left_out(line);
      }
      input.batches.push_back(onDevice(batch, options_.device, options_.channels_last));
    }
    addOutput(figures, prefix, step.loss(input), 1 / static_cast<double>(count));
  }
  return {};
}

}  // namespace kerb
