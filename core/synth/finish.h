// From light to a picture: the lens, the exposure and, in the look `camera`, what a real camera adds.
#pragma once

#include "core/synth/noise.h"
#include "core/synth/scene.h"

namespace kerb::synth {

/// What a camera does to the light.
struct Optics {
  float blur;  ///< weight of each neighbour in the 3-tap filter, along both axes
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

KERB_HD Vec3 blurred(const Vec3* light, int32_t width, int32_t height, float k, int32_t x, int32_t y) {
  Vec3 sum{0, 0, 0};
  const float centre = 1.0F - 2.0F * k;
  for (int32_t dy = -1; dy <= 1; ++dy) {
    const int32_t ny = y + dy < 0 ? 0 : y + dy >= height ? height - 1 : y + dy;
    const Vec3* row = light + static_cast<int64_t>(ny) * width;
    const int32_t left = x > 0 ? x - 1 : 0, right = x + 1 < width ? x + 1 : x;
    const Vec3 across = (row[left] + row[right]) * k + row[x] * centre;
    sum = sum + across * (dy == 0 ? centre : k);
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

KERB_HD void finishPixel(const Vec3* light, const Optics& o, int32_t width, int32_t height, int32_t x,
                         int32_t y, float* rgb) {
  Vec3 c = blurred(light, width, height, o.blur, x, y) * o.exposure;
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
