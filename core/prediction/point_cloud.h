// A depth map as coloured points in the camera frame.
#pragma once

#include <optional>

#include <ATen/core/Tensor.h>
#include <Eigen/Geometry>

#include "core/frame/frame.h"
#include "core/geometry/unproject.h"
#include "core/prediction/cloud_levels.h"

namespace kerb {

struct PointCloud {
  at::Tensor xyz;                 ///< [N,3] float32, camera frame: x right, y down, z forward; unit of depth
  std::optional<at::Tensor> rgb;  ///< [N,3] uint8
  std::optional<at::Tensor> class_id;  ///< [N] uint8; kIgnoreLabel where unlabelled

  int64_t size() const { return xyz.size(0); }
};

/// depth    [H,W] float32, > 0 where known
/// camera   pinhole; its distortion is not applied (open the source undistorted)
/// image    [3,H,W] uint8, the colours; none: no colours
/// class_id [H,W] uint8; none: no classes
/// One point for each pixel with finite depth > 0 that the options and the selection keep, in the order of
/// pixels (row by row).
PointCloud pointCloud(const at::Tensor& depth, const Camera& camera, const std::optional<at::Tensor>& image,
                      const std::optional<at::Tensor>& class_id, const UnprojectOptions& options = {},
                      const CloudSelection& selection = {});

/// The same points elsewhere: x_in_world = world_from_camera * x_in_camera.
PointCloud placed(PointCloud cloud, const Eigen::Isometry3d& world_from_camera);

}  // namespace kerb
