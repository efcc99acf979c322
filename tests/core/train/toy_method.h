// A method of three small modules, and plans of the kinds that the papers need.
#pragma once

#include <ATen/ATen.h>
#include <torch/nn/modules/batchnorm.h>
#include <torch/nn/modules/conv.h>

#include "core/frame/loader.h"
#include "core/method/method.h"
#include "core/train/trainer.h"
#include "core/weights/copy_into.h"
#include "tests/synthetic_source.h"

namespace kerb {

class ToyMethod : public Method {
 public:
  explicit ToyMethod(bool with_norm = false) {
    at::manual_seed(1);
    const auto conv = [](int64_t in, int64_t out) {
      return torch::nn::Conv2d(torch::nn::Conv2dOptions(in, out, 3).padding(1));
    };
    shared = register_module("shared", conv(3, 4));
    head_a = register_module("head_a", conv(4, 1));
    head_b = register_module("head_b", conv(4, 1));
    if (with_norm) norm = register_module("norm", torch::nn::BatchNorm2d(4));
  }
  Status prepare(torch::Device, Precision) override { return {}; }
  Result<Prediction> predict(const Input&) override { return Error{"a toy"}; }
  TensorMap extraState() const override { return pool.defined() ? TensorMap{{"pool", pool}} : TensorMap(); }
  Status restoreExtraState(const TensorMap& state) override {
    if (!pool.defined()) return Method::restoreExtraState(state);
    pool = state.at("pool").clone();
    return {};
  }

  at::Tensor features(const at::Tensor& image) {
    const at::Tensor x = shared->forward(image);
    return (norm ? norm->forward(x) : x).tanh();
  }

  at::Tensor pool;  ///< what a GAN keeps of earlier pictures; undefined: nothing
  torch::nn::Conv2d shared = nullptr, head_a = nullptr, head_b = nullptr;
  torch::nn::BatchNorm2d norm = nullptr;
};

inline TensorMap copyOf(const torch::nn::Module& module) {
  TensorMap copy;
  for (const auto& [name, tensor] : tensorsOf(module)) copy[name] = tensor.detach().clone();
  return copy;
}

/// Names of what differs in a single bit.
inline std::vector<std::string> changed(const TensorMap& before, const torch::nn::Module& module) {
  std::vector<std::string> names;
  for (const auto& [name, tensor] : tensorsOf(module)) {
    if (!at::equal(before.at(name), tensor)) names.push_back(name);
  }
  return names;
}

constexpr SampleSpec kToySample{.width = 16, .height = 8, .scales = 1, .previous = false, .next = false};

inline StreamData toyData(int64_t count = 13, int64_t first = 0) {
  auto source = std::make_shared<SyntheticSource>(first + count, 8, 16);
  std::vector<int64_t> targets(static_cast<size_t>(count));
  std::iota(targets.begin(), targets.end(), first);
  return {source, targets};
}

/// The mean grey of the target, by head a or b.
inline LossFunction headLoss(const std::shared_ptr<ToyMethod>& toy, bool a) {
  return [toy, a](const StepInput& input) {
    const at::Tensor& image = input.batches.at(0).target.augmented;
    auto& head = a ? toy->head_a : toy->head_b;
    const at::Tensor error = head->forward(toy->features(image)) - image.mean(1, true) * (a ? 5 : -5);
    return StepOutput{{{"square", error.square().mean(), 1.0}, {"size", error.abs().mean(), 0.1}}, {}, {}};
  };
}

/// Two heads on one trunk, each fed by its own stream (as Gurram 2021's conditional flow); head b only in
/// every second iteration.
inline TrainingPlan flowPlan(const std::shared_ptr<ToyMethod>& toy, int64_t epochs = 4) {
  TrainingPlan plan;
  plan.batch = 4;
  plan.streams = {{"depth", kToySample, {0.5, 0.5}}, {"semantic", kToySample, {0.5, 0}}};
  plan.optimisers = {{"adam", {.learning_rate = 1e-2, .weight_decay = 1e-3}, {}, 0}};
  plan.phases = {{"train",
                  epochs,
                  {{.name = "a",
                    .streams = {"depth"},
                    .trains = {{"adam", {"shared", "head_a"}}},
                    .loss = headLoss(toy, true)},
                   {.name = "b",
                    .streams = {"semantic"},
                    .trains = {{"adam", {"shared", "head_b"}}},
                    .every = 2,
                    .loss = headLoss(toy, false)}}}};
  return plan;
}

inline std::unique_ptr<Trainer> trainer(const std::shared_ptr<ToyMethod>& toy, TrainingPlan plan,
                                        TrainerOptions options = {}) {
  options.loader_threads = 2;
  options.seed = 5;
  auto made =
      Trainer::create(toy, std::move(plan), {{"depth", toyData()}, {"semantic", toyData(9, 3)}}, options);
  if (!made) throw std::runtime_error(made.error().message());
  return *std::move(made);
}

inline WeightsInfo toyInfo() {
  WeightsInfo info;
  info.method = "toy";
  return info;
}

inline IterationReport iterate(Trainer& trainer) {
  auto report = trainer.iterate(false);
  if (!report) throw std::runtime_error(report.error().message());
  return *std::move(report);
}

}  // namespace kerb
