// Compares the fused kernels of frames and geometry with slow, plain references: for tests and `kerb doctor`.
#pragma once

#include <vector>

#include <c10/core/Device.h>

#include "core/base/kernel_check.h"

namespace kerb {

/// On the CPU: each kernel against composed operators. On CUDA: additionally each CUDA kernel against its CPU
/// twin.
std::vector<KernelCheck> checkGeometryKernels(at::Device device);

}  // namespace kerb
