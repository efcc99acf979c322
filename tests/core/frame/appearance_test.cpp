#include "core/frame/appearance.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

namespace kerb {
namespace {

at::Tensor picture() {
  at::manual_seed(5);
  return at::randint(40, 216, {3, 24, 40}, at::kByte);
}

at::Tensor numbers(const at::Tensor& image) { return image.to(at::kDouble); }

TEST(Appearance, OfNothingChangesNothing) {
  const auto image = picture();
  const auto same = withAppearance(image, {});
  EXPECT_TRUE(at::equal(same, image));
  EXPECT_FALSE(same.is_alias_of(image));
}

TEST(Appearance, GainGammaAndFogOfAValue) {
  const auto grey = at::full({3, 4, 4}, 100, at::kByte);
  Appearance a;
  a.gains = {1.2, 1, 0.5};
  a.gamma = 2;
  a.fog = 0.25;
  const auto seen = withAppearance(grey, a);
  const auto expected = [](double value) {
    return std::round(0.75 * 255 * std::pow(value / 255, 2) + 0.25 * 190);
  };
  EXPECT_EQ(seen[0][0][0].item<double>(), expected(120));
  EXPECT_EQ(seen[1][2][3].item<double>(), expected(100));
  EXPECT_EQ(seen[2][3][1].item<double>(), expected(50));
}

TEST(Appearance, NoiseHasItsDeviationAndIsTheSameForTheSameSeed) {
  const auto grey = at::full({3, 100, 100}, 128, at::kByte);
  Appearance a;
  a.noise = 9;
  a.noise_seed = 4;
  const auto noisy = withAppearance(grey, a);
  EXPECT_NEAR(numbers(noisy).mean().item<double>(), 128, 0.3);
  EXPECT_NEAR(numbers(noisy).std().item<double>(), 9, 0.3);
  EXPECT_TRUE(at::equal(noisy, withAppearance(grey, a)));
  a.noise_seed = 5;
  EXPECT_FALSE(at::equal(noisy, withAppearance(grey, a)));
}

TEST(Appearance, CoarsenessTakesDetail) {
  const auto image = picture();
  Appearance a;
  a.coarseness = 3;
  const auto seen = withAppearance(image, a);
  EXPECT_EQ(seen.sizes(), image.sizes());
  EXPECT_LT(numbers(seen).std().item<double>(), 0.7 * numbers(image).std().item<double>());
  EXPECT_NEAR(numbers(seen).mean().item<double>(), numbers(image).mean().item<double>(), 1);
}

TEST(Appearance, GreyHasNoColour) {
  Appearance a;
  a.grey = true;
  const auto seen = withAppearance(picture(), a);
  EXPECT_TRUE(at::equal(seen[0], seen[1]));
  EXPECT_TRUE(at::equal(seen[0], seen[2]));
}

TEST(Appearance, DrawsDifferAndKeepAPictureVisible) {
  const auto image = picture();
  Draws draws{3}, again{3};
  for (int i = 0; i < 200; ++i) {
    const Appearance a = drawAppearance(draws);
    const auto seen = withAppearance(image, a);
    EXPECT_TRUE(at::equal(seen, withAppearance(image, drawAppearance(again))));
    EXPECT_GT(numbers(seen).std().item<double>(), 2) << i;
  }
}

}  // namespace
}  // namespace kerb
