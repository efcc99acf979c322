#include "core/loss/photometric.h"

#include <gtest/gtest.h>

#include "core/loss/smoothness.h"
#include "tests/core/geometry/scene.h"
#include "tests/core/loss/numeric_gradient.h"

namespace kerb {
namespace {

using scene::noise;

TEST(Ssim, KnownValues) {  // invariant 5
  const auto x = noise({1, 3, 40, 60}, 1);
  EXPECT_LE(ssimLoss(x, x).abs().max().item<double>(), 1e-6);
  const auto flat = ssimLoss(at::full({1, 3, 8, 8}, 0.2), at::full({1, 3, 8, 8}, 0.8));
  EXPECT_NEAR(flat.min().item<double>(), 0.26467, 2e-5);
  EXPECT_NEAR(flat.max().item<double>(), 0.26467, 2e-5);
  const auto inverse = ssimLoss(x, 1 - x);
  EXPECT_NEAR(inverse.mean().item<double>(), 0.96, 0.01);
  EXPECT_GE(inverse.min().item<double>(), 0);
  EXPECT_LE(inverse.max().item<double>(), 1);
}

TEST(PhotometricError, WeighsSsimAndTheAbsoluteDifference) {
  const auto a = at::full({1, 3, 4, 4}, 0.2), b = at::full({1, 3, 4, 4}, 0.8);
  EXPECT_NEAR(photometricError(a, b).max().item<double>(), 0.85 * 0.26467 + 0.15 * 0.6, 2e-5);
  EXPECT_EQ(photometricError(a, b).sizes(), (std::vector<int64_t>{1, 1, 4, 4}));
  EXPECT_THROW(photometricError(a, b[0]), std::invalid_argument);
}

TEST(PhotometricError, GradientEqualsCentralDifferences) {  // invariant 10
  const auto b = noise({1, 2, 6, 7}, 2, at::kDouble), weight = noise({1, 1, 6, 7}, 3, at::kDouble);
  const auto error = [&](const at::Tensor& a) { return (photometricError(a, b) * weight).sum(); };
  expectGradient(error, noise({1, 2, 6, 7}, 4, at::kDouble));
}

class Smoothness : public testing::TestWithParam<Evaluation> {
 protected:
  static double of(const at::Tensor& disparity, const at::Tensor& image) {
    return edgeAwareSmoothness(disparity, image, GetParam()).item<double>();
  }
};

TEST_P(Smoothness, KnownValues) {  // invariant 7
  const auto flat = at::full({2, 3, 16, 32}, 0.5);
  EXPECT_EQ(of(at::full({2, 1, 16, 32}, 0.3), flat), 0);
  const auto ramp = at::arange(1, 33, at::kFloat).view({1, 1, 1, 32}).expand({2, 1, 16, 32}).contiguous();
  EXPECT_NEAR(of(ramp, flat), 0.060606, 1e-6);
  EXPECT_NEAR(of(ramp * 7, flat), 0.060606, 1e-6);
  const auto transposed = ramp.transpose(2, 3).contiguous();
  EXPECT_NEAR(of(transposed, at::full({2, 3, 32, 16}, 0.5)), 0.060606, 1e-6);
}

TEST_P(Smoothness, CountsLessAtEdgesOfTheImage) {
  auto disparity = at::full({1, 1, 4, 8}, 0.2), image = at::zeros({1, 3, 4, 8});
  disparity.narrow(3, 4, 4).fill_(0.4);
  const double flat = of(disparity, image);
  image.narrow(3, 4, 4).fill_(1);
  EXPECT_NEAR(of(disparity, image) / flat, std::exp(-1.0), 1e-6);
}

TEST_P(Smoothness, GradientEqualsCentralDifferences) {  // invariant 10
  const auto image = noise({2, 3, 5, 6}, 5, at::kDouble);
  const auto loss = [&](const at::Tensor& disparity) {
    return 3 * edgeAwareSmoothness(disparity, image, GetParam());
  };
  expectGradient(loss, 0.2 + noise({2, 1, 5, 6}, 6, at::kDouble));
}

INSTANTIATE_TEST_SUITE_P(BothForms, Smoothness, testing::Values(Evaluation::composed, Evaluation::fused),
                         [](const auto& test) {
                           return test.param == Evaluation::composed ? "composed" : "fused";
                         });

}  // namespace
}  // namespace kerb
