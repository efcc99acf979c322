// Velodyne scans, and their projection into an image.
#pragma once

#include <filesystem>

#include <ATen/core/Tensor.h>

#include "core/base/result.h"
#include "core/source/calibration.h"

namespace kerb {

/// KITTI's velodyne_points/data/*.bin: [N,4] float32 x forward, y left, z up [m], reflectance. A size that is
/// not a multiple of 16 bytes is an Error (a truncated file); non-finite points are left for projectLidar,
/// which skips them.
Result<at::Tensor> readVelodyne(const std::filesystem::path& path);

/// What is stored as depth.
enum class LidarDepth {
  camera_z,    ///< along the camera's z axis; points with z <= 0 are dropped
  velodyne_x,  ///< the scanner's x: the error in the Eigen protocol that published figures contain
};

/// The depth map of a scan under the Eigen protocol (methods.md section 6): points with velodyne x < 0 are
/// dropped; column and row are round-half-to-even(projection) - 1; points inside the image are kept; of
/// several points in one pixel the smallest depth; negative ones become 0.
/// points           [N,4] float32 (N may be 0)
/// image_from_velo  projects homogeneous points in metres to pixels of a width x height image
/// returns          [height,width] float32 metres, 0 where there is no point
at::Tensor projectLidar(const at::Tensor& points, const Matrix34d& image_from_velo, int64_t width,
                        int64_t height, LidarDepth depth);

}  // namespace kerb
