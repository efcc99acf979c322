#include "core/loss/photometric.h"

#include <ATen/ATen.h>

#include "core/base/shape.h"

namespace kerb {
namespace {

/// Mean over 3x3 pixels of a map that was padded by one.
at::Tensor windowMean(const at::Tensor& padded) { return at::avg_pool2d(padded, {3, 3}, {1, 1}); }

}  // namespace

at::Tensor ssimLoss(const at::Tensor& a, const at::Tensor& b) {
  expectShape(a, {"B", "C", "H", "W"});
  expectShape(b, {a.size(0), a.size(1), a.size(2), a.size(3)});
  const auto x = at::reflection_pad2d(a, {1, 1, 1, 1}), y = at::reflection_pad2d(b, {1, 1, 1, 1});
  const auto mean_x = windowMean(x), mean_y = windowMean(y);
  const auto square_x = mean_x * mean_x, square_y = mean_y * mean_y, product = mean_x * mean_y;
  const auto variance_x = windowMean(x * x) - square_x, variance_y = windowMean(y * y) - square_y;
  const auto covariance = windowMean(x * y) - product;
  const auto above = (2 * product + kSsimC1) * (2 * covariance + kSsimC2);
  const auto below = (square_x + square_y + kSsimC1) * (variance_x + variance_y + kSsimC2);
  return ((1 - above / below) / 2).clamp(0, 1);
}

at::Tensor photometricError(const at::Tensor& a, const at::Tensor& b) {
  const auto ssim = ssimLoss(a, b).mean(1, /*keepdim=*/true);
  return kSsimWeight * ssim + kL1Weight * (a - b).abs().mean(1, /*keepdim=*/true);
}

}  // namespace kerb
