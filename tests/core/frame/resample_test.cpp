#include "core/frame/resample.h"

#include <ATen/ops/arange.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/equal.h>
#include <ATen/ops/stack.h>
#include <ATen/ops/tensor.h>
#include <gtest/gtest.h>

namespace kerb {
namespace {

/// Pixel noise by formula, [C,H,W] in interleaved memory: k = (y*W + x)*C + c, then a 32-bit hash's top byte.
at::Tensor noiseImage(int64_t width, int64_t height, int64_t channels) {
  at::Tensor image = at::empty({height, width, channels}, at::kByte);
  auto* pixel = image.mutable_data_ptr<uint8_t>();
  for (int64_t k = 0; k < image.numel(); ++k) {
    auto z = static_cast<uint32_t>(k) * 2654435761U;
    z ^= z >> 15U;
    pixel[k] = static_cast<uint8_t>((z * 0x85EBCA6BU) >> 24U);
  }
  return image.permute({2, 0, 1});
}

/// 64-bit FNV-1a over [H,W,C] order.
uint64_t checksum(const at::Tensor& image) {
  const at::Tensor bytes = image.permute({1, 2, 0}).contiguous();
  const auto* p = bytes.const_data_ptr<uint8_t>();
  uint64_t hash = 0xcbf29ce484222325U;
  for (int64_t i = 0; i < bytes.numel(); ++i) hash = (hash ^ p[i]) * 0x100000001b3U;
  return hash;
}

/// Checksums of what Pillow 10.4 makes of noiseImage.
struct Golden {
  int64_t width, height, channels, to_width, to_height;
  uint64_t lanczos, nearest;
};
// clang-format off
constexpr Golden kGolden[] = {
    {1242,375,3,640,192,0xc368cb1b3f0bcb4cU,0x90d68abf2822a8adU},
    {640,192,3,320,96,0x6481e6462c5f2bfeU,0x613d5640a0c981f7U},
    {320,96,3,160,48,0x2d6cbbc3098970c3U,0x5c36abdb5d334de0U},
    {97,53,3,31,17,0xe5b570835ec1cbc9U,0xeaa9c98849110f11U},
    {31,17,3,97,53,0x7bd9d8684da4991bU,0xe394ef6ededcf3bbU},
    {50,40,3,50,20,0x208cec91615172eeU,0x7daef444dd297e35U},
    {50,40,3,25,40,0xbc91b81a44275107U,0x714c88e13b389926U},
    {64,48,3,1,1,0xa2a93e196e9eb67fU,0x54079b1a6428d486U},
    {1,1,3,9,7,0x0df6a42d5db21ebeU,0x0df6a42d5db21ebeU},
    {5,3,3,2,2,0xc3738a2b421a130bU,0x6e214138eaa1a87eU},
    {2,200,3,150,3,0xafe0ba70880486a9U,0x1164e879c3bbdc27U},
    {33,21,3,33,21,0x1c0fe244b4de5072U,0x1c0fe244b4de5072U},
    {101,61,1,37,41,0x564c284d43475cb3U,0xc1944d4d34faec34U},
    {1000,2,1,7,2,0x57275e224e278396U,0x5f38f70ceaa2e280U},
    {19,11,3,22,11,0x9061f5b8b7ed04f7U,0xbc231fdc38a8a210U},
};
// clang-format on

class Resample : public ::testing::TestWithParam<Golden> {};

TEST_P(Resample, LanczosEqualsPillow) {
  const Golden& g = GetParam();
  const at::Tensor image = noiseImage(g.width, g.height, g.channels);
  const at::Tensor out = resizeLanczos(image, g.to_width, g.to_height);
  EXPECT_EQ(out.sizes(), (std::vector<int64_t>{g.channels, g.to_height, g.to_width}));
  EXPECT_EQ(checksum(out), g.lanczos);
}

TEST_P(Resample, NearestEqualsPillow) {
  const Golden& g = GetParam();
  const at::Tensor image = noiseImage(g.width, g.height, g.channels);
  EXPECT_EQ(checksum(resizeNearest(image, g.to_width, g.to_height)), g.nearest);
}

TEST_P(Resample, MemoryOrderMakesNoDifference) {
  const Golden& g = GetParam();
  const at::Tensor planar = noiseImage(g.width, g.height, g.channels).contiguous();
  EXPECT_EQ(checksum(resizeLanczos(planar, g.to_width, g.to_height)), g.lanczos);
}

INSTANTIATE_TEST_SUITE_P(Sizes, Resample, ::testing::ValuesIn(kGolden));

TEST(ResizeLanczos, ReturnsInterleavedMemoryOfItsOwn) {
  const at::Tensor image = noiseImage(8, 6, 3);
  EXPECT_TRUE(resizeLanczos(image, 5, 4).permute({1, 2, 0}).is_contiguous());
  const at::Tensor same = resizeLanczos(image, 8, 6);
  EXPECT_TRUE(at::equal(same, image));
  EXPECT_FALSE(same.is_alias_of(image));
}

TEST(ResizeLanczos, RefusesWrongTypesAndSizes) {
  const at::Tensor image = noiseImage(4, 4, 3);
  EXPECT_THROW(resizeLanczos(image.to(at::kFloat), 2, 2), std::invalid_argument);
  EXPECT_THROW(resizeLanczos(image[0], 2, 2), std::invalid_argument);
  EXPECT_THROW(resizeLanczos(image, 0, 2), std::invalid_argument);
}

TEST(ResizeNearest, TakesThePixelUnderTheCentre) {
  const at::Tensor row = at::arange(5).view({1, 5});
  // Centres of three thirds of five pixels: 0.83, 2.5, 4.17.
  EXPECT_TRUE(at::equal(resizeNearest(row, 3, 1), at::tensor({0, 2, 4}).view({1, 3}).to(at::kLong)));
}

TEST(ResizeBilinear, KeepsARampAtHalfPixelCentres) {
  const at::Tensor ramp = at::arange(8, at::kFloat).expand({4, 8});
  const at::Tensor out = resizeBilinear(ramp, 4, 2);
  EXPECT_TRUE(at::equal(out[0], at::tensor({0.5F, 2.5F, 4.5F, 6.5F})));
}

}  // namespace
}  // namespace kerb
