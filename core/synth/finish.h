// From light to a picture: the lens, the exposure and, in the look `camera`, what a real camera adds.
#pragma once

#include "core/synth/noise.h"
#include "core/synth/scene.h"

namespace kerb::synth {

/// What a camera does to the light.
struct Optics {
  float blur;  ///< see FilterWeight
  float exposure;
  float vignette;  ///< loss in the corners
  float noise;     ///< standard deviation of a mid grey, 0..1
  Vec3 balance;    ///< white balance
  float contrast;
  uint32_t seed;  ///< of the noise: of the drive and the frame
};

/// 0..1 display values: shoulder, then sRGB's curve.
KERB_HD float display(float light, float contrast) {
  const float x = most(light, 0.0F);
  // Straight below a third, then rolling off to 1: shadows keep their depth, a white wall its drawing.
  const float s = x < 0.35F ? x : 1.0F - 0.65F * expf((0.35F - x) * (1.0F / 0.65F));
  const float curved = s <= 0.0031308F ? 12.92F * s : 1.055F * powf(s, 1.0F / 2.4F) - 0.055F;
  return saturated(0.5F + (curved - 0.5F) * contrast);
}

/// A pixel's samples c at (x,y) from its centre, -0.5 .. 0.5: the means of c, c*x, c*y and c*x*y. They are
/// all that a filter needs whose weights are linear in x and in y within each pixel.
struct Moments {
  Vec3 mean, x, y, xy;
};
KERB_HD Moments operator+(const Moments& a, const Moments& b) {
  return {a.mean + b.mean, a.x + b.x, a.y + b.y, a.xy + b.xy};
}

/// Weight a + b * x of a sample x beside the centre of the pixel `offset` from the filtered one. The filter
/// is a box of one pixel, one of two, and three taps of `blur`, one after the other: close to a Gaussian of
/// variance 5/12 + 2 * blur.
struct FilterWeight {
  float a, b;
};
KERB_HD FilterWeight trapezoid(int32_t offset) {
  if (offset == 0) return {0.5F, 0.0F};
  if (offset == 1) return {0.25F, -0.5F};
  return offset == -1 ? FilterWeight{0.25F, 0.5F} : FilterWeight{0.0F, 0.0F};
}
KERB_HD FilterWeight filterWeight(int32_t offset, float blur) {
  const FilterWeight left = trapezoid(offset - 1), here = trapezoid(offset), right = trapezoid(offset + 1);
  const float rest = 1.0F - 2.0F * blur;
  return {rest * here.a + blur * (left.a + right.a), rest * here.b + blur * (left.b + right.b)};
}
constexpr int32_t kFilterReach = 2;

KERB_HD int32_t inside(int32_t i, int32_t count) { return i < 0 ? 0 : i >= count ? count - 1 : i; }

/// Of a row's pixels: what is left are moments in y alone, in `mean` and `y`.
KERB_HD void filterAcross(const Moments* pixels, const Optics& o, int32_t width, int32_t x, int32_t y,
                          Moments* rows) {
  const int64_t begin = static_cast<int64_t>(y) * width;
  Moments sum{{0, 0, 0}, {0, 0, 0}, {0, 0, 0}, {0, 0, 0}};
  for (int32_t k = -kFilterReach; k <= kFilterReach; ++k) {
    const FilterWeight w = filterWeight(k, o.blur);
    const Moments& p = pixels[begin + inside(x + k, width)];
    sum.mean = sum.mean + p.mean * w.a + p.x * w.b;
    sum.y = sum.y + p.y * w.a + p.xy * w.b;
  }
  rows[begin + x] = sum;
}

KERB_HD Vec3 filterDown(const Moments* rows, const Optics& o, int32_t width, int32_t height, int32_t x,
                        int32_t y) {
  Vec3 sum{0, 0, 0};
  for (int32_t k = -kFilterReach; k <= kFilterReach; ++k) {
    const FilterWeight w = filterWeight(k, o.blur);
    const Moments& p = rows[static_cast<int64_t>(inside(y + k, height)) * width + x];
    sum = sum + p.mean * w.a + p.y * w.b;
  }
  return sum;
}

/// About normal: the sum of four uniform numbers.
KERB_HD float normalNoise(uint32_t id) {
  const uint32_t a = scrambled(id), b = scrambled(a + 0x9E3779B9U);
  return (unit(a) + unit(a << 12) + unit(b) + unit(b << 12) - 2.0F) * 1.732F;
}

/// Shot and read noise of a Bayer sensor: each colour is measured at some pixels and interpolated at others.
KERB_HD float sensorNoise(const Optics& o, float value, int channel, int32_t x, int32_t y) {
  float sum = 0.0F, weight = 0.0F;
  for (int32_t dy = -1; dy <= 1; ++dy) {
    for (int32_t dx = -1; dx <= 1; ++dx) {
      const int32_t nx = x + dx, ny = y + dy;
      const int site = (nx & 1) + (ny & 1);  // 0: red, 1: green, 2: blue
      if (site != channel) continue;
      const float w = dx == 0 && dy == 0 ? 4.0F : dx == 0 || dy == 0 ? 1.0F : 0.7F;
      sum += w * normalNoise(hashOf(o.seed, static_cast<uint32_t>(nx + 1), static_cast<uint32_t>(ny + 1)));
      weight += w;
    }
  }
  return o.noise * sqrtf(0.3F + value) * sum / weight;
}

KERB_HD void finishPixel(const Moments* rows, const Optics& o, int32_t width, int32_t height, int32_t x,
                         int32_t y, float* rgb) {
  Vec3 c = filterDown(rows, o, width, height, x, y) * o.exposure;
  const float dx = (static_cast<float>(x) + 0.5F) / static_cast<float>(width) - 0.5F;
  const float dy = (static_cast<float>(y) + 0.5F) / static_cast<float>(height) - 0.5F;
  c = c * o.balance * (1.0F - o.vignette * (dx * dx * 3.0F + dy * dy));
  const float linear[3] = {c.x, c.y, c.z};
  for (int channel = 0; channel < 3; ++channel) {
    const float value = display(linear[channel], o.contrast);
    rgb[channel] = o.noise > 0.0F ? saturated(value + sensorNoise(o, value, channel, x, y)) : value;
  }
}

}  // namespace kerb::synth
