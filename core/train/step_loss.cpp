#include "core/train/step_loss.h"

#include <algorithm>
#include <cmath>
#include <iterator>

#include <ATen/ATen.h>
#include <fmt/format.h>

#include "core/train/figures.h"
#include "core/train/trainer.h"

namespace kerb {

StepLoss sumUp(StepOutput output, int64_t parts, StepReport& report) {
  const double count = static_cast<double>(parts);
  StepLoss loss;
  for (const Term& term : output.terms) {
    const double value = term.value.item<double>();
    if (!std::isfinite(value) && loss.culprit.empty()) loss.culprit = term.name;
    addTo(report.terms, term.name, value / count);
    report.total += term.weight * value / count;
    const at::Tensor weighted = term.value * term.weight;
    loss.total = loss.total.defined() ? loss.total + weighted : weighted;
  }
  for (const auto& [name, value] : output.figures) addTo(report.figures, name, value.item<double>() / count);
  std::ranges::move(output.pictures, std::back_inserter(report.pictures));
  return loss;
}

Error notFinite(const std::string& what, const StepSpec& step, int64_t iteration) {
  return {
      fmt::format("the {} of step '{}' is not finite in iteration {}", what, step.name, iteration), "",
      "Leave such steps out (--resume --set on_non_finite=skip), compute in fp32 (--set precision=fp32), or "
      "go on from an earlier checkpoint (--from) with a lower learning rate"};
}

}  // namespace kerb
