#include "core/train/optimisers.h"

#include <cmath>

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

namespace kerb {
namespace {

double normOf(const std::vector<at::Tensor>& gradients) {
  const auto norms = at::_foreach_norm(gradients);
  return at::stack(norms).to(at::kDouble).norm().item<double>();
}

}  // namespace

Optimisers::Optimisers(const std::vector<OptimiserSpec>& specs, Precision precision)
    : loss_scale_(precision == Precision::fp16) {
  for (const OptimiserSpec& spec : specs) optimisers_.emplace(spec.name, Adam(spec.adam));
}

Optimisers::Outcome Optimisers::step(const OptimiserSpec& spec, const std::vector<NamedParameter>& trained,
                                     double learning_rate) {
  std::vector<at::Tensor> gradients;
  for (const auto& [name, tensor] : trained) {
    if (tensor.grad().defined()) gradients.push_back(tensor.grad());
  }
  if (gradients.empty()) return Outcome::trained;
  const at::NoGradGuard no_grad;
  if (loss_scale_.active()) at::_foreach_mul_(gradients, 1 / loss_scale_.scale());
  const double norm = normOf(gradients);
  const bool finite = std::isfinite(norm), may_overflow = loss_scale_.mayOverflow();
  loss_scale_.update(finite);
  if (!finite) return may_overflow ? Outcome::overflowed : Outcome::not_finite;
  if (spec.clip_norm > 0 && norm > spec.clip_norm) at::_foreach_mul_(gradients, spec.clip_norm / norm);
  optimisers_.at(spec.name).step(trained, learning_rate);
  return Outcome::trained;
}

std::vector<std::string> Optimisers::names() const {
  std::vector<std::string> all;
  for (const auto& [name, adam] : optimisers_) all.push_back(name);
  return all;
}

TensorMap Optimisers::state() const {
  TensorMap all;
  for (const auto& [optimiser, adam] : optimisers_) {
    for (const auto& [name, tensor] : adam.state()) all[optimiser + "/" + name] = tensor;
  }
  return all;
}

Status Optimisers::restore(const TensorMap& state, const std::vector<NamedParameter>& parameters) {
  for (auto& [optimiser, adam] : optimisers_) {
    TensorMap own;
    for (const auto& [name, tensor] : state) {
      if (name.starts_with(optimiser + "/")) own[name.substr(optimiser.size() + 1)] = tensor;
    }
    KERB_CHECK(adam.restore(own, parameters));
  }
  return {};
}

}  // namespace kerb
