// Loading by name, with errors that say what does not fit.
#include "core/nn/load.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace kerb {
namespace {

Error doesNotFit(const Weights& weights, std::string what) {
  return {std::move(what), weights.path.string(),
          fmt::format("The file was written for method '{}'; choose the method and the layers it was trained "
                      "with",
                      weights.info.method)};
}

Status checkTensor(const std::string& name, const at::Tensor& wanted, const Weights& weights) {
  const auto found = weights.tensors.find(name);
  if (found == weights.tensors.end()) {
    if (name.ends_with("num_batches_tracked")) return {};
    return doesNotFit(weights, fmt::format("tensor '{}' is missing", name));
  }
  if (found->second.sizes() == wanted.sizes()) return {};
  return doesNotFit(weights,
                    fmt::format("tensor '{}' has shape [{}], the network needs [{}]", name,
                                fmt::join(found->second.sizes(), ","), fmt::join(wanted.sizes(), ",")));
}

}  // namespace

TensorMap tensorsOf(const torch::nn::Module& module) {
  TensorMap tensors;
  for (const auto& item : module.named_parameters()) tensors.emplace(item.key(), item.value().detach());
  for (const auto& item : module.named_buffers()) tensors.emplace(item.key(), item.value());
  return tensors;
}

Status loadInto(torch::nn::Module& module, const Weights& weights) {
  const TensorMap wanted = tensorsOf(module);
  for (const auto& [name, tensor] : wanted) KERB_CHECK(checkTensor(name, tensor, weights));
  for (const auto& [name, tensor] : weights.tensors) {
    if (!wanted.contains(name)) return doesNotFit(weights, fmt::format("tensor '{}' is unknown", name));
  }
  for (const auto& [name, tensor] : wanted) {
    if (const auto found = weights.tensors.find(name); found != weights.tensors.end()) {
      tensor.copy_(found->second);
    }
  }
  return {};
}

}  // namespace kerb
