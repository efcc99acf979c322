#include "core/train/optimisers.h"

#include <algorithm>
#include <cmath>

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

namespace kerb {
namespace {

std::vector<at::Tensor> gradientsOf(const std::vector<NamedParameter>& parameters) {
  std::vector<at::Tensor> gradients;
  for (const auto& [name, tensor] : parameters) {
    if (tensor.grad().defined()) gradients.push_back(tensor.grad());
  }
  return gradients;
}

double normOf(const std::vector<at::Tensor>& gradients) {
  if (gradients.empty()) return 0;
  const auto norms = at::_foreach_norm(gradients);
  return at::stack(norms).to(at::kDouble).norm().item<double>();
}

}  // namespace

Optimisers::Optimisers(const std::vector<OptimiserSpec>& specs, Precision precision)
    : loss_scale_(precision == Precision::fp16) {
  for (const OptimiserSpec& spec : specs) optimisers_.emplace(spec.name, Adam(spec.adam));
}

Optimisers::Outcome Optimisers::step(const std::vector<Group>& groups) {
  const at::NoGradGuard no_grad;
  std::vector<std::vector<at::Tensor>> gradients;
  std::vector<double> norms;
  for (const Group& group : groups) {
    gradients.push_back(gradientsOf(group.parameters));
    if (loss_scale_.active() && !gradients.back().empty())
      at::_foreach_mul_(gradients.back(), 1 / loss_scale_.scale());
    norms.push_back(normOf(gradients.back()));
  }
  if (std::ranges::all_of(gradients, [](const auto& each) { return each.empty(); })) return Outcome::trained;
  const bool finite = std::ranges::all_of(norms, [](double norm) { return std::isfinite(norm); });
  const bool may_overflow = loss_scale_.mayOverflow();
  loss_scale_.update(finite);
  if (!finite) return may_overflow ? Outcome::overflowed : Outcome::not_finite;
  for (size_t i = 0; i < groups.size(); ++i) {
    const double longest = groups[i].optimiser.clip_norm;
    if (longest > 0 && norms[i] > longest) at::_foreach_mul_(gradients[i], longest / norms[i]);
    if (!gradients[i].empty())
      optimisers_.at(groups[i].optimiser.name).step(groups[i].parameters, groups[i].learning_rate);
  }
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
