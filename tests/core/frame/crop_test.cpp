#include "core/frame/crop.h"

#include <ATen/ATen.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace kerb {
namespace {

constexpr CropSpec kWide{.largest_zoom = 2, .least_aspect = 1.5, .largest_aspect = 4};

TEST(Crop, OfNothingAskedForIsTheWhole) {
  Draws draws{1};
  const Crop crop = drawCrop({}, draws);
  EXPECT_TRUE(crop.isWhole());
  const Window window = windowOf(crop, 101, 50);
  EXPECT_EQ(window.left, 0);
  EXPECT_EQ(window.top, 0);
  EXPECT_EQ(window.width, 101);
  EXPECT_EQ(window.height, 50);
}

TEST(Crop, StaysInsideWithTheMiddleNearItsMiddle) {
  Draws draws{2};
  double narrowest = 1e9, widest = 0;
  for (int i = 0; i < 2000; ++i) {
    const Window w = windowOf(drawCrop(kWide, draws), 400, 200);
    ASSERT_GE(w.left, 0);
    ASSERT_GE(w.top, 0);
    ASSERT_LE(w.left + w.width, 400);
    ASSERT_LE(w.top + w.height, 200);
    const double aspect = static_cast<double>(w.width) / static_cast<double>(w.height);
    narrowest = std::min(narrowest, aspect);
    widest = std::max(widest, aspect);
    EXPECT_GE(std::max(w.width, 2 * w.height), 200 - 2);  // zoom 2 of the largest that fits
    EXPECT_NEAR((100 - w.top) / static_cast<double>(w.height), 0.5, 1.0 / 6 + 0.02);
    EXPECT_NEAR((200 - w.left) / static_cast<double>(w.width), 0.5, 1.0 / 6 + 0.02);
  }
  EXPECT_NEAR(narrowest, 1.5, 0.05);
  EXPECT_NEAR(widest, 4, 0.15);
}

TEST(Crop, TheCameraFollows) {
  const Camera whole = Camera::fromPixels(300, 310, 190, 95, 400, 200, CameraOrigin::given, "test");
  const Window window{40, 30, 200, 80};
  const Eigen::Matrix3d k = cropped(whole, window, 400, 200).matrix(200, 80);
  EXPECT_NEAR(k(0, 0), 300, 1e-9);  // a crop alone changes no focal length in pixels
  EXPECT_NEAR(k(1, 1), 310, 1e-9);
  EXPECT_NEAR(k(0, 2), 190 - 40, 1e-9);
  EXPECT_NEAR(k(1, 2), 95 - 30, 1e-9);
}

TEST(Crop, CutsTheLastTwoDimensions) {
  const auto maps = at::arange(2 * 5 * 7).view({2, 5, 7});
  const auto cut = cropped(maps, {3, 1, 4, 2});
  EXPECT_EQ(cut.sizes(), (at::IntArrayRef{2, 2, 4}));
  EXPECT_EQ(cut[1][0][0].item<int64_t>(), 35 + 7 + 3);
}

TEST(Crop, RefusesWhatIsNone) {
  EXPECT_TRUE(checkSpec(CropSpec{}));
  EXPECT_TRUE(checkSpec(kWide));
  EXPECT_FALSE(checkSpec(CropSpec{.largest_zoom = 0.5}));
  EXPECT_FALSE(checkSpec(CropSpec{.largest_zoom = 2, .least_aspect = 3, .largest_aspect = 2}));
  EXPECT_FALSE(checkSpec(CropSpec{.largest_zoom = 2, .least_aspect = 0, .largest_aspect = 2}));
}

}  // namespace
}  // namespace kerb
