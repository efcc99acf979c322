// Compares the fused inference kernels with composed ATen operators on the machine at hand.
#pragma once

#include <vector>

#include "core/base/kernel_check.h"

namespace kerb {

/// Every fused kernel of core/nn on small maps of fixed random numbers; takes milliseconds.
std::vector<KernelCheck> checkInferenceKernels();

}  // namespace kerb
