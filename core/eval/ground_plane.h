// The road in front of a camera, found in a depth map.
#pragma once

#include <optional>

#include <ATen/core/Tensor.h>
#include <Eigen/Core>

#include "core/frame/camera.h"

namespace kerb {

struct GroundPlane {
  double height = 0;       ///< of the camera above it, in the unit of the depth
  Eigen::Vector3d normal;  ///< unit vector in the camera frame, downwards: normal . P = height on the plane
  double share = 0;        ///< of the pixels that were looked at, those that lie on it
};

/// Nothing where no plane holds most of the pixels, or the one that does is no ground: its normal more than
/// 25 degrees from the camera's y axis.
///   depth  [H,W] float32 along z, > 0 where known
///   road   [H,W] bool: the pixels that are road. With none, or too few: the lower middle of the picture
std::optional<GroundPlane> groundPlane(const at::Tensor& depth, const Camera& camera,
                                       const std::optional<at::Tensor>& road);

}  // namespace kerb
