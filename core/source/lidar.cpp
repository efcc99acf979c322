#include "core/source/lidar.h"

#include <cmath>
#include <cstring>
#include <stdexcept>

#include <ATen/ops/empty.h>
#include <ATen/ops/zeros.h>
#include <fmt/format.h>

#include "core/base/file.h"
#include "core/base/shape.h"

namespace kerb {
namespace {

/// No scanner measures a kilometre: other numbers are no scan.
Status checkPlausible(const at::Tensor& points, const std::filesystem::path& path) {
  constexpr float kFarthest = 1000;
  const auto* value = points.const_data_ptr<float>();
  for (int64_t i = 0; i < points.numel(); ++i) {
    if (i % 4 == 3 || std::fabs(value[i]) <= kFarthest) continue;
    return Error{fmt::format("point {} (byte {}) has a coordinate of {} m: no LiDAR scan, or damaged", i / 4,
                             4 * i, value[i]),
                 path.string(), "Copy it again"};
  }
  return {};
}

}  // namespace

Result<at::Tensor> readVelodyne(const std::filesystem::path& path) {
  KERB_TRY(const std::string bytes, readWhole(path));
  constexpr size_t kPointBytes = 4 * sizeof(float);
  if (bytes.size() % kPointBytes != 0)
    return Error{fmt::format("{} bytes are no whole number of LiDAR points of 16 bytes", bytes.size()),
                 path.string(), "The file is cut or is not a Velodyne scan; copy it again"};
  if (bytes.empty())
    return Error{"the file is empty, expected LiDAR points", path.string(),
                 "Copy it again: a disk may have been full"};
  at::Tensor points = at::empty({static_cast<int64_t>(bytes.size() / kPointBytes), 4}, at::kFloat);
  std::memcpy(points.data_ptr(), bytes.data(), bytes.size());
  KERB_CHECK(checkPlausible(points, path));
  return points;
}

at::Tensor projectLidar(const at::Tensor& points, const Matrix34d& image_from_velo, int64_t width,
                        int64_t height, LidarDepth depth) {
  expectShape(points, {"N", 4});
  expectType(points, at::kFloat);
  if (width <= 0 || height <= 0) throw std::invalid_argument("projectLidar: an image without pixels");
  at::Tensor map = at::zeros({height, width}, at::kFloat);
  auto* const out = map.mutable_data_ptr<float>();
  const at::Tensor dense = points.contiguous();
  const float* point = dense.const_data_ptr<float>();
  for (int64_t i = 0; i < dense.size(0); ++i, point += 4) {
    if (!(point[0] >= 0)) continue;
    const Eigen::Vector3d p = image_from_velo * Eigen::Vector4d(point[0], point[1], point[2], 1);
    if (depth == LidarDepth::camera_z && !(p.z() > 0)) continue;
    const double column = std::nearbyint(p.x() / p.z()) - 1;
    const double row = std::nearbyint(p.y() / p.z()) - 1;
    // False for NaN, which a point at p.z() = 0 or a damaged one gives.
    const bool inside =
        column >= 0 && row >= 0 && column < static_cast<double>(width) && row < static_cast<double>(height);
    if (!inside) continue;
    const float value = depth == LidarDepth::camera_z ? static_cast<float>(p.z()) : point[0];
    float& pixel = out[static_cast<int64_t>(row) * width + static_cast<int64_t>(column)];
    if (pixel == 0 || value < pixel) pixel = value;
  }
  return map;
}

}  // namespace kerb
