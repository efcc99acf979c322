// KITTI's 16-bit code for depth: value = metres * 256, 0 = no depth (KITTI development kit, depth_read).
#pragma once

#include <cstdint>

#include <ATen/core/Tensor.h>

namespace kerb {

struct DepthCode {
  at::Tensor values;    ///< [H,W] int32, 0..65535
  int64_t too_far = 0;  ///< pixels beyond 255.99 m: stored as "no depth", because a clipped value would lie
};

/// depth_m [H,W] float32 metres, any device; 0, negative or not finite: no depth. Rounds to the nearest
/// 1/256.
DepthCode encodeDepth16(const at::Tensor& depth_m);

/// values [H,W] int32. Returns [H,W] float32 metres, 0 where there is none.
at::Tensor decodeDepth16(const at::Tensor& values);

}  // namespace kerb
