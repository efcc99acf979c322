#include "core/geometry/projection.h"

#include <gtest/gtest.h>

#include "core/frame/camera.h"
#include "tests/core/geometry/scene.h"

namespace kerb {
namespace {

using scene::kHeight;
using scene::kWidth;
using scene::maxDifference;

TEST(Warp, IdentityKeepsTheImage) {  // invariant 1
  const auto image = scene::noise({1, 3, kHeight, kWidth}, 1);
  const auto k = scene::intrinsics();
  for (const auto& [depth_m, tolerance] : {std::pair{5.0, 1.5e-4}, {50.0, 1.5e-4}, {0.5, 4e-4}}) {
    const auto depth = at::full({1, 1, kHeight, kWidth}, depth_m);
    const auto out = scene::synthesise(image, depth, k, at::eye(4).unsqueeze(0));
    EXPECT_LE(maxDifference(out, image), tolerance) << depth_m;
  }
}

TEST(Warp, TheGridIsWrongForUnalignedCorners) {  // invariant 1: the test above tells the two apart
  const auto image = scene::noise({1, 3, kHeight, kWidth}, 1);
  const auto k = scene::intrinsics();
  const auto points = backproject(at::full({1, 1, kHeight, kWidth}, 5.0), k);
  const auto grid = projectToGrid(points, k, at::eye(4).unsqueeze(0));
  const auto out = at::grid_sampler(image, grid, 0, 1, /*align_corners=*/false);
  EXPECT_NEAR((out - image).abs().mean().item<double>(), 0.127, 0.03);
}

TEST(Warp, DependsOnTheRatioOfDepthAndTranslationOnly) {  // invariant 11
  const auto y = at::arange(kHeight, at::kFloat).view({-1, 1}), x = at::arange(kWidth, at::kFloat);
  const auto image = (0.5 + 0.4 * (x * 0.05).sin() * (y * 0.04).cos()).view({1, 1, kHeight, kWidth});
  const auto depth = 5 + 10 * scene::noise({1, 1, kHeight, kWidth}, 2);
  const auto k = scene::intrinsics();
  const auto once = scene::synthesise(image, depth, k, scene::translation(0.3, -0.1, 0.5));
  const auto scaled = scene::synthesise(image, depth * 7, k, scene::translation(2.1, -0.7, 3.5));
  EXPECT_LE(maxDifference(once, scaled), 5e-6);
}

TEST(Stereo, SignsOfTheTransform) {  // invariant 12
  EXPECT_DOUBLE_EQ(partnerFromTarget(0.1, false)(0, 3), -0.1);
  EXPECT_DOUBLE_EQ(partnerFromTarget(-0.1, false)(0, 3), 0.1);
  EXPECT_DOUBLE_EQ(partnerFromTarget(0.1, true)(0, 3), 0.1);
  EXPECT_DOUBLE_EQ(partnerFromTarget(-0.1, true)(0, 3), -0.1);
  EXPECT_TRUE(partnerFromTarget(0.1, true).linear().isIdentity(0));
}

TEST(Stereo, AFlippedPairWarpsToTheFlippedImage) {  // invariant 12
  const auto image = scene::noise({1, 3, kHeight, kWidth}, 3);
  const auto depth = 5 + 2 * scene::noise({1, 1, kHeight, kWidth}, 4);
  // The principal point in the middle between the first and the last pixel centre: a flip keeps it.
  auto k = scene::intrinsics();
  k[0][0][2] = (kWidth - 1) / 2.0;
  const auto transform = [](bool flipped) {
    return tensorFromIsometry(partnerFromTarget(0.1, flipped)).unsqueeze(0);
  };
  const auto plain = scene::synthesise(image, depth, k, transform(false));
  const auto flipped = scene::synthesise(image.flip(3), depth.flip(3), k, transform(true)).flip(3);
  EXPECT_LE(maxDifference(plain, flipped), 3e-4);
  const auto wrong_sign = scene::synthesise(image.flip(3), depth.flip(3), k, transform(false)).flip(3);
  EXPECT_GT(maxDifference(plain, wrong_sign), 0.1);
}

TEST(Backproject, RaysAreTheSameAtEveryScale) {  // invariant 13
  const Camera camera;
  const Eigen::Vector2d at(0.25, 0.75);  // of the image size
  const Eigen::Matrix3d full = camera.matrix(kWidth, kHeight);
  const Eigen::Vector3d ray = full.inverse() * Eigen::Vector3d(at.x() * kWidth, at.y() * kHeight, 1);
  for (int s = 0; s < 4; ++s) {
    const int64_t width = kWidth >> s, height = kHeight >> s;
    const Eigen::Matrix3d scaled = camera.matrix(width, height);
    EXPECT_NEAR(scaled(0, 0), full(0, 0) / (1 << s), 1e-12);
    const auto k = scene::intrinsics(width, height, at::kDouble);
    ASSERT_DOUBLE_EQ(k[0][1][2].item<double>(), scaled(1, 2));
    const auto points = backproject(at::ones({1, 1, height, width}, at::kDouble), k);
    const auto point = points[0].select(1, height * 3 / 4).select(1, width / 4);
    EXPECT_NEAR(point[0].item<double>(), ray.x(), 1e-12);
    EXPECT_NEAR(point[1].item<double>(), ray.y(), 1e-12);
    EXPECT_EQ(point[2].item<double>(), 1);
  }
}

TEST(ProjectToGrid, RobustModeKeepsPointsOfTheImagePlaneFinite) {
  const auto k = scene::intrinsics(4, 4);
  auto points = at::ones({1, 3, 4, 4});
  points.select(1, 2).fill_(-1e-7);
  const auto identity = at::eye(4).unsqueeze(0);
  EXPECT_GT(projectToGrid(points, k, identity).abs().max().item<double>(), 1e6);
  const auto grid = projectToGrid(points, k, identity, Denominator::robust);
  EXPECT_LT(grid.abs().max().item<double>(), 1e4);
  points.select(1, 2).fill_(2);  // away from the plane both agree
  EXPECT_LE(maxDifference(projectToGrid(points, k, identity),
                          projectToGrid(points, k, identity, Denominator::robust)),
            1e-6);
}

TEST(ProjectToGrid, RefusesWrongShapes) {
  const auto k = scene::intrinsics(4, 4), points = at::ones({1, 3, 4, 4});
  EXPECT_THROW(projectToGrid(points, k, at::eye(4)), std::invalid_argument);
  EXPECT_THROW(backproject(at::ones({2, 1, 4, 4}), k), std::invalid_argument);
  EXPECT_THROW(warp(points, at::zeros({2, 4, 4, 2})), std::invalid_argument);
}

/// The warp of a fixed 8x8 image, weighed and summed, as a function of depth and pose (double).
double weighedWarp(const at::Tensor& depth, const at::Tensor& pose) {
  const auto k = scene::intrinsics(8, 8, at::kDouble);
  const auto image = scene::noise({1, 2, 8, 8}, 5, at::kDouble),
             weights = scene::noise({1, 2, 8, 8}, 6, at::kDouble);
  const auto transform = transformFromPose(pose.slice(1, 0, 3), pose.slice(1, 3, 6), false);
  return (scene::synthesise(image, depth, k, transform) * weights).sum().item<double>();
}

TEST(Warp, GradientsEqualCentralDifferences) {  // invariant 10
  const auto k = scene::intrinsics(8, 8, at::kDouble);
  const auto image = scene::noise({1, 2, 8, 8}, 5, at::kDouble),
             weights = scene::noise({1, 2, 8, 8}, 6, at::kDouble);
  const auto depth = (2 + scene::noise({1, 1, 8, 8}, 7, at::kDouble)).set_requires_grad(true);
  const auto pose =
      at::tensor({0.02, -0.03, 0.01, 0.05, 0.04, -0.1}, at::kDouble).view({1, 6}).set_requires_grad(true);
  const auto transform = transformFromPose(pose.slice(1, 0, 3), pose.slice(1, 3, 6), false);
  const auto grid = projectToGrid(backproject(depth, k), k, transform);
  // Bilinear sampling has kinks at whole pixels: this input must keep away from them.
  const auto position = (grid.detach() + 1) * 3.5;
  ASSERT_GT((position - position.round()).abs().min().item<double>(), 1e-4);
  (warp(image, grid) * weights).sum().backward();
  constexpr double step = 1e-6;
  for (const auto* input : {&depth, &pose}) {
    for (int64_t i = 0; i < input->numel(); ++i) {
      const auto at = [&](double offset) {
        auto moved = input->detach().clone();
        moved.view({-1})[i] += offset;
        return input == &depth ? weighedWarp(moved, pose.detach()) : weighedWarp(depth.detach(), moved);
      };
      const double expected = (at(step) - at(-step)) / (2 * step);
      EXPECT_NEAR(input->grad().view({-1})[i].item<double>(), expected,
                  1e-5 * std::max(1e-2, std::abs(expected)));
    }
  }
}

}  // namespace
}  // namespace kerb
