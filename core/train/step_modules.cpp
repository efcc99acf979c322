#include "core/train/step_modules.h"

#include <algorithm>

#include <ATen/ATen.h>

namespace kerb {
namespace {

bool belongsTo(const std::string& parameter, const std::string& module) {
  return parameter.size() > module.size() && parameter.starts_with(module) && parameter[module.size()] == '.';
}

}  // namespace

std::vector<NamedParameter> parametersIn(const Method& method, const std::vector<std::string>& modules) {
  std::vector<NamedParameter> chosen;
  for (const auto& item : method.named_parameters()) {
    if (std::ranges::any_of(modules, [&](const auto& module) { return belongsTo(item.key(), module); }))
      chosen.push_back({item.key(), item.value()});
  }
  return chosen;
}

void prepareModules(Method& method, const StepSpec& step) {
  for (const auto& item : method.named_parameters()) {
    item.value().mutable_grad() = at::Tensor();
    item.value().set_requires_grad(false);
  }
  for (const TrainedModules& each : step.trains) {
    for (const NamedParameter& parameter : parametersIn(method, each.modules))
      parameter.tensor.set_requires_grad(true);
  }
  method.train();
  for (const auto& item : method.named_modules()) {
    if (std::ranges::find(step.frozen, item.key()) != step.frozen.end()) item.value()->eval();
  }
}

void layChannelsLast(Method& method) {
  for (at::Tensor& parameter : method.parameters()) {
    if (parameter.dim() == 4)
      parameter.set_data(parameter.detach().contiguous(at::MemoryFormat::ChannelsLast));
  }
}

}  // namespace kerb
