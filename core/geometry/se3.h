// Rigid motion: axis-angle and translation to 4x4 matrices, differentiable; Eigen conversions.
#pragma once

#include <ATen/core/Tensor.h>
#include <Eigen/Geometry>

namespace kerb {

enum class RotationGradient {
  faithful,  ///< as published code computes it: axis = v / (|v| + 1e-7); the gradient is exactly 0 at v = 0
  taylor,    ///< series near v = 0, where the gradient is right: for poses that are optimised directly
};

/// Rodrigues: R = cos(a) I + (1 - cos(a)) k k^T + sin(a) [k]x, with a = |v| and k = v / a.
///   axis_angle  [B,3] floating, radians;  returns [B,3,3]
at::Tensor rotationFromAxisAngle(const at::Tensor& axis_angle,
                                 RotationGradient gradient = RotationGradient::faithful);

/// x' = R x + t, or with `invert` its exact inverse x' = R^T (x - t).
///   axis_angle, translation  [B,3] or [B,1,3] floating;  returns [B,4,4]
at::Tensor transformFromPose(const at::Tensor& axis_angle, const at::Tensor& translation, bool invert,
                             RotationGradient gradient = RotationGradient::faithful);

/// [4,4] floating, any device -> double. The last row is taken as 0 0 0 1.
Eigen::Isometry3d isometryFromTensor(const at::Tensor& transform);

/// [4,4] on the CPU.
at::Tensor tensorFromIsometry(const Eigen::Isometry3d& transform, at::ScalarType type = at::kFloat);

}  // namespace kerb
