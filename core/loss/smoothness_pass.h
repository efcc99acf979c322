// The one pass of the fused edge-aware smoothness, on the CPU and on CUDA.
#pragma once

#include <ATen/core/Tensor.h>

namespace kerb {

/// All on the device of the disparity.
struct SmoothnessPass {
  at::Tensor steps;  ///< [B] double: mean(|dx d| exp(-mean_c |dx I|)) + the same of y, an item's share of it
  at::Tensor mean;   ///< [B] double: of the disparity d
  at::Tensor by_steps;  ///< [B,1,H,W]: derivative of the steps by the disparity
};

/// disparity  [B,1,H,W], contiguous, float32 or float64
/// image      [B,C,H,W], contiguous, of the same type and device
SmoothnessPass smoothnessPassCpu(const at::Tensor& disparity, const at::Tensor& image);

/// The same on CUDA, in builds that have it.
SmoothnessPass smoothnessPassCuda(const at::Tensor& disparity, const at::Tensor& image);

}  // namespace kerb
