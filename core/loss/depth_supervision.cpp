#include "core/loss/depth_supervision.h"

#include <ATen/ATen.h>

#include "core/base/shape.h"

namespace kerb {
namespace {

/// Keeps masked means of nothing at 0.
at::Tensor maskedMean(const at::Tensor& values, const at::Tensor& mask) {
  const at::Tensor weight = mask.to(values.scalar_type());
  return values.mul(weight).sum() / weight.sum().clamp_min(1);
}

at::Tensor logResidual(const at::Tensor& depth, const DepthTarget& target) {
  expectShape(depth, {"B", 1, "H", "W"});
  TORCH_CHECK(depth.sizes() == target.depth.sizes() && depth.sizes() == target.known.sizes(),
              "depth and its target differ in size");
  return depth.log() - target.depth.to(depth.scalar_type()).log();
}

/// mean |R(x+step) - R(x)| along one dimension.
at::Tensor stepError(const at::Tensor& residual, const at::Tensor& known, int64_t dimension, int64_t step) {
  const int64_t length = residual.size(dimension) - step;
  const auto pair = [&](const at::Tensor& map, int64_t from) { return map.narrow(dimension, from, length); };
  const at::Tensor both = pair(known, 0).logical_and(pair(known, step));
  return maskedMean((pair(residual, step) - pair(residual, 0)).abs(), both);
}

}  // namespace

DepthTarget canonicalDepthTarget(const at::Tensor& depth_m, const at::Tensor& sky,
                                 const at::Tensor& focal_ratio, double farthest) {
  expectShape(depth_m, {"B", 1, "H", "W"});
  expectShape(focal_ratio, {depth_m.size(0)});
  constexpr double kNearest = 1e-3;  // keeps the logarithm of what is unknown finite
  const at::Tensor ratio = focal_ratio.to(depth_m.scalar_type()).view({-1, 1, 1, 1});
  DepthTarget target{(depth_m / ratio).clamp(kNearest, farthest), depth_m > 0};
  if (!sky.defined()) return target;
  const at::Tensor endless = sky.unsqueeze(1);
  target.depth = target.depth.masked_fill(endless, farthest);
  target.known = target.known.logical_or(endless);
  return target;
}

at::Tensor logDepthError(const at::Tensor& depth, const DepthTarget& target) {
  return maskedMean(logResidual(depth, target).abs(), target.known);
}

at::Tensor logDepthGradientError(const at::Tensor& depth, const DepthTarget& target, int64_t scales) {
  const at::Tensor residual = logResidual(depth, target);
  TORCH_CHECK(scales >= 1 && (residual.size(2) >> (scales - 1)) > 1 && (residual.size(3) >> (scales - 1)) > 1,
              scales, " scales of a map of ", residual.sizes());
  at::Tensor sum = at::zeros({}, residual.options());
  for (int64_t scale = 0; scale < scales; ++scale) {
    for (const int64_t dimension : {2, 3})
      sum = sum + stepError(residual, target.known, dimension, int64_t{1} << scale);
  }
  return sum / scales;
}

}  // namespace kerb
