// Depth to points, points to another camera, and that camera's image warped back: the geometry of view
// synthesis. Differentiable, in float and double, on any device.
#pragma once

#include <ATen/core/Tensor.h>
#include <Eigen/Geometry>

namespace kerb {

/// P = depth * K^-1 (u, v, 1), pixel centres at integers.
///   depth       [B,1,H,W] floating, along z
///   intrinsics  [B,3,3] pixels
///   returns     [B,3,H,W] points in the camera frame: x right, y down, z forward; unit of depth
at::Tensor backproject(const at::Tensor& depth, const at::Tensor& intrinsics);

enum class Denominator {
  faithful,  ///< z + 1e-7, as published code does; points near the image plane fly off
  robust,    ///< z with |z| < 1e-3 moved to +-1e-3
};

/// p = (K * source_from_target)[:3] * (P, 1); (x, y) = p_xy / p_z; grid = 2 * (x / (W-1) - 0.5), same for y
/// with H-1: right for sampling with align_corners=true only. Points behind the camera are not masked.
///   points              [B,3,H,W] in the target camera
///   intrinsics          [B,3,3] pixels of the source image, which has the size HxW
///   source_from_target  [B,4,4]
///   returns             [B,H,W,2], x then y; -1..1 is inside the source image
at::Tensor projectToGrid(const at::Tensor& points, const at::Tensor& intrinsics,
                         const at::Tensor& source_from_target,
                         Denominator denominator = Denominator::faithful);

/// Bilinear, border padding, align_corners=true.
///   source  [B,C,H,W];  grid  [B,h,w,2];  returns [B,C,h,w]
at::Tensor warp(const at::Tensor& source, const at::Tensor& grid);

/// X_partner = X_target - baseline along x; a horizontal flip of the images turns the sign (Monodepth2's
/// stereo training, where the baseline is 0.1 units: 0.1 for the left camera as target, -0.1 for the right).
///   baseline  > 0: the partner is to the right of the target camera
Eigen::Isometry3d partnerFromTarget(double baseline, bool flipped);

}  // namespace kerb
