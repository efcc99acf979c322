// Compares the fused inference kernels with composed ATen operators on the machine at hand.
#pragma once

#include <vector>

#include <c10/core/Device.h>

#include "core/base/kernel_check.h"

namespace kerb {

/// Every fused kernel of core/nn on small maps of fixed random numbers; takes milliseconds.
std::vector<KernelCheck> checkInferenceKernels();

/// The folded depth network (FastDepth) on a device beside its modules on the CPU, on one small random image.
std::vector<KernelCheck> checkInference(at::Device device);

}  // namespace kerb
