// A LiDAR of 64 rings on the roof, as KITTI's, in the synthetic street.
#pragma once

#include <vector>

#include "core/synth/scene.h"

namespace kerb::synth {

/// x forward, y left, z up, metres, from the LiDAR; reflectance 0..1.
struct LidarPoint {
  float x, y, z, reflectance;
};

/// Where the LiDAR is in the camera's frame: above and behind it.
constexpr Vec3 kLidarInCamera{0.0F, -0.08F, -0.27F};

/// One turn, or its part within `half_angle` radians of straight ahead. Range noise of 2 cm; glass and far
/// dark things give no echo. `seed`: of the drive and the frame.
std::vector<LidarPoint> scanLidar(const SceneView& scene, const Rigid& world_from_camera, float half_angle,
                                  uint32_t seed);

/// The points in the camera's image: z-depth in metres, the nearest where several fall on a pixel, else 0.
void projectLidar(const std::vector<LidarPoint>& points, const Eye& eye, float* depth_m);

}  // namespace kerb::synth
