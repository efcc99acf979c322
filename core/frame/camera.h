// A pinhole camera with normalised intrinsics, and where they came from.
#pragma once

#include <string>
#include <vector>

#include <Eigen/Core>

#include "core/base/result.h"

namespace kerb {

enum class CameraOrigin {
  calibration,    ///< the data set's own calibration
  file,           ///< --camera-file
  given,          ///< --camera fx,fy,cx,cy
  kitti_default,  ///< nothing known: the mean of KITTI, a guess
};

/// Row 0 of the intrinsics is divided by the width of the calibrated image and row 1 by its height, so that
/// one camera serves every resized copy: fx_px = fx * width. (methods.md section 0; pixel centres are
/// integers.) Axes: x right, y down, z forward.
struct Camera {
  double fx = 0.58;  ///< focal length / width; the defaults are KITTI's mean
  double fy = 1.92;  ///< focal length / height
  double cx = 0.5;   ///< principal point / width
  double cy = 0.5;   ///< principal point / height
  /// OpenCV's order k1,k2,p1,p2[,k3[,k4,k5,k6]], in normalised camera coordinates; empty: none.
  std::vector<double> distortion;
  CameraOrigin origin = CameraOrigin::kitti_default;
  std::string origin_text = "KITTI default (a guess)";  ///< what outputs say about it

  /// From intrinsics in pixels of a width x height image.
  static Camera fromPixels(double fx_px, double fy_px, double cx_px, double cy_px, int64_t width,
                           int64_t height, CameraOrigin origin, std::string origin_text);
  /// 3x3 intrinsics in pixels of a width x height copy of the image.
  Eigen::Matrix3d matrix(int64_t width, int64_t height) const;
  /// Finite, positive focal lengths, a principal point within one image size of the image: else why not.
  Status check() const;
};

/// "fx,fy,cx,cy" in pixels of a width x height image; all four below 4 are taken as normalised already.
Result<Camera> parseCamera(std::string_view text, int64_t width, int64_t height);

}  // namespace kerb
