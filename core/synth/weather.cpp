// Light and weather by seed and hour: dawn to dusk, clear to overcast, dry to wet.
#include <algorithm>
#include <cmath>

#include "core/synth/world.h"

namespace kerb::synth {
namespace {

constexpr float kDegree = 0.01745329F;

/// Sun's height in degrees: up at 6, highest at 12:30, down at 19.
float elevationAt(float hour) { return 52.0F * std::sin((hour - 6.0F) / 13.0F * 3.14159265F); }

Vec3 sunColour(float elevation) {
  const float low = 1 - smoothStep(2, 24, elevation);
  const Vec3 noon{3.9F, 3.6F, 3.1F}, red{3.6F, 1.7F, 0.62F};
  return blend(noon, red, low) * smoothStep(-1, 6, elevation);
}

}  // namespace

Weather weatherOf(const WorldOptions& options) {
  Random random{hashOf(options.seed, 0x3EA7U)};
  Weather w{};
  const float hour = options.hour >= 0     ? (random.next(), options.hour)
                     : random.chance(0.7F) ? random.in(8.5F, 17.0F)
                                           : random.in(6.3F, 19.3F);
  const bool is_wet = random.chance(0.25F);
  w.wet = options.wet >= 0 ? options.wet : is_wet ? random.in(0.4F, 1.0F) : 0;
  const float own_clouds = random.chance(0.3F) ? random.in(0.6F, 1.0F) : random.in(0.15F, 0.55F);
  w.clouds = options.clouds >= 0 ? options.clouds : std::max(own_clouds, w.wet > 0 ? 0.55F : 0.0F);
  w.seed = hashOf(options.seed, 0xC10DU);
  const float elevation = elevationAt(hour), azimuth = random.in(0, 360) * kDegree;
  const float height = std::max(elevation, -6.0F) * kDegree;
  w.to_sun = {std::cos(height) * std::cos(azimuth), std::cos(height) * std::sin(azimuth), std::sin(height)};
  const float day = smoothStep(-7, 12, elevation), low = 1 - smoothStep(0, 20, elevation);
  const float overcast = smoothStep(0.55F, 0.85F, w.clouds);
  w.sun = sunColour(elevation) * (1 - 0.97F * overcast);
  if (elevation < 0.5F || overcast > 0.98F) w.sun = {0, 0, 0};
  const Vec3 grey{0.62F, 0.66F, 0.70F};
  w.zenith =
      blend(blend({0.035F, 0.05F, 0.11F}, {0.15F, 0.31F, 0.70F}, day), grey * (0.1F + 0.75F * day), overcast);
  w.horizon = blend(blend({0.10F, 0.11F, 0.16F}, {0.72F, 0.83F, 0.96F}, day), {0.95F, 0.62F, 0.38F},
                    low * day * (1 - overcast));
  w.horizon = blend(w.horizon, Vec3{0.80F, 0.82F, 0.84F} * (0.12F + 0.88F * day), overcast);
  w.glow = blend(Vec3{0.5F, 0.45F, 0.35F}, Vec3{1.0F, 0.45F, 0.12F}, low) * (day * (1 - 0.85F * overcast));
  w.bounce = (w.horizon * 0.16F + w.sun * (0.075F * std::max(w.to_sun.z, 0.1F)));
  w.haze_per_m = random.in(0.0004F, 0.0014F) * (1 + 2 * w.wet) * (options.texture_set == 0 ? 1.0F : 1.6F);
  w.lamps = 1 - smoothStep(1, 12, elevation);
  const float brightness = 0.4F * (w.zenith.y + w.horizon.y) + 0.55F * w.sun.y * std::max(w.to_sun.z, 0.15F);
  w.exposure = 1.3F / std::pow(std::max(brightness, 0.05F), 0.58F);
  return w;
}

}  // namespace kerb::synth
