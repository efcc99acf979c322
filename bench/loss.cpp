// The self-supervised losses and the whole training step: fused against composed.
#include <algorithm>
#include <memory>

#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <nlohmann/json.hpp>

#include "bench/bench.h"
#include "bench/peak_memory.h"
#include "bench/training_step.h"
#include "core/base/device.h"
#include "core/nn/fast_depth.h"
#ifdef KERB_WITH_CUDA
#include "bench/step_graph.h"
#endif

namespace kerb::bench {
namespace {

constexpr double kPeakTarget = 0.5;  // of the composed form's

/// The paper's on a GPU; what two cores have time for on a CPU.
int64_t batchOn(at::Device device) { return device.is_cpu() ? 4 : 12; }

/// A candidate against the reference: rounds alternate, and a ratio is taken in each.
nlohmann::json compared(const std::vector<double>& reference, const std::vector<double>& candidate,
                        double target) {
  std::vector<double> ratios;
  for (size_t i = 0; i < reference.size(); ++i) ratios.push_back(reference[i] / candidate[i]);
  const double speedup = summarise(ratios).median_ms;
  nlohmann::json json{{"time", summarise(candidate)},
                      {"speedup_median", speedup},
                      {"speedup_of_minima", summarise(reference).min_ms / summarise(candidate).min_ms}};
  if (target == 0) return json;
  json["target"] = target;
  json["met"] = speedup >= target;
  return json;
}

/// Forms of one piece of work; the first is the reference.
struct Form {
  const char* name;
  std::function<at::Tensor()> run;
  double target;    ///< 0: none
  double peak_mib;  ///< 0: not measured
};

nlohmann::json compare(const std::vector<Form>& forms, int rounds) {
  std::vector<std::function<void()>> candidates;
  for (const Form& form : forms) candidates.emplace_back([&form] { form.run().item<double>(); });
  const auto times = timeAlternating(candidates, rounds);
  nlohmann::json json{{forms[0].name, {{"time", summarise(times[0])}, {"peak_mib", forms[0].peak_mib}}}};
  for (size_t i = 1; i < forms.size(); ++i) {
    nlohmann::json& entry = json[forms[i].name] = compared(times[0], times[i], forms[i].target);
    if (forms[i].peak_mib == 0) continue;
    entry["peak_mib"] = forms[i].peak_mib;
    const double share = forms[i].peak_mib / forms[0].peak_mib;
    entry["peak_share"] = share;
    entry["peak_target"] = kPeakTarget;
    entry["peak_met"] = share <= kPeakTarget;
  }
  return json;
}

/// With weights, gradients and the optimiser's state, of this form alone.
double peakOf(const TrainingForm& form, const TrainingBatch& batch) {
  const at::Device device = batch.target.device();
  return peakMiB(device, [&] {
    TrainingStep step(form, device);
    for (int i = 0; i < 2; ++i) step(batch);
  });
}

struct Candidate {
  const char* name;
  TrainingForm form;
  double target;
};

/// The first is what PyTorch's eager step does: NCHW, float32, each operator by itself.
std::vector<Candidate> candidatesOn(at::Device device) {
  const TrainingForm fused{.losses = Evaluation::fused, .channels_last = true, .free_gradients = true};
  TrainingForm bf16 = fused;
  bf16.networks = Precision::bf16;
  std::vector<Candidate> candidates{{"composed_fp32", {}, 1},
                                    {"fused_fp32", fused, device.is_cpu() ? 1.5 : 0}};
  if (!device.is_cpu() || hasFastBfloat16())
    candidates.push_back({"fused_bf16", bf16, device.is_cpu() ? 2.5 : 0});
  return candidates;
}

}  // namespace

/// 640x192, four scales, two sources: forward and backward to disparities and motion.
Result<nlohmann::json> benchLoss(const Options& options) {
  KERB_TRY(const DeviceChoice chosen, chooseDevice(options.device));
  at::set_num_threads(options.threads);
  at::manual_seed(1);
  const TrainingBatch batch(batchOn(chosen.device), chosen.device);
  const LossStep composed(Evaluation::composed, batch), fused(Evaluation::fused, batch);
  const double relative = std::abs(fused().item<double>() / composed().item<double>() - 1);
  const auto form = [&](const char* name, const LossStep& step, double target) {
    return Form{name, [&step] { return step(); }, target, peakMiB(chosen.device, [&step] { step(); })};
  };
  auto json = compare({form("composed", composed, 1), form("fused", fused, 5)}, std::max(options.rounds, 1));
  json["device"] = chosen.device.str();
  json["batch"] = batch.target.size(0);
  json["threads"] = options.threads;
  json["relative_difference"] = relative;
  return json;
}

/// ResNet-18, 640x192, two pose pairs, Adam.
Result<nlohmann::json> benchTraining(const Options& options) {
  KERB_TRY(const DeviceChoice chosen, chooseDevice(options.device));
  at::set_num_threads(options.threads);
  at::manual_seed(1);
  const TrainingBatch batch(batchOn(chosen.device), chosen.device);
  const auto candidates = candidatesOn(chosen.device);
  std::vector<Form> forms;
  for (const auto& c : candidates) forms.push_back({c.name, {}, c.target, peakOf(c.form, batch)});
  std::vector<std::unique_ptr<TrainingStep>> steps;  // only now: none counts in another's peak
  for (size_t i = 0; i < forms.size(); ++i) {
    steps.push_back(std::make_unique<TrainingStep>(candidates[i].form, chosen.device));
    forms[i].run = [&step = *steps.back(), &batch] { return step(batch); };
  }
  std::string unrecorded;
#ifdef KERB_WITH_CUDA
  std::unique_ptr<StepGraph> graph;
  if (chosen.device.is_cuda()) {
    try {
      steps.push_back(std::make_unique<TrainingStep>(candidates.back().form, chosen.device));
      graph = std::make_unique<StepGraph>([&step = *steps.back(), &batch] { return step(batch); });
      forms.push_back({"fused_bf16_graph", [&graph] { return (*graph)(); }, 2, 0});
    } catch (const c10::Error& failure) {  // what others measured is not lost for it
      unrecorded = failure.what_without_backtrace();
    }
  }
#endif
  const int most = chosen.device.is_cpu() ? 10 : 1000;
  auto json = compare(forms, std::clamp(options.rounds, 1, most));
  if (!unrecorded.empty()) json["fused_bf16_graph"] = {{"not_recorded", unrecorded}};
  json["device"] = chosen.device.str();
  json["batch"] = batch.target.size(0);
  json["threads"] = options.threads;
  return json;
}

}  // namespace kerb::bench
