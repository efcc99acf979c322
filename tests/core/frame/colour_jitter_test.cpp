// Against Pillow 10.4 on all 2^24 colours: the checksums (CRC-32 of the RGB bytes, 4096x4096, colour number
// y*4096+x) were computed with ImageEnhance and, for the hue, with convert("HSV"), the H byte turned.
#include "core/frame/colour_jitter.h"

#include <algorithm>
#include <set>

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include "core/base/checksums.h"

namespace kerb {
namespace {

using Step = ColourJitter::Step;

at::Tensor allColours() {
  at::Tensor rgb = at::empty({4096, 4096, 3}, at::kByte);
  auto* p = rgb.mutable_data_ptr<uint8_t>();
  for (uint32_t colour = 0; colour < 1U << 24; ++colour) {
    *p++ = static_cast<uint8_t>(colour >> 16);
    *p++ = static_cast<uint8_t>(colour >> 8);
    *p++ = static_cast<uint8_t>(colour);
  }
  return rgb.permute({2, 0, 1});
}

/// Of the interleaved bytes.
uint32_t crc32Of(const at::Tensor& image) {
  const at::Tensor rows = image.permute({1, 2, 0}).contiguous();
  return crc32(rows.const_data_ptr(), rows.nbytes());
}

ColourJitter only(Step step, double amount) {
  ColourJitter jitter;
  jitter.order = {step};
  (step == Step::brightness   ? jitter.brightness
   : step == Step::contrast   ? jitter.contrast
   : step == Step::saturation ? jitter.saturation
                              : jitter.hue) = amount;
  return jitter;
}

TEST(ColourJitter, IsPillowsOnEveryColour) {
  const at::Tensor colours = allColours();
  const auto check = [&](Step step, double amount, uint32_t expected) {
    EXPECT_EQ(crc32Of(jittered(colours, only(step, amount))), expected)
        << static_cast<int>(step) << ' ' << amount;
  };
  check(Step::hue, -0.1, 0xdfd7734e);
  check(Step::hue, 0.04, 0x4767e2e7);
  check(Step::brightness, 0.8, 0xd264c5f8);
  check(Step::brightness, 1.2, 0x7b6f389e);
  check(Step::contrast, 0.93, 0xc8a382de);
  check(Step::contrast, 1.2, 0x0a48ab41);
  check(Step::saturation, 0.8, 0x8a863073);
  check(Step::saturation, 1.07, 0x7108688f);
}

TEST(ColourJitter, StepsRunInTheirOrderOn8Bits) {
  const at::Tensor image = at::arange(3 * 20 * 30).remainder(251).to(at::kByte).view({3, 20, 30});
  ColourJitter jitter{1.2, 0.8, 1.1, 0.05, {Step::hue, Step::contrast, Step::brightness, Step::saturation}};
  at::Tensor expected = image;
  for (const Step step : jitter.order) {
    ColourJitter one = jitter;
    one.order = {step};
    expected = jittered(expected, one);
  }
  EXPECT_TRUE(at::equal(jittered(image, jitter), expected));
  std::ranges::reverse(jitter.order);
  EXPECT_FALSE(at::equal(jittered(image, jitter), expected));
}

TEST(ColourJitter, DrawsCoverTheirRangesAndEveryOrder) {
  std::set<std::vector<Step>> orders;
  double least = 2, most = 0;
  for (uint64_t i = 0; i < 2000; ++i) {
    Draws draws{{3, i}};
    const ColourJitter jitter = drawColourJitter(draws);
    orders.insert(jitter.order);
    for (const double f : {jitter.brightness, jitter.contrast, jitter.saturation, jitter.hue * 2 + 1}) {
      least = std::min(least, f);
      most = std::max(most, f);
    }
  }
  EXPECT_EQ(orders.size(), 24U);
  EXPECT_GE(least, 0.8);
  EXPECT_LE(most, 1.2);
  EXPECT_LT(least, 0.801);
  EXPECT_GT(most, 1.199);
}

}  // namespace
}  // namespace kerb
