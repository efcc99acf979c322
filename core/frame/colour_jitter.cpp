#include "core/frame/colour_jitter.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <utility>

#include <ATen/ops/empty.h>

#include "core/base/shape.h"

namespace kerb {
namespace {

constexpr double kMostScale = 0.2, kMostHue = 0.1;

using Bytes = std::array<uint8_t, 256>;

/// Pillow's Image.blend(low, high, factor) of two 8-bit values, in float, cut towards zero.
inline uint8_t blended(int low, int high, float factor) {
  const float value = static_cast<float>(low) + factor * static_cast<float>(high - low);
  return static_cast<uint8_t>(std::clamp(value, 0.0F, 255.0F));
}

/// Pillow's "L" of a pixel: ITU-R 601-2 in 16 bits of fixed point, rounded.
inline int grey(const uint8_t* rgb) {
  return static_cast<int>((rgb[0] * 19595U + rgb[1] * 38470U + rgb[2] * 7471U + 0x8000U) >> 16U);
}

void applyTable(uint8_t* rgb, int64_t pixels, const Bytes& table) {
  for (int64_t i = 0; i < 3 * pixels; ++i) rgb[i] = table[rgb[i]];
}

/// Blends every value with `low`.
Bytes blendTable(int low, float factor) {
  Bytes table;
  for (int v = 0; v < 256; ++v) table[static_cast<size_t>(v)] = blended(low, v, factor);
  return table;
}

void contrast(uint8_t* rgb, int64_t pixels, float factor) {
  int64_t sum = 0;
  for (int64_t i = 0; i < pixels; ++i) sum += grey(rgb + 3 * i);
  const int mean = static_cast<int>(static_cast<double>(sum) / static_cast<double>(pixels) + 0.5);
  applyTable(rgb, pixels, blendTable(mean, factor));
}

void saturation(uint8_t* rgb, int64_t pixels, float factor) {
  for (int64_t i = 0; i < pixels; ++i, rgb += 3) {
    const int low = grey(rgb);
    for (int c = 0; c < 3; ++c) rgb[c] = blended(low, rgb[c], factor);
  }
}

/// Hue as Pillow's conversion to HSV gives it, 0..255, of a pixel whose channels differ (Foley and van Dam's
/// hexcone; float, then cut to 8 bits).
inline int hueOf(const uint8_t* rgb, uint8_t most, uint8_t least) {
  const auto range = static_cast<float>(most - least);
  const float r = static_cast<float>(most - rgb[0]) / range;
  const float g = static_cast<float>(most - rgb[1]) / range;
  const float b = static_cast<float>(most - rgb[2]) / range;
  float hue = 0;
  if (rgb[0] == most) {
    hue = b - g;
  } else if (rgb[1] == most) {
    hue = static_cast<float>(2.0 + r - b);
  } else {
    hue = static_cast<float>(4.0 + g - r);
  }
  double turns = hue / 6.0 + 1.0;
  if (turns >= 1) turns -= 1;
  return static_cast<int>(static_cast<float>(turns) * 255.0);
}

/// A hue of 0..255 as the sector of the hexcone and the place in it.
struct Sector {
  int number;
  float place;
};
std::array<Sector, 256> makeSectors() {
  std::array<Sector, 256> sectors{};
  for (int hue = 0; hue < 256; ++hue) {
    const double six = static_cast<double>(static_cast<float>(hue)) * 6.0 / 255.0;
    const auto number = static_cast<int>(six);
    sectors[static_cast<size_t>(hue)] = {
        number % 6, static_cast<float>(six - static_cast<double>(static_cast<float>(number)))};
  }
  return sectors;
}

inline uint8_t rounded(double value) { return static_cast<uint8_t>(std::clamp(value + 0.5, 0.0, 255.0)); }

/// The pixel with this hue, and the value and 8-bit saturation that it has.
inline void setHue(uint8_t* rgb, const Sector& sector, uint8_t value, int saturation) {
  const auto v = static_cast<double>(value);
  const auto s = static_cast<float>(static_cast<float>(saturation) / 255.0);
  const uint8_t p = rounded(v * (1.0 - s));
  const uint8_t q = rounded(v * (1.0 - s * sector.place));
  const uint8_t t = rounded(v * (1.0 - s * (1.0 - sector.place)));
  const std::array<std::array<uint8_t, 3>, 6> all{
      {{value, t, p}, {q, value, p}, {p, value, t}, {p, q, value}, {t, p, value}, {value, p, q}}};
  std::copy_n(all[static_cast<size_t>(sector.number)].begin(), 3, rgb);
}

void hue(uint8_t* rgb, int64_t pixels, double turns) {
  static const std::array<Sector, 256> kSectors = makeSectors();
  const int shift = static_cast<int>(turns * 255);  // towards zero
  for (int64_t i = 0; i < pixels; ++i, rgb += 3) {
    const auto [least, most] = std::minmax({rgb[0], rgb[1], rgb[2]});
    if (least == most) continue;  // grey has no hue
    const float saturation = static_cast<float>(most - least) / static_cast<float>(most);
    const int bits = static_cast<int>(saturation * 255.0);
    if (bits == 0) {
      std::fill_n(rgb, 3, most);
      continue;
    }
    const int turned = (hueOf(rgb, most, least) + shift) & 255;
    setHue(rgb, kSectors[static_cast<size_t>(turned)], most, bits);
  }
}

}  // namespace

ColourJitter drawColourJitter(Draws& draws) {
  const auto factor = [&] { return draws.uniform(1 - kMostScale, 1 + kMostScale); };
  ColourJitter jitter;
  jitter.brightness = factor();
  jitter.contrast = factor();
  jitter.saturation = factor();
  jitter.hue = draws.uniform(-kMostHue, kMostHue);
  for (size_t i = jitter.order.size() - 1; i > 0; --i)
    std::swap(jitter.order[i], jitter.order[draws.below(i + 1)]);
  return jitter;
}

at::Tensor jittered(const at::Tensor& image, const ColourJitter& jitter) {
  expectShape(image, {3, "H", "W"});
  expectType(image, at::kByte);
  const at::Tensor rows = at::empty({image.size(1), image.size(2), 3}, at::kByte);
  rows.copy_(image.permute({1, 2, 0}));
  auto* rgb = rows.mutable_data_ptr<uint8_t>();
  const int64_t pixels = rows.size(0) * rows.size(1);
  for (const auto step : jitter.order) {
    switch (step) {
      case ColourJitter::Step::brightness:
        applyTable(rgb, pixels, blendTable(0, static_cast<float>(jitter.brightness)));
        break;
      case ColourJitter::Step::contrast:
        contrast(rgb, pixels, static_cast<float>(jitter.contrast));
        break;
      case ColourJitter::Step::saturation:
        saturation(rgb, pixels, static_cast<float>(jitter.saturation));
        break;
      case ColourJitter::Step::hue:
        hue(rgb, pixels, jitter.hue);
        break;
    }
  }
  return rows.permute({2, 0, 1});
}

}  // namespace kerb
