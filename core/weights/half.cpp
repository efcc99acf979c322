#include "core/weights/half.h"

#include <ATen/ops/isfinite.h>

#include "core/weights/copy_into.h"

namespace kerb {

Result<TensorMap> inHalf(const TensorMap& tensors) {
  TensorMap halves;
  std::vector<std::string> beyond;
  for (const auto& [name, tensor] : tensors) {
    if (!tensor.is_floating_point()) {
      halves[name] = tensor;
      continue;
    }
    const at::Tensor half = tensor.detach().to(at::kHalf);
    if (!at::isfinite(half).all().item<bool>()) beyond.push_back(name);
    halves[name] = half;
  }
  if (beyond.empty()) return halves;
  return Error{"numbers that fp16 cannot hold in " + firstFew(beyond), "", "Keep these weights in fp32"};
}

}  // namespace kerb
