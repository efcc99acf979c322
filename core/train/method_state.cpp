#include "core/train/method_state.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

namespace kerb {

TensorMap copyOfBuffers(const Method& method) {
  TensorMap copies;
  for (const auto& item : method.named_buffers()) copies[item.key()] = item.value().clone();
  return copies;
}

TensorMap copyOfExtraState(const Method& method) {
  TensorMap copies;
  for (const auto& [name, tensor] : method.extraState()) copies[name] = tensor.clone();
  return copies;
}

Status restoreState(Method& method, const TensorMap& buffers, const TensorMap& extra) {
  const at::NoGradGuard no_grad;
  for (const auto& item : method.named_buffers()) {
    const auto was = buffers.find(item.key());
    if (was != buffers.end()) item.value().copy_(was->second);
  }
  return method.restoreExtraState(extra);
}

Status averageStatistics(Method& method, const TensorMap& before, GradientExchange& exchange) {
  const at::NoGradGuard no_grad;
  std::vector<at::Tensor> motions;
  const auto buffers = method.named_buffers();
  for (const auto& item : buffers) {
    if (item.value().scalar_type() == at::kFloat) motions.push_back(item.value() - before.at(item.key()));
  }
  KERB_CHECK(exchange.average(motions));
  auto motion = motions.begin();
  for (const auto& item : buffers) {
    if (item.value().scalar_type() == at::kFloat) item.value().copy_(before.at(item.key()) + *motion++);
  }
  return {};
}

}  // namespace kerb
