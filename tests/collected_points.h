// What a collected cloud must hold, worked out point by point.
#pragma once

#include <set>
#include <vector>

#include <ATen/ATen.h>

#include "core/prediction/point_cloud.h"
#include "core/source/source.h"

namespace kerb {

/// Every second pixel of every second row of these frames, with depth up to 80 m and none of these classes,
/// where the poses put it. [N,3] float64
inline at::Tensor collectedPoints(const Source& source, const std::vector<int64_t>& frames,
                                  const std::set<int>& without = {}) {
  std::vector<double> xyz;
  for (const int64_t index : frames) {
    const Frame frame = *source.at(index, {.depth = true, .semantics = true});
    const double height = static_cast<double>(frame.height());
    const double width = static_cast<double>(frame.width());
    for (int64_t v = 0; v < frame.height(); v += 2) {
      for (int64_t u = 0; u < frame.width(); u += 2) {
        const double z = (*frame.depth_m)[v][u].item<double>();
        if (z <= 0 || z > 80) continue;
        if (!without.empty() && without.contains(frame.semantics->ids[v][u].item<int>())) continue;
        const Camera& c = frame.camera;
        const Eigen::Vector3d in_camera((static_cast<double>(u) - c.cx * width) / (c.fx * width) * z,
                                        (static_cast<double>(v) - c.cy * height) / (c.fy * height) * z, z);
        const Eigen::Vector3d in_world = *frame.world_from_camera * in_camera;
        xyz.insert(xyz.end(), in_world.data(), in_world.data() + 3);
      }
    }
  }
  return at::tensor(xyz, at::kDouble).view({-1, 3});
}

}  // namespace kerb
