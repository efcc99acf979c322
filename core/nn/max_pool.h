// The maximum pooling of ResNet, for training.
#pragma once

#include <ATen/core/Tensor.h>

namespace kerb {

/// 3x3 maximum, stride 2, padding 1, differentiable: the first of equal numbers gets the gradient. In float32
/// and bfloat16 channels_last maps on the CPU it remembers which neighbour it took in one byte, not eight,
/// and does not keep its input.
///   x  [B,C,H,W];  returns [B,C,(H+1)/2,(W+1)/2]
at::Tensor maxPool(const at::Tensor& x);

}  // namespace kerb
