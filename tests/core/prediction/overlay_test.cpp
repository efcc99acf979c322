#include "core/prediction/overlay.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

namespace kerb {
namespace {

Colour pixel(const at::Tensor& picture, int64_t x, int64_t y) {
  Colour colour;
  for (int64_t c = 0; c < 3; ++c) colour[static_cast<size_t>(c)] = picture[c][y][x].item<uint8_t>();
  return colour;
}

SemanticMap labels(const std::vector<int>& ids, int64_t width, Taxonomy taxonomy = Taxonomy::cityscapes) {
  return {at::tensor(ids, at::kInt).to(at::kByte).view({-1, width}), taxonomy};
}

constexpr Colour kRoad{128, 64, 128};
constexpr Colour kCar{0, 0, 142};
constexpr Colour kImage{100, 100, 100};

at::Tensor greyImage(int64_t height, int64_t width) { return at::full({3, height, width}, 100, at::kByte); }

TEST(PaintLabels, UsesTheDataSetsColours) {
  const at::Tensor picture = paintLabels(labels({0, 13, 255, 19}, 2));
  ASSERT_EQ(picture.sizes(), (std::vector<int64_t>{3, 2, 2}));
  EXPECT_EQ(pixel(picture, 0, 0), kRoad);
  EXPECT_EQ(pixel(picture, 1, 0), kCar);
  EXPECT_EQ(pixel(picture, 0, 1), (Colour{0, 0, 0}));
  EXPECT_EQ(pixel(picture, 1, 1), (Colour{0, 0, 0}));
  EXPECT_EQ(pixel(paintLabels(labels({8}, 1, Taxonomy::camvid)), 0, 0), (Colour{64, 0, 128}));
}

TEST(OverlayLabels, BlendsByOpacity) {
  const auto map = labels({0, 255}, 2);
  EXPECT_EQ(pixel(overlayLabels(greyImage(1, 2), map, {.opacity = 0.5}), 0, 0), (Colour{114, 82, 114}));
  EXPECT_EQ(pixel(overlayLabels(greyImage(1, 2), map, {.opacity = 0}), 0, 0), kImage);
  EXPECT_EQ(pixel(overlayLabels(greyImage(1, 2), map, {.opacity = 1}), 0, 0), kRoad);
  EXPECT_EQ(pixel(overlayLabels(greyImage(1, 2), map, {.opacity = 1}), 1, 0), kImage);  // unlabelled
}

TEST(OverlayLabels, DrawsContoursAlone) {
  const auto map = labels({0, 0, 13, 13,  //
                           0, 0, 13, 13,  //
                           0, 0, 0, 0},
                          4);
  const at::Tensor picture = overlayLabels(greyImage(3, 4), map, {.opacity = 0, .contours = true});
  EXPECT_EQ(pixel(picture, 0, 0), kImage);
  EXPECT_EQ(pixel(picture, 1, 0), kRoad);
  EXPECT_EQ(pixel(picture, 2, 0), kImage);
  EXPECT_EQ(pixel(picture, 2, 1), kCar);
  EXPECT_EQ(pixel(picture, 3, 1), kCar);
  EXPECT_EQ(pixel(picture, 3, 2), kImage);
}

TEST(OverlayLabels, HiddenClassesShowTheImageAndHaveNoBorders) {
  const auto map = labels({0, 0, 13, 8}, 4);
  OverlayStyle style{.opacity = 0, .contours = true};
  style.hidden[13] = true;
  const at::Tensor borders = overlayLabels(greyImage(1, 4), map, style);
  EXPECT_EQ(pixel(borders, 0, 0), kImage);
  EXPECT_EQ(pixel(borders, 1, 0), kRoad);
  EXPECT_EQ(pixel(borders, 2, 0), kImage);
  style.opacity = 1;
  const at::Tensor filled = overlayLabels(greyImage(1, 4), map, style);
  EXPECT_EQ(pixel(filled, 0, 0), kRoad);
  EXPECT_EQ(pixel(filled, 2, 0), kImage);
  EXPECT_EQ(pixel(filled, 3, 0), (Colour{107, 142, 35}));
}

TEST(OverlayPixels, AreThoseOfOverlayLabels) {
  const at::Tensor image = at::randint(0, 256, {3, 5, 7}, at::kByte);
  const SemanticMap map{at::randint(0, 21, {5, 7}, at::kByte), Taxonomy::cityscapes};
  OverlayStyle style{.opacity = 0.3, .contours = true, .own_colours = {{4, {250, 1, 130}}}};
  style.hidden[2] = true;
  const at::Tensor expected = overlayLabels(image, map, style);
  constexpr int64_t kStride = 9;
  std::array<uint32_t, 5 * kStride> pixels{};
  overlayPixels(image, map, style, pixels.data(), kStride);
  for (int64_t y = 0; y < 5; ++y) {
    for (int64_t x = 0; x < 7; ++x) {
      const auto [red, green, blue] = pixel(expected, x, y);
      const uint32_t rgb = uint32_t{red} << 16U | uint32_t{green} << 8U | blue;
      EXPECT_EQ(pixels.at(static_cast<size_t>(y * kStride + x)), 0xff000000U | rgb) << x << ", " << y;
    }
    EXPECT_EQ(pixels.at(static_cast<size_t>(y * kStride + 7)), 0U) << "beside the picture";
  }
}

TEST(OverlayLabels, LeavesItsInputAlone) {
  const at::Tensor image = greyImage(1, 1).permute({1, 2, 0}).contiguous().permute({2, 0, 1});
  static_cast<void>(overlayLabels(image, labels({0}, 1), {.opacity = 1}));
  EXPECT_EQ(pixel(image, 0, 0), kImage);
}

TEST(OverlayLabels, AnotherSizeIsABug) {
  EXPECT_THROW(overlayLabels(greyImage(2, 2), labels({0}, 1)), std::invalid_argument);
}

TEST(OverlayDepthPoints, DrawsThreeByThreeDotsWithTheNearerInFront) {
  at::Tensor depth = at::zeros({5, 8});
  depth[2][2] = 10.0F;
  depth[2][4] = 50.0F;
  depth[0][7] = 10.0F;
  const at::Tensor picture =
      overlayDepthPoints(greyImage(5, 8), depth, {10, 50}, ColourMap::turbo, Scaling::linear);
  const Colour near = colourTable(ColourMap::turbo)[0];
  const Colour far = colourTable(ColourMap::turbo)[255];
  EXPECT_EQ(pixel(picture, 1, 1), near);
  EXPECT_EQ(pixel(picture, 3, 3), near);  // both dots cover it
  EXPECT_EQ(pixel(picture, 4, 2), far);
  EXPECT_EQ(pixel(picture, 5, 3), far);
  EXPECT_EQ(pixel(picture, 0, 2), kImage);
  EXPECT_EQ(pixel(picture, 2, 0), kImage);
  EXPECT_EQ(pixel(picture, 6, 1), near);  // cut at the image's corner
  EXPECT_EQ(pixel(picture, 7, 0), near);
  EXPECT_EQ(pixel(picture, 0, 4), kImage);
}

}  // namespace
}  // namespace kerb
