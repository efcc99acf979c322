#include "core/geometry/unproject.h"

#include <limits>

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include "core/base/device.h"
#include "core/geometry/parity.h"

namespace kerb {
namespace {

constexpr PinholePx kPinhole{.fx = 2, .fy = 4, .cx = 1, .cy = 0.5};
constexpr float kNan = std::numeric_limits<float>::quiet_NaN();
constexpr float kInfinity = std::numeric_limits<float>::infinity();

std::vector<int> keptPixels(const at::Tensor& depth, const UnprojectOptions& options) {
  const auto pixel = unproject(depth, kPinhole, options).pixel;
  const auto* p = pixel.const_data_ptr<int32_t>();
  return {p, p + pixel.numel()};
}

TEST(Unproject, PutsEveryValidPixelOnItsRay) {
  const auto depth = at::tensor({0.0F, 2.0F, kNan, kInfinity, -1.0F, 4.0F}).view({2, 3});
  const Points points = unproject(depth, kPinhole);
  EXPECT_TRUE(at::equal(points.pixel, at::tensor({1, 5}, at::kInt)));
  EXPECT_TRUE(at::equal(points.xyz, at::tensor({0.0F, -0.25F, 2.0F, 2.0F, 0.5F, 4.0F}).view({2, 3})));
}

TEST(Unproject, DropsBothSidesOfAJump) {
  const auto depth = at::tensor({1.0F, 1.0F, 1.2F, 1.2F, 1.2F}).view({1, 5});
  EXPECT_EQ(keptPixels(depth, {.max_jump = 0.1}), (std::vector{0, 3, 4}));
  EXPECT_EQ(keptPixels(depth.t(), {.max_jump = 0.1}), (std::vector{0, 3, 4}));
  EXPECT_EQ(keptPixels(depth, {.max_jump = 0.25}), (std::vector{0, 1, 2, 3, 4}));
  EXPECT_EQ(keptPixels(depth, {}), (std::vector{0, 1, 2, 3, 4}));
}

TEST(Unproject, AHoleIsNoJumpAndRowsDoNotWrap) {
  const auto depth = at::tensor({1.0F, 0.0F, 9.0F, 1.0F, 1.0F, kNan}).view({2, 3});
  EXPECT_EQ(keptPixels(depth, {.max_jump = 0.1}), (std::vector{0, 2, 3, 4}));
}

TEST(Unproject, LimitsTheDepthButStillSeesTheJump) {
  const auto depth = at::tensor({1.0F, 1.0F, 50.0F}).view({1, 3});
  EXPECT_EQ(keptPixels(depth, {.max_depth = 20}), (std::vector{0, 1}));
  EXPECT_EQ(keptPixels(depth, {.max_jump = 0.1, .max_depth = 20}), (std::vector{0}));
}

TEST(Unproject, NothingToKeepIsAnEmptyCloud) {
  EXPECT_EQ(unproject(at::zeros({3, 4}), kPinhole).xyz.sizes(), (std::vector<int64_t>{0, 3}));
  EXPECT_EQ(unproject(at::zeros({0, 4}), kPinhole).pixel.numel(), 0);
}

TEST(Unproject, RefusesOtherTypesShapesAndIntrinsics) {
  EXPECT_THROW(unproject(at::ones({2, 2}, at::kDouble), kPinhole), std::invalid_argument);
  EXPECT_THROW(unproject(at::ones({1, 2, 2}), kPinhole), std::invalid_argument);
  EXPECT_THROW(unproject(at::ones({2, 2}), PinholePx{}), std::invalid_argument);
}

TEST(GeometryKernels, AgreeWithTheirReferences) {
  const auto choice = chooseDevice("auto");
  ASSERT_TRUE(choice);
  const auto checks = checkGeometryKernels(choice->device);
  EXPECT_EQ(checks.size(), choice->device.is_cpu() ? 2U : 4U);
  for (const auto& check : checks) {
    EXPECT_TRUE(check.passed()) << check.name << " against " << check.reference << ": " << check.max_error;
  }
}

}  // namespace
}  // namespace kerb
