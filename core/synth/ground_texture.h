// Road, markings, pavement, grass.
#pragma once

#include "core/synth/route.h"
#include "core/synth/surface.h"

namespace kerb::synth {

/// Lane lines and stop lines of the main road at s (block-local) and t; `crossing`: the block begins with
/// one.
KERB_HD float mainMarkings(float s, float t, float fs, float ft, bool crossing) {
  const float block = static_cast<float>(kBlockLength);
  const float local = s - floorf(s / block) * block;
  const float centre = band(t, -0.07F, 0.07F, ft);
  const float side = band(fabsf(t), kLaneEdge - 0.06F, kLaneEdge + 0.06F, ft);
  if (!crossing) return most(centre * pulses(s, 6.0F, 3.0F, fs), side * pulses(s, 2.0F, 1.0F, fs));
  const float outside = 1.0F - band(local, 4.0F, 28.0F, fs);
  const float is_solid =
      band(local, 28.0F, 46.0F, fs) + edge(local - 80.0F, fs) + (1.0F - edge(local - 4.0F, fs));
  float white = outside * centre * most(least(is_solid, 1.0F), pulses(s, 6.0F, 3.0F, fs));
  white = most(white, side * band(local, 34.0F, 90.0F, fs) * pulses(s, 2.0F, 1.0F, fs));
  const float bars = pulses(t + 100.25F, 1.0F, 0.5F, ft) * band(t, -5.3F, 5.3F, ft);
  white = most(white, bars * (band(local, 5.0F, 8.0F, fs) + band(local, 24.0F, 27.0F, fs)));
  white = most(white, band(local, 3.6F, 4.0F, fs) * band(t, 0.1F, kLaneEdge, ft));
  return most(white, band(local, 28.0F, 28.4F, fs) * band(t, -kLaneEdge, -0.1F, ft));
}

KERB_HD float sideMarkings(float along, float across, float fa, float fc) {
  const float centre =
      band(across, -0.06F, 0.06F, fc) * pulses(along, 5.0F, 2.5F, fa) * edge(along - 17.0F, fa);
  const float stop = band(along, 11.0F, 11.4F, fa) * band(across, -3.7F, 3.7F, fc);
  return most(centre, stop);
}

KERB_HD float crack(float u, float v, float cell, float width, float footprint, uint32_t seed) {
  if (footprint > 0.3F) return 0.0F;
  const float n =
      noise2(u / cell, v / cell, seed) + 0.35F * noise2(3.1F * u / cell, 3.1F * v / cell, seed + 1) - 0.67F;
  const float distance = fabsf(n) * cell * 0.6F;
  return (1.0F - smoothStep(width, width + 0.02F + footprint, distance)) * width / (width + footprint);
}

/// Repairs: rectangles of fresher asphalt with a dark seam.
KERB_HD float repair(float u, float v, float fu, float fv, uint32_t seed, float& seam) {
  const float cu = floorf(u / 11.0F), cv = floorf((v + 20.0F) / 2.8F);
  const uint32_t id = hashOf(seed, static_cast<uint32_t>(static_cast<int32_t>(cu)),
                             static_cast<uint32_t>(static_cast<int32_t>(cv)));
  if (unit(id) > 0.3F) return 0.0F;
  const float a = u - cu * 11.0F, b = v + 20.0F - cv * 2.8F;
  const float a0 = between(0.5F, 4.0F, id * 3U), a1 = between(5.5F, 10.5F, id * 5U);
  const float b0 = between(0.15F, 0.9F, id * 7U), b1 = between(1.5F, 2.6F, id * 11U);
  const float inside = band(a, a0, a1, fu) * band(b, b0, b1, fv);
  const float smaller = band(a, a0 + 0.05F, a1 - 0.05F, fu) * band(b, b0 + 0.05F, b1 - 0.05F, fv);
  seam = inside - smaller;
  return inside;
}

KERB_HD float manhole(float u, float v, float footprint, uint32_t seed, float& rim) {
  const float cu = floorf(u / 23.0F);
  const uint32_t id = hashOf(seed, static_cast<uint32_t>(static_cast<int32_t>(cu)), 91U);
  const float du = u - cu * 23.0F - between(4.0F, 18.0F, id), dv = v - between(-2.6F, 2.6F, id * 3U);
  const float r = sqrtf(du * du + dv * dv);
  rim = band(r, 0.3F, 0.36F, footprint);
  return 1.0F - edge(r - 0.36F, footprint);
}

/// Water lies where the road is low.
KERB_HD float puddle(const Weather& w, float u, float v) {
  if (w.wet <= 0.0F) return 0.0F;
  const float n = 0.7F * noise2(u / 5.5F, v / 2.2F, 771U) + 0.3F * noise2(u / 1.7F, v / 1.1F, 772U);
  return w.wet * smoothStep(0.5F, 0.62F, n);
}

KERB_HD void asphaltTexture(const SceneView& scene, const Prim& p, Surface& s) {
  const uint32_t seed = p.seed + static_cast<uint32_t>(scene.texture_set) * 101U;
  const float f = most(s.fu, s.fv), f_across = s.fv;
  const bool is_main = p.material == Material::asphalt;
  const float coarse = scene.texture_set == 0 ? 0.105F : 0.085F;
  float grey =
      coarse * (1.0F + 0.22F * grain(s.u, s.v, 3.1F, f, seed) + 0.22F * grain(s.u, s.v, 1.1F, f, seed + 1) +
                0.22F * grain(s.u, s.v, 0.4F, f, seed + 2) + 0.14F * grain(s.u, s.v, 0.12F, f, seed + 3));
  float seam = 0.0F, rim = 0.0F;
  if (is_main) {
    const float lane = fabsf(fabsf(s.v) - kLaneCentre);
    grey *= 1.0F - 0.16F * band(lane, 0.45F, 1.0F, 0.5F);  // where the wheels run
    grey *= 1.0F - 0.22F * smoothStep(4.9F, 5.65F, fabsf(s.v));
    const float patch = repair(s.u, s.v, s.fu, s.fv, seed, seam);
    grey = blend(grey, grey * 0.62F, patch);
    const float cover = manhole(s.u, s.v, f, seed, rim);
    grey = blend(grey, 0.055F + 0.03F * pulses(s.u + s.v, 0.08F, 0.04F, f), cover);
  }
  grey *= 1.0F - 0.6F * most(seam, rim) - 0.55F * crack(s.u, s.v, 3.7F, 0.012F, f, seed + 9);
  s.albedo = Vec3{grey, grey * 0.99F, grey * 0.97F};
  const float white = is_main ? mainMarkings(s.u, s.v, s.fu, s.fv, p.variant != 0)
                      : p.material == Material::side_asphalt ? sideMarkings(s.u, s.v, s.fu, s.fv)
                                                             : 0.0F;
  if (white > 0.0F) {
    const float worn = 0.86F + 0.22F * grain(s.u, s.v, 0.35F, f_across, seed + 5) +
                       0.16F * grain(s.u, s.v, 0.11F, f_across, seed + 6);
    s.albedo = blend(s.albedo, {0.56F, 0.55F, 0.52F}, white * saturated(worn));
  }
  const float water = puddle(scene.weather, s.u, s.v);
  s.albedo = s.albedo * (1.0F - 0.45F * scene.weather.wet - 0.2F * water);
  s.mirror = 0.02F * scene.weather.wet + 0.06F * water;
}

KERB_HD void pavementTexture(const SceneView& scene, const Prim& p, Surface& s) {
  const bool is_camera = scene.texture_set == 1;
  const float slab_u = is_camera ? 0.4F : 0.8F, slab_v = is_camera ? 0.4F : 0.6F;
  const float f = most(s.fu, s.fv);
  const float shift = is_camera ? 0.0F : 0.5F * slab_u * floorf(s.v / slab_v);
  const float cu = floorf((s.u + shift) / slab_u), cv = floorf(s.v / slab_v);
  const uint32_t id = hashOf(p.seed, static_cast<uint32_t>(static_cast<int32_t>(cu)),
                             static_cast<uint32_t>(static_cast<int32_t>(cv)));
  float grey = 0.29F * (1.0F + 0.24F * (unit(id) - 0.5F) * visibility(slab_v, f));
  grey *= 1.0F + 0.12F * grain(s.u, s.v, 1.9F, f, p.seed + 4) + 0.08F * grain(s.u, s.v, 0.11F, f, p.seed + 5);
  const float joint = most(pulses(s.u + shift, slab_u, 0.03F, s.fu), pulses(s.v, slab_v, 0.03F, s.fv));
  grey *= 1.0F - 0.45F * joint;
  s.albedo = Vec3{grey, grey * 0.965F, grey * 0.9F};
  s.albedo = s.albedo * (1.0F - 0.4F * scene.weather.wet);
  s.mirror = 0.015F * scene.weather.wet;
  const float from_wall = kFrontage - fabsf(s.v);
  if (fabsf(s.v) < 9.8F) s.open = 0.72F + 0.28F * smoothStep(0.0F, 1.4F, from_wall);
}

KERB_HD void grassTexture(const SceneView& scene, const Prim& p, Surface& s) {
  const float f = most(s.fu, s.fv);
  const float n = 0.35F * grain(s.u, s.v, 2.7F, f, p.seed) + 0.3F * grain(s.u, s.v, 0.6F, f, p.seed + 1) +
                  0.45F * grain(s.u, s.v, 0.12F, f, p.seed + 2);
  const Vec3 dry{0.17F, 0.15F, 0.06F};
  s.albedo =
      blend(p.colour, dry, saturated(0.35F + 0.6F * grain(s.u, s.v, 4.3F, f, p.seed + 7))) * (1.0F + n);
  if (scene.texture_set == 1) s.albedo = s.albedo * Vec3{1.15F, 0.95F, 0.8F};
  s.thin = 0.3F;
}

KERB_HD void kerbstoneTexture(const SceneView& scene, const Prim& p, Surface& s) {
  const float f = most(s.fu, s.fv);
  const float joint = p.kind == Kind::ground ? pulses(s.u, 1.0F, 0.03F, s.fu) : 0.0F;
  const float grey = 0.33F * (1.0F - 0.4F * joint) * (1.0F + 0.14F * grain(s.u, s.v, 0.5F, f, p.seed));
  s.albedo = Vec3{grey, grey * 0.98F, grey * 0.95F} * (1.0F - 0.35F * scene.weather.wet);
}

}  // namespace kerb::synth
