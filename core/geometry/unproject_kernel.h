// What the CPU and the CUDA form of unproject() share, so that they agree to the bit. Also read by nvcc:
// C++17.
#pragma once

#include <cstdint>

#include "core/base/host_device.h"
#include "core/geometry/unproject.h"

namespace kerb {

/// Arguments in the kernel's own precision.
struct UnprojectArguments {
  const float* depth;
  int64_t height, width;
  float inverse_fx, inverse_fy, cx, cy;
  float max_jump;   // infinity: keep all
  float max_depth;  // the largest float: keep all that is finite
};

// The tests are joined by & and |, not && and ||: without branches the loop over a row is vectorised. They
// return 0 or 1 as an integer, since compilers take bitwise operators on bool for a mistake.

/// 1: finite and > 0; 0 for NaN.
KERB_HOST_DEVICE inline unsigned isValidDepth(float d) {
  return static_cast<unsigned>(d > 0.0F) & static_cast<unsigned>(d <= 3.402823466e+38F);
}

/// Whether the step from a kept depth d to a neighbour tears the surface. An invalid neighbour never does.
KERB_HOST_DEVICE inline unsigned isJump(float d, float neighbour, float max_jump) {
  const float step = d < neighbour ? neighbour - d : d - neighbour;
  const float nearer = d < neighbour ? d : neighbour;
  return isValidDepth(neighbour) & static_cast<unsigned>(step > max_jump * nearer);
}

/// unproject() for depth [H,W] float32 contiguous on a CUDA device, on its current stream. `arguments.depth`
/// is its memory.
Points unprojectCuda(const at::Tensor& depth, const UnprojectArguments& arguments);

}  // namespace kerb
