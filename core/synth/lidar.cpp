#include "core/synth/lidar.h"

#include <algorithm>
#include <cmath>

#include "core/synth/finish.h"

namespace kerb::synth {
namespace {

constexpr int kRings = 64, kStepsPerTurn = 2083;
constexpr float kDegree = 0.01745329252F, kRange = 120, kRangeNoise = 0.02F, kMinLidarDepth = 0.5F;

/// Velodyne HDL-64E: the upper half a third of a degree apart from +2, the lower half a degree down to -24.3.
float ringElevation(int ring) {
  return kDegree *
         (ring < 32 ? 2.0F - static_cast<float>(ring) / 3 : -8.83F - 0.5F * static_cast<float>(ring - 32));
}

float reflectanceOf(const Prim& p) {
  switch (p.material) {
    case Material::sign:
      return 0.95F;
    case Material::asphalt:
    case Material::side_asphalt:
    case Material::crossing:
      return 0.22F;
    default:
      return std::clamp(0.25F + p.colour.y, 0.05F, 0.9F);
  }
}

/// Mirrors and dark paint send too little back; the farther, the rarer the echo.
bool hasEcho(const Prim& p, const Hit& hit, float range, uint32_t id) {
  const bool is_glass = (p.kind == Kind::facade && hit.part == kPanePart) ||
                        (p.material == Material::paint && (p.variant == 1 || p.variant == 2));
  const float loss = (is_glass ? 0.8F : 0.03F) + 0.25F * (1 - reflectanceOf(p)) * range / kRange;
  return unit(id) >= loss;
}

}  // namespace

std::vector<LidarPoint> scanLidar(const SceneView& scene, const Rigid& world_from_camera, float half_angle,
                                  uint32_t seed) {
  const Vec3 origin = moved(world_from_camera, kLidarInCamera);
  std::vector<LidarPoint> points;
  for (int ring = 0; ring < kRings; ++ring) {
    const float elevation = ringElevation(ring), c = std::cos(elevation);
    for (int step = 0; step < kStepsPerTurn; ++step) {
      const float azimuth = (static_cast<float>(step) / kStepsPerTurn - 0.5F) * 360 * kDegree;
      if (std::fabs(azimuth) > half_angle) continue;
      const Vec3 d{c * std::cos(azimuth), c * std::sin(azimuth), std::sin(elevation)};
      const Ray ray{origin, turned(world_from_camera, {-d.y, -d.z, d.x})};
      const Hit hit = nearest(scene, ray, 1.0F);
      if (hit.prim < 0 || hit.t > kRange) continue;
      const Prim& p = primOf(scene, hit);
      const uint32_t id = hashOf(seed, static_cast<uint32_t>(ring), static_cast<uint32_t>(step));
      if (!hasEcho(p, hit, hit.t, id)) continue;
      const float range = hit.t + kRangeNoise * normalNoise(id + 1);
      points.push_back({d.x * range, d.y * range, d.z * range, reflectanceOf(p)});
    }
  }
  return points;
}

void projectLidar(const std::vector<LidarPoint>& points, const Eye& eye, float* depth_m) {
  std::fill(depth_m, depth_m + static_cast<int64_t>(eye.width) * eye.height, 0.0F);
  for (const LidarPoint& p : points) {
    const Vec3 c = Vec3{-p.y, -p.z, p.x} + kLidarInCamera;
    if (c.z < kMinLidarDepth) continue;
    const float x = std::round(eye.fx * c.x / c.z + eye.cx), y = std::round(eye.fy * c.y / c.z + eye.cy);
    if (x < 0 || y < 0 || x >= static_cast<float>(eye.width) || y >= static_cast<float>(eye.height)) continue;
    float& depth = depth_m[static_cast<int64_t>(y) * eye.width + static_cast<int64_t>(x)];
    if (depth == 0 || c.z < depth) depth = c.z;
  }
}

}  // namespace kerb::synth
