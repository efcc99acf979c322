// Points as they are drawn: between the worker that makes them and the thread that draws them. No Qt, no VTK.
#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <vector>

#include <Eigen/Geometry>

#include "core/prediction/cloud_levels.h"

namespace kerb {

struct CloudPoints {
  std::vector<float> xyz;         ///< 3 a point, in the camera of its frame: x right, y down, z forward
  std::vector<uint8_t> rgb;       ///< 3 a point, as it is shown
  std::vector<uint8_t> class_id;  ///< 1 a point; empty: no classes
  std::array<size_t, kCloudLevels> level_end{};
  Eigen::AlignedBox3f bounds;
  Eigen::AlignedBox3f usual_bounds;  ///< without the few that lie far outside

  size_t size() const { return rgb.size() / 3; }
};

struct PlacedCloud {
  std::shared_ptr<const CloudPoints> points;
  Eigen::Isometry3d scene_from_camera = Eigen::Isometry3d::Identity();
};

/// The camera that took the frame, at the origin of the scene: its edges, and its picture in front of it.
struct CloudFrustum {
  double fx = 1, fy = 1, cx = 0.5, cy = 0.5;  ///< as Camera: divided by width and height
  double depth = 1;                           ///< of the picture, in the unit of the points
  int width = 0, height = 0;
  std::vector<uint8_t> rgb;  ///< rows from the top
};

/// What is in the scene. Its frame is that of the camera of the frame that is shown.
struct CloudContent {
  std::vector<PlacedCloud> clouds;
  std::optional<CloudFrustum> frustum;

  size_t size() const {
    size_t points = 0;
    for (const PlacedCloud& cloud : clouds) points += cloud.points->size();
    return points;
  }
};

}  // namespace kerb
