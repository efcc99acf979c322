#include "core/geometry/projection.h"

#include <ATen/ATen.h>

#include "core/base/shape.h"

namespace kerb {
namespace {

constexpr int64_t kBilinear = 0, kBorder = 1;  // at::native's enumerations

/// [3,H*W]: u, v, 1 in row-major order
at::Tensor homogeneousPixels(int64_t height, int64_t width, const at::TensorOptions& options) {
  const auto v = at::arange(height, options).view({-1, 1}).expand({height, width});
  const auto u = at::arange(width, options).expand({height, width});
  return at::stack({u, v, at::ones_like(u)}).view({3, -1});
}

at::Tensor safeDenominator(const at::Tensor& z, Denominator denominator) {
  constexpr double epsilon = 1e-7, nearest = 1e-3;
  if (denominator == Denominator::faithful) return z + epsilon;
  const auto moved = at::where(z < 0, -nearest, nearest).to(z.scalar_type());
  return at::where(z.abs() < nearest, moved, z);
}

}  // namespace

at::Tensor backproject(const at::Tensor& depth, const at::Tensor& intrinsics) {
  expectShape(depth, {"B", 1, "H", "W"});
  expectShape(intrinsics, {depth.size(0), 3, 3});
  const int64_t batch = depth.size(0), height = depth.size(2), width = depth.size(3);
  const auto inverse = std::get<0>(at::linalg_inv_ex(intrinsics, /*check_errors=*/true));
  const auto rays = at::matmul(inverse, homogeneousPixels(height, width, depth.options()));
  return (depth.reshape({batch, 1, -1}) * rays).view({batch, 3, height, width});
}

at::Tensor projectToGrid(const at::Tensor& points, const at::Tensor& intrinsics,
                         const at::Tensor& source_from_target, Denominator denominator) {
  expectShape(points, {"B", 3, "H", "W"});
  const int64_t batch = points.size(0), height = points.size(2), width = points.size(3);
  expectShape(intrinsics, {batch, 3, 3});
  expectShape(source_from_target, {batch, 4, 4});
  const auto projection = at::matmul(intrinsics, source_from_target.slice(1, 0, 3));
  const auto flat = points.reshape({batch, 3, -1});
  const auto p = at::matmul(projection, at::cat({flat, at::ones_like(flat.slice(1, 0, 1))}, 1));
  const auto xy = p.slice(1, 0, 2) / safeDenominator(p.slice(1, 2, 3), denominator);
  const auto span = at::full({1, 2, 1}, static_cast<double>(width - 1), p.options());
  span.select(1, 1).fill_(static_cast<double>(height - 1));
  const auto grid = (xy / span - 0.5) * 2;
  return grid.view({batch, 2, height, width}).permute({0, 2, 3, 1});
}

at::Tensor warp(const at::Tensor& source, const at::Tensor& grid) {
  expectShape(source, {"B", "C", "H", "W"});
  expectShape(grid, {source.size(0), "h", "w", 2});
  return at::grid_sampler(source, grid, kBilinear, kBorder, /*align_corners=*/true);
}

Eigen::Isometry3d partnerFromTarget(double baseline, bool flipped) {
  return Eigen::Isometry3d(Eigen::Translation3d(flipped ? baseline : -baseline, 0, 0));
}

}  // namespace kerb
