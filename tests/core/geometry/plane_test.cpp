// View synthesis of a textured plane 10 m ahead (invariant 4): the right depth explains the other view, and
// any other explains it worse, the more so the further it is off.
#include <gtest/gtest.h>

#include "tests/core/geometry/scene.h"

namespace kerb {
namespace {

using scene::kHeight;
using scene::kWidth;

/// The plane at z = `distance` in a camera whose centre sees plane point (0, 0) at (`x`, `y`): [1,3,H,W].
at::Tensor picture(double distance, double x, double y) {
  const auto k = scene::intrinsics();
  const auto points =
      backproject(at::full({1, 1, kHeight, kWidth}, distance, at::kDouble), k.to(at::kDouble));
  const auto px = points.select(1, 0) - x, py = points.select(1, 1) - y;
  const auto texture = at::stack(
      {(3 * px).sin() * (2.1 * py).cos(), (2.3 * px + 1.1 * py).cos(), (1.7 * px - 2.9 * py).sin()}, 1);
  return (0.5 + 0.4 * texture).to(at::kFloat);
}

/// 0.85 * clamp((1 - SSIM) / 2) + 0.15 * L1, channel means (methods: Monodepth2): [1,1,H,W].
at::Tensor photometricError(const at::Tensor& a, const at::Tensor& b) {
  const auto pool = [](const at::Tensor& x) {
    return at::avg_pool2d(at::reflection_pad2d(x, {1, 1, 1, 1}), 3, 1);
  };
  const auto mean_a = pool(a), mean_b = pool(b);
  const auto variance_a = pool(a * a) - mean_a * mean_a, variance_b = pool(b * b) - mean_b * mean_b;
  const auto covariance = pool(a * b) - mean_a * mean_b;
  constexpr double c1 = 1e-4, c2 = 9e-4;
  const auto ssim = (2 * mean_a * mean_b + c1) * (2 * covariance + c2) /
                    ((mean_a * mean_a + mean_b * mean_b + c1) * (variance_a + variance_b + c2));
  return (0.85 * ((1 - ssim) / 2).clamp(0, 1) + 0.15 * (a - b).abs()).mean(1, /*keepdim=*/true);
}

/// Mean over the pixels that both cameras see, eroded by 2 px.
double errorAt(double depth_m, double tx, double tz) {
  const auto target = picture(10, 0, 0), source = picture(10 + tz, tx, 0);
  const auto k = scene::intrinsics();
  const auto depth = at::full({1, 1, kHeight, kWidth}, depth_m);
  const auto grid = projectToGrid(backproject(depth, k), k, scene::translation(tx, 0, tz));
  const auto outside = (grid.abs() >= 1).any(3, /*keepdim=*/false).to(at::kFloat).unsqueeze(1);
  const auto inside = at::max_pool2d(outside, 5, 1, 2) == 0;
  return photometricError(warp(source, grid), target).masked_select(inside).mean().item<double>();
}

TEST(Plane, TrueDepthExplainsASidewaysView) {
  EXPECT_LT(errorAt(10, 0.3, 0), 1e-4);
  EXPECT_NEAR(errorAt(10.1, 0.3, 0), 2.3e-4, 1e-4);
  EXPECT_NEAR(errorAt(11, 0.3, 0), 2.8e-3, 6e-4);
  EXPECT_NEAR(errorAt(20, 0.3, 0), 3.5e-2, 5e-3);
  EXPECT_NEAR(errorAt(5, 0.3, 0), 1e-1, 1.5e-2);
}

TEST(Plane, TrueDepthExplainsAForwardView) { EXPECT_LT(errorAt(10, 0, -0.5), 1e-4); }

TEST(Plane, ErrorGrowsAwayFromTheTrueDepth) {
  for (const auto& factors : {std::vector{1.0, 1.01, 1.1, 1.3, 2.0}, {1.0, 0.99, 0.9, 0.7, 0.5}}) {
    double before = -1;
    for (const double factor : factors) {
      const double error = errorAt(10 * factor, 0.3, 0);
      EXPECT_GT(error, before) << factor;
      before = error;
    }
  }
}

TEST(Plane, StandingStillIsNoExplanation) {
  EXPECT_NEAR(photometricError(picture(10, 0.3, 0), picture(10, 0, 0)).mean().item<double>(), 0.102, 0.02);
}

}  // namespace
}  // namespace kerb
