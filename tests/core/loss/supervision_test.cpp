// Losses for known depth and known classes.
#include <cmath>

#include <gtest/gtest.h>

#include "core/loss/classification.h"
#include "core/loss/depth_supervision.h"
#include "tests/core/geometry/scene.h"
#include "tests/core/loss/numeric_gradient.h"

namespace kerb {
namespace {

using scene::noise;

DepthTarget targetOf(const at::Tensor& depth) { return {depth.clamp_min(1e-3), depth > 0}; }
at::Tensor known() { return noise({2, 1, 16, 20}, 1, at::kDouble) * 20 + 2; }
/// The same, unknown where `mask` is.
at::Tensor holes(const at::Tensor& depth) { return depth * (noise(depth.sizes(), 2, at::kDouble) > 0.3); }

TEST(CanonicalDepth, FollowsTheLensAndKnowsTheSky) {
  auto depth = at::full({2, 1, 4, 4}, 30.0);
  depth.select(2, 0).fill_(0);    // unknown: sky in the left half
  depth.select(2, 3).fill_(500);  // beyond what is learnt
  auto sky = at::zeros({2, 4, 4}, at::kBool);
  sky.select(1, 0).narrow(1, 0, 2).fill_(true);
  const auto target = canonicalDepthTarget(depth, sky, at::tensor({1.0, 2.0}), 100);
  EXPECT_EQ(target.depth[0][0][1][0].item<double>(), 30);
  EXPECT_EQ(target.depth[1][0][1][0].item<double>(), 15);  // twice the lens looks half as far
  EXPECT_EQ(target.depth[1][0][3][0].item<double>(), 100);
  EXPECT_EQ(target.depth[1][0][0][1].item<double>(), 100);
  EXPECT_TRUE(target.known[0][0][0][1].item<bool>());
  EXPECT_FALSE(target.known[0][0][0][2].item<bool>());
  EXPECT_GT(target.depth.min().item<double>(), 0);
}

TEST(LogDepthError, KnownValues) {
  const auto depth = known();
  const auto target = targetOf(holes(depth));
  EXPECT_EQ(logDepthError(depth, target).item<double>(), 0);
  EXPECT_NEAR(logDepthError(depth * 2, target).item<double>(), std::log(2), 1e-12);
  EXPECT_NEAR(logDepthError(depth / 2, target).item<double>(), std::log(2), 1e-12);
  const auto wrong_where_unknown = at::where(target.known, depth, depth * 7);
  EXPECT_EQ(logDepthError(wrong_where_unknown, target).item<double>(), 0);
}

TEST(LogDepthGradientError, SeesEdgesAndNotScale) {
  const auto depth = known();
  const auto target = targetOf(holes(depth));
  EXPECT_NEAR(logDepthGradientError(depth * 3, target).item<double>(), 0, 1e-12);
  // A residual that grows by 0.1 a column: steps of 1 and 2 columns differ by 0.1 and 0.2.
  const auto ramp = (at::arange(20, at::kDouble) * 0.1).exp().view({1, 1, 1, 20});
  EXPECT_NEAR(logDepthGradientError(depth * ramp, target, 2).item<double>(), 0.15, 1e-12);
  EXPECT_NEAR(logDepthGradientError(depth * ramp, target, 1).item<double>(), 0.1, 1e-12);
}

TEST(DepthSupervision, GradientEqualsCentralDifferences) {
  const auto target = targetOf(holes(known()));
  const auto depth = noise({2, 1, 16, 20}, 3, at::kDouble) * 20 + 2;
  expectGradient([&](const at::Tensor& d) { return logDepthError(d, target); }, depth);
  expectGradient([&](const at::Tensor& d) { return logDepthGradientError(d, target, 3); }, depth);
}

TEST(DepthSupervision, NothingKnownTeachesNothing) {
  const auto target = targetOf(at::zeros({1, 1, 16, 16}));
  for (const auto& loss : {&logDepthError, +[](const at::Tensor& d, const DepthTarget& t) {
                             return logDepthGradientError(d, t);
                           }}) {
    const auto depth = at::full({1, 1, 16, 16}, 5.0).set_requires_grad(true);
    const auto value = loss(depth, target);
    EXPECT_EQ(value.item<double>(), 0);
    value.backward();
    EXPECT_EQ(depth.grad().abs().max().item<double>(), 0);
  }
}

TEST(DepthSupervision, RefusesOtherShapes) {
  const auto target = targetOf(at::ones({1, 1, 16, 16}));
  EXPECT_THROW(logDepthError(at::ones({1, 16, 16}), target), std::invalid_argument);
  EXPECT_ANY_THROW(logDepthError(at::ones({1, 1, 16, 15}), target));
  EXPECT_ANY_THROW(logDepthGradientError(at::ones({1, 1, 16, 16}), target, 5));
}

at::Tensor labels() {
  auto ids = at::zeros({1, 4, 4}, at::kByte);
  ids.select(1, 1).fill_(1);
  ids.select(1, 3).fill_(255);
  return ids;  // 8 pixels of class 0, 4 of class 1, 4 without
}

TEST(CrossEntropy, KnownValues) {
  EXPECT_NEAR(crossEntropy(at::zeros({1, 3, 4, 4}), labels()).item<double>(), std::log(3), 1e-6);
  auto logits = at::zeros({1, 3, 4, 4}, at::kDouble);
  logits.select(1, 0).fill_(std::log(2));  // probabilities 1/2, 1/4, 1/4 everywhere
  const double of0 = std::log(2), of1 = std::log(4);
  EXPECT_NEAR(crossEntropy(logits, labels()).item<double>(), (8 * of0 + 4 * of1) / 12, 1e-9);
  EXPECT_NEAR(crossEntropy(logits, labels(), 1).item<double>(), (8 * of0 + 4 * 2 * of1) / 16, 1e-9);
  EXPECT_NEAR(crossEntropy(logits, labels(), 0.5).item<double>(),
              (8 * of0 + 4 * std::sqrt(2) * of1) / (8 + 4 * std::sqrt(2)), 1e-9);
}

TEST(CrossEntropy, RareClassesCountTenTimesAtMost) {
  auto ids = at::zeros({1, 10, 100}, at::kByte);
  ids[0][0][0] = 1;
  auto logits = at::zeros({1, 2, 10, 100}, at::kDouble);
  logits.select(1, 0).fill_(std::log(3));
  EXPECT_NEAR(crossEntropy(logits, ids, 1).item<double>(),
              (999 * std::log(4.0 / 3) + 10 * std::log(4)) / 1009, 1e-9);
}

TEST(CrossEntropy, GradientEqualsCentralDifferencesAndIgnoresTheUnlabelled) {
  const auto logits = noise({1, 3, 4, 4}, 5, at::kDouble);
  expectGradient([](const at::Tensor& l) { return crossEntropy(l, labels(), 0.5); }, logits);
  const auto variable = logits.clone().set_requires_grad(true);
  crossEntropy(variable, labels()).backward();
  EXPECT_EQ(variable.grad().select(2, 3).abs().max().item<double>(), 0);
}

TEST(CrossEntropy, NoLabelTeachesNothing) {
  const auto logits = at::zeros({1, 3, 4, 4}).set_requires_grad(true);
  const auto ids = at::full({1, 4, 4}, 255, at::kByte);
  const auto value = crossEntropy(logits, ids, 0.5);
  EXPECT_EQ(value.item<double>(), 0);
  value.backward();
  EXPECT_EQ(logits.grad().abs().max().item<double>(), 0);
  EXPECT_EQ(pixelAccuracy(logits, ids).item<double>(), 0);
}

TEST(CrossEntropy, RefusesLabelsThatAreNoClass) {
  EXPECT_ANY_THROW(crossEntropy(at::zeros({1, 3, 4, 4}), at::full({1, 4, 4}, 3, at::kByte)));
  EXPECT_THROW(crossEntropy(at::zeros({1, 3, 4, 4}), at::zeros({1, 4, 5}, at::kByte)), std::invalid_argument);
}

TEST(PixelAccuracy, CountsLabelledPixels) {
  auto logits = at::zeros({1, 3, 4, 4});
  logits.select(1, 1).fill_(1);
  EXPECT_NEAR(pixelAccuracy(logits, labels()).item<double>(), 4.0 / 12, 1e-6);
}

}  // namespace
}  // namespace kerb
