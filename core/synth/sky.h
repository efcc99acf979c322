// The sky: gradient, sun, clouds. A function of the direction alone: it is infinitely far away.
#pragma once

#include "core/synth/noise.h"
#include "core/synth/scene.h"

namespace kerb::synth {

/// Without clouds: what windows and wet roads mirror, and what lights the street. `d` unit.
KERB_HD Vec3 clearSky(const Weather& w, Vec3 d) {
  const float up = saturated(d.z), low = 1.0F - up;
  Vec3 colour = blend(w.zenith, w.horizon, low * low * low);
  const float near_sun = most(dot(d, w.to_sun), 0.0F);
  const float n2 = near_sun * near_sun, n8 = n2 * n2 * n2 * n2;
  colour = colour + w.glow * (0.35F * n2 * low + 0.5F * n8);
  return d.z >= 0.0F ? colour : blend(colour, w.bounce, saturated(-4.0F * d.z));
}

KERB_HD float cloudAt(const Weather& w, Vec3 d) {
  const float k = 1.6F / (d.z + 0.12F);
  const float x = d.x * k, y = d.y * k;
  const float n = 0.5F * noise2(x, y, w.seed) + 0.27F * noise2(2.1F * x, 2.1F * y, w.seed + 1) +
                  0.15F * noise2(4.3F * x, 4.3F * y, w.seed + 2) +
                  0.08F * noise2(9.0F * x, 9.0F * y, w.seed + 3);
  const float begin = 0.72F - 0.5F * w.clouds;
  return smoothStep(begin, begin + 0.26F, n);
}

KERB_HD Vec3 skyColour(const Weather& w, Vec3 direction) {
  const Vec3 d = normalised(direction);
  Vec3 colour = clearSky(w, d);
  if (d.z > 0.0F) {
    const float cloud = cloudAt(w, d) * smoothStep(0.0F, 0.12F, d.z);
    const Vec3 bright = w.horizon * 0.75F + w.sun * 0.16F + w.glow * 0.3F;
    const Vec3 dull = blend(w.zenith, w.horizon, 0.5F) * 0.8F;
    colour = blend(colour, blend(bright, dull, 0.75F * cloud * w.clouds + 0.15F), 0.92F * cloud);
  }
  const float near_sun = dot(d, w.to_sun);
  if (near_sun > 0.9995F) colour = colour + w.sun * (3.0F * smoothStep(0.9995F, 0.9998F, near_sun));
  return colour;
}

/// What is seen through `distance` metres of air in this direction.
KERB_HD Vec3 throughAir(const Weather& w, Vec3 colour, Vec3 direction, float distance) {
  const float clear = expf(-w.haze_per_m * distance);
  const Vec3 d = normalised(direction);
  const Vec3 air = clearSky(w, normalised(Vec3{d.x, d.y, 0.06F})) * 0.92F;
  return colour * clear + air * (1.0F - clear);
}

}  // namespace kerb::synth
