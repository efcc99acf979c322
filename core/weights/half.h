// Weights at half the size.
#pragma once

#include "core/base/result.h"
#include "core/weights/weights.h"

namespace kerb {

/// Floating tensors rounded to fp16; all others as they are. A number that fp16 cannot hold (65504 is its
/// largest): an Error that names the tensor.
Result<TensorMap> inHalf(const TensorMap& tensors);

}  // namespace kerb
