// A depth map as a compact list of points: what the point cloud shows and exports. One fused kernel, on the
// CPU and on CUDA.
#pragma once

#include <ATen/core/Tensor.h>

namespace kerb {

/// Intrinsics in pixels of the depth map.
struct PinholePx {
  double fx = 0, fy = 0, cx = 0, cy = 0;
};

/// The usual UnprojectOptions::max_jump where edges are removed.
inline constexpr double kEdgeJump = 0.05;

struct UnprojectOptions {
  /// Removes the veil of points between an object and what is behind it: a pixel p is dropped where any of
  /// its four neighbours q in the map with a finite depth > 0 has |d_p - d_q| > max_jump * min(d_p, d_q), in
  /// float32. 0 keeps all.
  double max_jump = 0;
  /// Pixels with a larger depth are dropped (they still count as neighbours). 0 keeps all.
  double max_depth = 0;
};

struct Points {
  at::Tensor xyz;    ///< [N,3] float32, unit of depth; camera frame: x right, y down, z forward
  at::Tensor pixel;  ///< [N] int32: row * W + column; increasing
};

/// (x, y, z) = ((u - cx) / fx, (v - cy) / fy, 1) * depth for every pixel with a finite depth > 0 that the
/// options keep, in row-major order.
///   depth  [H,W] float32, fewer than 2^31 pixels; the result lies on its device
Points unproject(const at::Tensor& depth, const PinholePx& pinhole, const UnprojectOptions& options = {});

}  // namespace kerb
