#include "core/train/adam.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>
#include <fmt/format.h>

namespace kerb {
namespace {

constexpr char kMean[] = ".exp_avg", kVariance[] = ".exp_avg_sq", kSteps[] = ".step";

}  // namespace

void Adam::step(const std::vector<NamedParameter>& parameters, double learning_rate) {
  const at::NoGradGuard no_grad;
  std::vector<at::Tensor> values, gradients, means, variances, steps;
  for (const auto& [name, tensor] : parameters) {
    const at::Tensor& gradient = tensor.grad();
    if (!gradient.defined()) continue;
    auto [found, is_new] = moments_.try_emplace(name);
    Moments& m = found->second;
    if (is_new)
      m = {at::zeros_like(tensor), at::zeros_like(tensor), at::zeros({}, tensor.options().dtype(at::kFloat))};
    values.push_back(tensor);
    // The fused operator walks memory: all four must lie alike.
    gradients.push_back(gradient.strides() == tensor.strides()
                            ? gradient
                            : at::empty_like(tensor, gradient.options()).copy_(gradient));
    means.push_back(m.mean);
    variances.push_back(m.variance);
    steps.push_back(m.steps);
  }
  if (values.empty()) return;
  at::_foreach_add_(steps, 1);
  at::_fused_adam_(values, gradients, means, variances, {}, steps, learning_rate, options_.beta1,
                   options_.beta2, options_.weight_decay, options_.epsilon, /*amsgrad=*/false,
                   /*maximize=*/false);
}

TensorMap Adam::state() const {
  TensorMap state;
  for (const auto& [name, m] : moments_) {
    state[name + kMean] = m.mean;
    state[name + kVariance] = m.variance;
    state[name + kSteps] = m.steps;
  }
  return state;
}

Status Adam::restore(const TensorMap& state, const std::vector<NamedParameter>& parameters) {
  std::map<std::string, Moments> restored;
  for (const auto& [name, tensor] : parameters) {
    const auto mean = state.find(name + kMean), variance = state.find(name + kVariance),
               steps = state.find(name + kSteps);
    if (mean == state.end() && variance == state.end() && steps == state.end()) continue;  // never trained
    if (mean == state.end() || variance == state.end() || steps == state.end() ||
        mean->second.sizes() != tensor.sizes() || variance->second.sizes() != tensor.sizes() ||
        steps->second.numel() != 1) {
      return Error{fmt::format("the moments of '{}' are incomplete or of another shape", name)};
    }
    const auto like = [&](const at::Tensor& from) { return at::empty_like(tensor).copy_(from).detach(); };
    restored[name] = {like(mean->second), like(variance->second),
                      steps->second.to(tensor.device(), at::kFloat).reshape({}).clone()};
  }
  moments_ = std::move(restored);
  return {};
}

}  // namespace kerb
