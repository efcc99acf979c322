// edgeAwareSmoothness() in one pass, with its derivative by hand.
#pragma once

#include <ATen/core/Tensor.h>

namespace kerb {

/// float32 or float64 on the CPU, or on CUDA in builds that have it; both of one type and device.
bool hasFusedSmoothness(const at::Tensor& disparity, const at::Tensor& image);

/// As edgeAwareSmoothness(), for an input that has been checked. Nothing is kept but the derivative; the
/// result is the same in every run, for any number of threads.
at::Tensor fusedSmoothness(const at::Tensor& disparity, const at::Tensor& image);

}  // namespace kerb
