// The self-supervised losses and the whole training step: fused against composed, on the CPU.
#include <algorithm>
#include <memory>

#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <nlohmann/json.hpp>

#include "bench/bench.h"
#include "bench/peak_memory.h"
#include "bench/training_step.h"
#include "core/nn/fast_depth.h"

namespace kerb::bench {
namespace {

constexpr int64_t kBatch = 4;

/// A candidate against the reference: rounds alternate, and a ratio is taken in each.
nlohmann::json compared(const std::vector<double>& reference, const std::vector<double>& candidate,
                        double target) {
  std::vector<double> ratios;
  for (size_t i = 0; i < reference.size(); ++i) ratios.push_back(reference[i] / candidate[i]);
  const double speedup = summarise(ratios).median_ms;
  return {{"time", summarise(candidate)},
          {"speedup_median", speedup},
          {"speedup_of_minima", summarise(reference).min_ms / summarise(candidate).min_ms},
          {"target", target},
          {"met", speedup >= target}};
}

/// Forms of one piece of work; the first is the reference.
struct Form {
  const char* name;
  std::function<double()> run;
  double target;
  double peak_mib;
};

nlohmann::json compare(const std::vector<Form>& forms, int rounds) {
  std::vector<std::function<void()>> candidates;
  for (const Form& form : forms) candidates.emplace_back([&form] { form.run(); });
  const auto times = timeAlternating(candidates, rounds);
  nlohmann::json json{{forms[0].name, {{"time", summarise(times[0])}, {"peak_mib", forms[0].peak_mib}}}};
  for (size_t i = 1; i < forms.size(); ++i) {
    nlohmann::json& entry = json[forms[i].name] = compared(times[0], times[i], forms[i].target);
    entry["peak_mib"] = forms[i].peak_mib;
    entry["peak_share"] = forms[i].peak_mib / forms[0].peak_mib;
  }
  return json;
}

/// With weights, gradients and the optimiser's state, of this form alone.
double peakOf(const TrainingForm& form, const TrainingBatch& batch) {
  return peakMiB([&] {
    TrainingStep step(form);
    for (int i = 0; i < 2; ++i) step(batch);
  });
}

}  // namespace

/// 640x192, batch 4, four scales, two sources: forward and backward to disparities and motion.
Result<nlohmann::json> benchLoss(const Options& options) {
  at::set_num_threads(options.threads);
  at::manual_seed(1);
  const TrainingBatch batch(kBatch);
  const LossStep composed(Evaluation::composed, batch), fused(Evaluation::fused, batch);
  const double relative = std::abs(fused() / composed() - 1);
  const auto form = [](const char* name, const LossStep& step, double target) {
    return Form{name, [&step] { return step(); }, target, peakMiB([&step] { step(); })};
  };
  auto json = compare({form("composed", composed, 1), form("fused", fused, 5)}, std::max(options.rounds, 1));
  json["threads"] = options.threads;
  json["relative_difference"] = relative;
  return json;
}

/// ResNet-18, 640x192, batch 4, two pose pairs, Adam. "composed" is what PyTorch's eager step does: NCHW,
/// float32, each operator by itself.
Result<nlohmann::json> benchTraining(const Options& options) {
  at::set_num_threads(options.threads);
  at::manual_seed(1);
  const TrainingBatch batch(kBatch);
  struct Candidate {
    const char* name;
    TrainingForm form;
    double target;
  };
  std::vector<Candidate> candidates{
      {"composed_fp32", {}, 1},
      {"fused_fp32", {.losses = Evaluation::fused, .channels_last = true, .free_gradients = true}, 1.5}};
  if (hasFastBfloat16()) {
    candidates.push_back(
        {"fused_bf16",
         {.losses = Evaluation::fused, .channels_last = true, .bf16 = true, .free_gradients = true},
         2.5});
  }
  std::vector<Form> forms;
  for (const auto& c : candidates) forms.push_back({c.name, {}, c.target, peakOf(c.form, batch)});
  std::vector<std::unique_ptr<TrainingStep>> steps;  // only now: none counts in another's peak
  for (size_t i = 0; i < forms.size(); ++i) {
    steps.push_back(std::make_unique<TrainingStep>(candidates[i].form));
    forms[i].run = [&step = *steps.back(), &batch] { return step(batch); };
  }
  auto json = compare(forms, std::clamp(options.rounds, 1, 10));
  json["threads"] = options.threads;
  return json;
}

}  // namespace kerb::bench
