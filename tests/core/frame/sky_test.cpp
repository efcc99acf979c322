#include "core/frame/sky.h"

#include <algorithm>
#include <cmath>

#include <ATen/ATen.h>
#include <gtest/gtest.h>

namespace kerb {
namespace {

constexpr uint8_t kRoadId = 0, kSky = 10;

/// The upper half is sky.
at::Tensor halves() {
  at::Tensor labels = at::full({40, 60}, kRoadId, at::kByte);
  labels.slice(0, 0, 20).fill_(kSky);
  return labels;
}

const Sky kClear{.zenith = {10, 20, 200}, .horizon = {200, 210, 220}};

TEST(Sky, IsPaintedWhereItIsAndNowhereElse) {
  const at::Tensor image = at::full({3, 40, 60}, 77, at::kByte);
  const at::Tensor painted = withSky(image, halves(), kClear);
  EXPECT_TRUE((painted.slice(1, 21) == 77).all().item<bool>());
  for (int64_t c = 0; c < 3; ++c) {
    const auto channel = static_cast<size_t>(c);
    EXPECT_TRUE((painted[c][0] == kClear.zenith.at(channel)).all().item<bool>());
    const double lowest = kClear.horizon.at(channel);
    EXPECT_TRUE((painted[c][19] == std::round((2 * lowest + 77) / 3)).all().item<bool>()) << "a soft border";
    EXPECT_TRUE((painted[c][20] == std::round((lowest + 2 * 77) / 3)).all().item<bool>());
  }
  EXPECT_TRUE((image == 77).all().item<bool>()) << "the input stays";
  const at::Tensor inside = at::zeros({40, 60}, at::kByte);  // a tunnel
  EXPECT_TRUE(at::equal(withSky(image, inside, kClear), image));
}

TEST(Sky, TiltAndCloudsChangeItByNoMoreThanTheySay) {
  const at::Tensor image = at::zeros({3, 40, 60}, at::kByte);
  const Sky grey{.zenith = {128, 128, 128}, .horizon = {128, 128, 128}};
  Sky tilted = grey;
  tilted.tilt = 40;
  const at::Tensor across = withSky(image, halves(), tilted)[0][5];
  EXPECT_EQ(across[0].item<int>(), 108);
  EXPECT_EQ(across[59].item<int>(), 148);
  Sky cloudy = grey;
  cloudy.clouds = 30;
  cloudy.cloud_seed = 4;
  const at::Tensor clouds = withSky(image, halves(), cloudy).slice(1, 0, 19).to(at::kDouble);
  EXPECT_GT(clouds.std().item<double>(), 3);
  EXPECT_LE((clouds - 128).abs().max().item<double>(), 30);
  EXPECT_TRUE(at::equal(withSky(image, halves(), cloudy), withSky(image, halves(), cloudy)));
  cloudy.cloud_seed = 5;
  EXPECT_FALSE(at::equal(withSky(image, halves(), cloudy).slice(1, 0, 19).to(at::kDouble), clouds));
}

TEST(Sky, DrawsAreOfManyColours) {
  Draws draws{3};
  double bluest = -255, reddest = -255, darkest = 255, lightest = 0;
  int cloudy = 0;
  for (int i = 0; i < 300; ++i) {
    const Sky sky = drawSky(draws);
    for (const SkyColour& colour : {sky.zenith, sky.horizon}) {
      bluest = std::max(bluest, colour[2] - colour[0]);
      reddest = std::max(reddest, colour[0] - colour[2]);
      darkest = std::min(darkest, colour[1]);
      lightest = std::max(lightest, colour[1]);
    }
    cloudy += sky.clouds > 0 ? 1 : 0;
    EXPECT_LE(std::abs(sky.tilt), 40);
  }
  EXPECT_GT(bluest, 100);
  EXPECT_GT(reddest, 40);
  EXPECT_LT(darkest, 100);
  EXPECT_GT(lightest, 220);
  EXPECT_NEAR(cloudy, 200, 40);
}

}  // namespace
}  // namespace kerb
