// Points as they are drawn: between the worker that makes them and the thread that draws them. No Qt, no VTK.
#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <vector>

#include <Eigen/Geometry>

namespace kerb {

/// Points are sorted by level: the first levels alone are an even sample of all, each about half of what is
/// left. Level 0 holds one of 512 pixels.
inline constexpr size_t kCloudLevels = 10;

/// The level of a pixel: quincunx grids inside each other, the last level every second pixel.
inline size_t cloudLevel(uint32_t row, uint32_t column) {
  static_assert(kCloudLevels % 2 == 0);
  for (size_t level = kCloudLevels - 1;; level -= 2) {
    if (((row + column) & 1U) != 0) return level;
    if (level == 1) return 0;
    if ((row & 1U) != 0) return level - 1;
    row >>= 1U;
    column >>= 1U;
  }
}

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
