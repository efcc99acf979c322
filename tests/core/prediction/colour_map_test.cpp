#include "core/prediction/colour_map.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include <ATen/ATen.h>
#include <gtest/gtest.h>

namespace kerb {
namespace {

constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();
constexpr float kInf = std::numeric_limits<float>::infinity();

Colour pixel(const at::Tensor& picture, int64_t x, int64_t y = 0) {
  Colour colour;
  for (int64_t c = 0; c < 3; ++c) colour[static_cast<size_t>(c)] = picture[c][y][x].item<uint8_t>();
  return colour;
}

at::Tensor row(const std::vector<float>& values) {
  return at::tensor(values).view({1, static_cast<int64_t>(values.size())});
}

/// The published 8-bit values of the maps at index 0, 64, 128, 192, 255.
struct Published {
  ColourMap map;
  std::array<Colour, 5> colours;
};

TEST(ColourTable, IsWithinThreeOfThePublishedMaps) {
  const std::array kPublished{
      Published{ColourMap::turbo,
                {{{48, 18, 59}, {40, 188, 235}, {164, 252, 60}, {251, 126, 33}, {122, 4, 3}}}},
      Published{ColourMap::magma,
                {{{0, 0, 4}, {81, 18, 124}, {183, 55, 121}, {252, 137, 97}, {252, 253, 191}}}},
      Published{ColourMap::viridis,
                {{{68, 1, 84}, {59, 82, 139}, {33, 145, 140}, {94, 201, 98}, {253, 231, 37}}}},
      Published{ColourMap::grey,
                {{{0, 0, 0}, {64, 64, 64}, {128, 128, 128}, {192, 192, 192}, {255, 255, 255}}}}};
  constexpr std::array<size_t, 5> kIndex{0, 64, 128, 192, 255};
  for (const auto& [map, colours] : kPublished) {
    for (size_t i = 0; i < kIndex.size(); ++i) {
      for (size_t c = 0; c < 3; ++c) {
        EXPECT_NEAR(colourTable(map)[kIndex[i]][c], colours[i][c], 3)
            << "map " << static_cast<int>(map) << " index " << kIndex[i];
      }
    }
  }
}

TEST(ColourTable, PerceptualMapsGetSteadilyBrighter) {
  for (const auto map : {ColourMap::magma, ColourMap::viridis, ColourMap::grey}) {
    const auto& table = colourTable(map);
    double before = -1;
    for (size_t i = 0; i < 256; i += 8) {
      const double brightness = 0.299 * table[i][0] + 0.587 * table[i][1] + 0.114 * table[i][2];
      EXPECT_GT(brightness, before) << i;
      before = brightness;
    }
  }
}

TEST(Colourise, LinearRampHasTheTablesColours) {
  const auto& table = colourTable(ColourMap::turbo);
  const at::Tensor picture =
      colourise(row({10, 20, 40, 60, 90}), {20, 60}, ColourMap::turbo, Scaling::linear);
  ASSERT_EQ(picture.sizes(), (std::vector<int64_t>{3, 1, 5}));
  ASSERT_EQ(picture.scalar_type(), at::kByte);
  EXPECT_EQ(pixel(picture, 0), table[0]);  // below the range
  EXPECT_EQ(pixel(picture, 1), table[0]);
  EXPECT_EQ(pixel(picture, 2), table[128]);
  EXPECT_EQ(pixel(picture, 3), table[255]);
  EXPECT_EQ(pixel(picture, 4), table[255]);
}

TEST(Colourise, LogHasItsMiddleAtTheGeometricMean) {
  const auto& table = colourTable(ColourMap::grey);
  const at::Tensor picture = colourise(row({1, 10, 100}), {1, 100}, ColourMap::grey, Scaling::log);
  EXPECT_EQ(pixel(picture, 0), table[0]);
  EXPECT_NEAR(pixel(picture, 1)[0], 128, 1);
  EXPECT_EQ(pixel(picture, 2), table[255]);
}

TEST(Colourise, InverseShowsTheNearBright) {
  const auto& table = colourTable(ColourMap::magma);
  // 1/x halfway between 1/2 and 1/10 is 0.3.
  const at::Tensor picture =
      colourise(row({2, 1 / 0.3F, 10, 50}), {2, 10}, ColourMap::magma, Scaling::inverse);
  EXPECT_EQ(pixel(picture, 0), table[255]);
  const Colour middle = pixel(picture, 1);
  EXPECT_TRUE(middle == table[127] || middle == table[128]);
  EXPECT_EQ(pixel(picture, 2), table[0]);
  EXPECT_EQ(pixel(picture, 3), table[0]);
}

TEST(Colourise, NoValueIsNeutralGrey) {
  for (const auto scaling : {Scaling::linear, Scaling::log, Scaling::inverse}) {
    const at::Tensor picture = colourise(row({0, kNaN, kInf, -kInf, 5}), {1, 5}, ColourMap::viridis, scaling);
    for (int64_t x = 0; x < 4; ++x) EXPECT_EQ(pixel(picture, x), kNoValueColour);
    EXPECT_NE(pixel(picture, 4), kNoValueColour);
  }
  // 1 is a value although its logarithm is 0; a negative number has no logarithm.
  const at::Tensor picture = colourise(row({1, -3}), {0.1, 10}, ColourMap::grey, Scaling::log);
  EXPECT_NEAR(pixel(picture, 0)[0], 128, 1);
  EXPECT_EQ(pixel(picture, 1), kNoValueColour);
}

TEST(Colourise, NegativeValuesAreValuesOfALinearMap) {
  const at::Tensor picture = colourise(row({-1, 1}), {-1, 1}, ColourMap::grey, Scaling::linear);
  EXPECT_EQ(pixel(picture, 0), (Colour{0, 0, 0}));
  EXPECT_EQ(pixel(picture, 1), (Colour{255, 255, 255}));
}

TEST(Colourise, EmptyRangeIsTheMiddleColour) {
  const at::Tensor picture = colourise(row({7}), {7, 7}, ColourMap::turbo, Scaling::linear);
  EXPECT_EQ(pixel(picture, 0), colourTable(ColourMap::turbo)[128]);
}

TEST(Colourise, TakesStridedInputAndManyPixels) {
  const at::Tensor ramp = at::linspace(1, 100, 300 * 200).view({300, 200});
  const at::Tensor direct = colourise(ramp, {1, 100}, ColourMap::turbo, Scaling::log);
  const at::Tensor strided = colourise(ramp.t().contiguous().t(), {1, 100}, ColourMap::turbo, Scaling::log);
  EXPECT_TRUE(at::equal(direct, strided));
}

TEST(Colourise, BadArgumentsThrow) {
  EXPECT_THROW(colourise(row({1}), {0, 1}, ColourMap::turbo, Scaling::log), std::invalid_argument);
  EXPECT_THROW(colourise(at::zeros({1, 2, 2}), {0, 1}, ColourMap::turbo, Scaling::linear),
               std::invalid_argument);
}

TEST(PercentileRange, IsExact) {
  const at::Tensor shuffled = (at::randperm(10001, at::kLong).to(at::kFloat) + 1).view({73, 137});
  const auto range = percentileRange(shuffled);
  ASSERT_TRUE(range);
  EXPECT_EQ(range->lo, 501);
  EXPECT_EQ(range->hi, 9501);
  const auto all = percentileRange(shuffled, 0, 1);
  EXPECT_EQ(all->lo, 1);
  EXPECT_EQ(all->hi, 10001);
}

TEST(PercentileRange, IgnoresPixelsWithoutValue) {
  const auto range = percentileRange(row({0, 0, 0, kNaN, kInf, 3, 4, 5}), 0, 1);
  ASSERT_TRUE(range);
  EXPECT_EQ(range->lo, 3);
  EXPECT_EQ(range->hi, 5);
  EXPECT_FALSE(percentileRange(row({0, kNaN, kInf})));
}

TEST(RangeSmoother, FollowsAStepExponentially) {
  RangeSmoother smoother(0.5);
  EXPECT_EQ(smoother.update({1, 10}, 0).hi, 10);
  const Range after = smoother.update({3, 20}, 0.5);
  EXPECT_NEAR(after.lo, 1 + 2 * (1 - std::exp(-1.0)), 1e-12);
  EXPECT_NEAR(after.hi, 10 + 10 * (1 - std::exp(-1.0)), 1e-12);
  // Two half steps are one step: the result does not depend on the frame rate.
  RangeSmoother halves(0.5);
  static_cast<void>(halves.update({1, 10}, 0));
  static_cast<void>(halves.update({3, 20}, 0.25));
  EXPECT_NEAR(halves.update({3, 20}, 0.25).hi, after.hi, 1e-12);
}

TEST(RangeSmoother, TakesTheNextRangeAfterAReset) {
  RangeSmoother smoother;
  static_cast<void>(smoother.update({1, 10}, 0));
  smoother.reset();
  EXPECT_EQ(smoother.update({5, 50}, 0.04).hi, 50);
}

}  // namespace
}  // namespace kerb
