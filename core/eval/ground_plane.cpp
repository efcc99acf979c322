#include "core/eval/ground_plane.h"

#include <cmath>
#include <vector>

#include <ATen/ATen.h>
#include <Eigen/Cholesky>
#include <Eigen/LU>

#include "core/base/draws.h"

namespace kerb {
namespace {

constexpr double kEnoughPixels = 6000;
constexpr size_t kFewest = 60;
constexpr int kTrials = 150, kRefinements = 3;
constexpr double kTolerance = 0.05;  ///< of the inverse depth
constexpr double kLeastShare = 0.4;
constexpr double kLeastCosine = 0.906;  // 25 degrees

/// Of a plane n . P = h with P = z (x, y, 1): 1/z = n . (x, y, 1) / h. The inverse depth is linear in the
/// ray, so that a line fit finds the plane.
struct Ray {
  Eigen::Vector3d direction;  ///< (x, y, 1)
  double inverse_depth;
};

struct Region {
  double top, bottom, left, right;
};
/// Of the picture: where the road is, for a camera in a car, above the bonnet.
constexpr Region kLowerMiddle{0.6, 0.93, 0.2, 0.8};
constexpr Region kBelowHorizon{0.4, 1, 0, 1};

std::vector<Ray> raysIn(const at::Tensor& depth, const Camera& camera, const at::Tensor& road, Region part) {
  const auto height = static_cast<double>(depth.size(0)), width = static_cast<double>(depth.size(1));
  const Eigen::Matrix3d k = camera.matrix(depth.size(1), depth.size(0));
  const auto step = std::max<int64_t>(1, static_cast<int64_t>(std::sqrt(height * width / kEnoughPixels)));
  const float* z = depth.const_data_ptr<float>();
  const bool* is_road = road.defined() ? road.const_data_ptr<bool>() : nullptr;
  std::vector<Ray> rays;
  for (auto v = static_cast<int64_t>(part.top * height); v < static_cast<int64_t>(part.bottom * height);
       v += step) {
    for (auto u = static_cast<int64_t>(part.left * width); u < static_cast<int64_t>(part.right * width);
         u += step) {
      const int64_t at = v * depth.size(1) + u;
      if (!std::isfinite(z[at]) || z[at] <= 0 || (is_road != nullptr && !is_road[at])) continue;
      const double x = (static_cast<double>(u) - k(0, 2)) / k(0, 0);
      const double y = (static_cast<double>(v) - k(1, 2)) / k(1, 1);
      rays.push_back({{x, y, 1}, 1.0 / static_cast<double>(z[at])});
    }
  }
  return rays;
}

bool isOn(const Ray& ray, const Eigen::Vector3d& plane) {
  return std::abs(plane.dot(ray.direction) - ray.inverse_depth) < kTolerance * ray.inverse_depth;
}

size_t countOn(const std::vector<Ray>& rays, const Eigen::Vector3d& plane) {
  size_t count = 0;
  for (const Ray& ray : rays) count += isOn(ray, plane) ? 1 : 0;
  return count;
}

/// The plane of three rays that most others agree with. The same draws for every frame: the result depends on
/// nothing else.
Eigen::Vector3d agreedPlane(const std::vector<Ray>& rays) {
  Draws draws{0x6b657262};
  Eigen::Vector3d best = Eigen::Vector3d::Zero();
  size_t most = 0;
  for (int trial = 0; trial < kTrials; ++trial) {
    Eigen::Matrix3d directions;
    Eigen::Vector3d inverse;
    for (Eigen::Index i = 0; i < 3; ++i) {
      const Ray& ray = rays[draws.below(rays.size())];
      directions.row(i) = ray.direction;
      inverse(i) = ray.inverse_depth;
    }
    if (std::abs(directions.determinant()) < 1e-9) continue;
    const Eigen::Vector3d plane = directions.partialPivLu().solve(inverse);
    const size_t count = countOn(rays, plane);
    if (count <= most) continue;
    most = count;
    best = plane;
  }
  return best;
}

/// Least squares of the relative error, over the rays on the plane.
Eigen::Vector3d refined(const std::vector<Ray>& rays, Eigen::Vector3d plane) {
  for (int round = 0; round < kRefinements; ++round) {
    Eigen::Matrix3d normal = Eigen::Matrix3d::Zero();
    Eigen::Vector3d right = Eigen::Vector3d::Zero();
    for (const Ray& ray : rays) {
      if (!isOn(ray, plane)) continue;
      const Eigen::Vector3d scaled = ray.direction / ray.inverse_depth;
      normal += scaled * scaled.transpose();
      right += scaled;
    }
    const Eigen::Vector3d next = normal.ldlt().solve(right);
    if (!next.allFinite()) break;
    plane = next;
  }
  return plane;
}

}  // namespace

std::optional<GroundPlane> groundPlane(const at::Tensor& depth, const Camera& camera,
                                       const std::optional<at::Tensor>& road) {
  const at::Tensor map = depth.to(at::kCPU, at::kFloat).contiguous();
  std::vector<Ray> rays;
  if (road && road->sizes() == depth.sizes())
    rays = raysIn(map, camera, road->to(at::kCPU, at::kBool).contiguous(), kBelowHorizon);
  if (rays.size() < kFewest) rays = raysIn(map, camera, {}, kLowerMiddle);
  if (rays.size() < kFewest) return std::nullopt;
  const Eigen::Vector3d plane = refined(rays, agreedPlane(rays));
  const double length = plane.norm();
  const double share = static_cast<double>(countOn(rays, plane)) / static_cast<double>(rays.size());
  if (!std::isfinite(length) || length <= 0 || share < kLeastShare) return std::nullopt;
  const GroundPlane ground{1 / length, plane / length, share};
  if (ground.normal.y() < kLeastCosine) return std::nullopt;
  return ground;
}

}  // namespace kerb
