// Compares the fused losses with their composed form, and CUDA with the CPU: for tests and `kerb doctor`.
#pragma once

#include <vector>

#include <c10/core/Device.h>

#include "core/base/kernel_check.h"

namespace kerb {

/// On the CPU: each fused loss against composed operators, values and gradients. On CUDA: additionally the
/// CUDA kernel against its CPU twin.
std::vector<KernelCheck> checkLossKernels(at::Device device);

}  // namespace kerb
