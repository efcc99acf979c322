// Opens synthetic drives and compares their frames, for tests.
#pragma once

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include "core/geometry/projection.h"
#include "core/geometry/se3.h"
#include "core/source/source.h"

namespace kerb {

SourceLayout syntheticDriveLayout();

inline std::unique_ptr<Source> openDrive(const std::string& options) {
  auto source = syntheticDriveLayout().open("synthetic:" + options, {});
  EXPECT_TRUE(source) << source.error().message();
  return source ? *std::move(source) : nullptr;
}

inline Frame frameAt(const Source& drive, int64_t index, FrameParts parts) {
  auto frame = drive.at(index, parts);
  EXPECT_TRUE(frame) << frame.error().message();
  return *std::move(frame);
}

/// Movers have instance ids from 2^30 upwards.
inline at::Tensor isStatic(const Frame& frame) { return *frame.instance_ids < (1 << 30); }

inline at::Tensor intrinsicsOf(const Frame& frame, int64_t height, int64_t width) {
  const Eigen::Matrix3d k = frame.camera.matrix(width, height);
  const at::Tensor out = at::empty({1, 3, 3}, at::kDouble);
  for (int row = 0; row < 3; ++row) {
    for (int column = 0; column < 3; ++column) out[0][row][column] = k(row, column);
  }
  return out;
}

inline at::Tensor matrixOf(const Eigen::Isometry3d& pose) {
  const at::Tensor out = at::empty({1, 4, 4}, at::kDouble);
  for (int row = 0; row < 4; ++row) {
    for (int column = 0; column < 4; ++column) out[0][row][column] = pose.matrix()(row, column);
  }
  return out;
}

/// [1,H,W,2]: where each pixel of `target` is in `source`'s image, by this depth and both poses.
inline at::Tensor projected(const Frame& target, const Frame& source, const at::Tensor& depth_m) {
  const at::Tensor depth = depth_m.to(at::kDouble).unsqueeze(0).unsqueeze(0);
  const at::Tensor k = intrinsicsOf(target, depth_m.size(0), depth_m.size(1));
  const Eigen::Isometry3d source_from_target =
      source.world_from_camera->inverse() * *target.world_from_camera;
  return projectToGrid(backproject(depth, k), k, matrixOf(source_from_target));
}

/// [2,H,W] pixels, from the grid of -1..1.
inline at::Tensor pixelsOf(const at::Tensor& grid) {
  const double height = static_cast<double>(grid.size(1)), width = static_cast<double>(grid.size(2));
  const at::Tensor x = (grid[0].select(2, 0) + 1) * 0.5 * (width - 1);
  const at::Tensor y = (grid[0].select(2, 1) + 1) * 0.5 * (height - 1);
  return at::stack({x, y});
}

/// [2,H,W]: each pixel's own position.
inline at::Tensor positions(int64_t height, int64_t width) {
  const at::Tensor y = at::arange(height, at::kDouble).unsqueeze(1).expand({height, width});
  const at::Tensor x = at::arange(width, at::kDouble).unsqueeze(0).expand({height, width});
  return at::stack({x, y});
}

/// Pixels whose neighbourhood of this radius is one surface: depths there differ by less than 8 %.
inline at::Tensor isOneSurface(const at::Tensor& depth_m, int64_t radius) {
  const at::Tensor known =
      at::where(depth_m > 0, depth_m, at::full_like(depth_m, 1e6)).unsqueeze(0).unsqueeze(0);
  const auto pool = [&](const at::Tensor& t) {
    return at::max_pool2d(t, 2 * radius + 1, 1, radius).squeeze(0).squeeze(0);
  };
  const at::Tensor far = pool(known), near = -pool(-known);
  return (depth_m > 0) & (far < near * 1.08);
}

}  // namespace kerb
