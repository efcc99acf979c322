// Leaves, signs, lamps, clothes and vehicles.
#pragma once

#include "core/synth/noise.h"
#include "core/synth/surface.h"

namespace kerb::synth {

KERB_HD void leafTexture(const SceneView& scene, const Prim& p, const Hit& hit, Surface& s) {
  const Vec3 q = s.at - vectorAt(p.f);
  const float f = most(s.fu, s.fv);
  const float fine = visibility(0.16F, f), coarse = visibility(0.5F, f);
  float n = 0.0F;
  if (fine > 0.0F) n += 0.75F * fine * (noise3(q * 7.0F, p.seed + 3) - 0.5F);
  if (coarse > 0.0F) n += 0.5F * coarse * (noise3(q * 2.1F, p.seed + 4) - 0.5F);
  s.albedo = p.colour * (1.0F + 1.3F * n);
  if (scene.texture_set == 1) s.albedo = s.albedo * Vec3{1.2F, 0.95F, 0.9F};
  s.normal = normalised(s.normal + Vec3{n * 0.9F, -n * 0.7F, 0.25F});
  s.thin = 0.55F;
  s.open =
      hit.part == 1 && p.kind == Kind::ellipsoid ? 0.4F : 0.55F + 0.4F * saturated(0.6F + 0.5F * s.normal.z);
}

/// Rows of dark dashes that look like writing from a distance.
KERB_HD float writing(float u, float v, float f, uint32_t seed) {
  const float row = floorf(v / 0.16F), k = v - 0.16F * row;
  const float cell = floorf(u / 0.09F);
  const uint32_t id = hashOf(seed, static_cast<uint32_t>(static_cast<int32_t>(cell)),
                             static_cast<uint32_t>(static_cast<int32_t>(row)));
  return (unit(id) < 0.75F ? 1.0F : 0.0F) * band(k, 0.03F, 0.12F, f) *
         band(u - 0.09F * cell, 0.015F, 0.075F, f);
}

/// u and v about -1..1 (discs and triangles) or metres (plates).
KERB_HD Vec3 signColour(const Prim& p, const Surface& s) {
  const Vec3 white{0.62F, 0.62F, 0.60F}, red{0.50F, 0.02F, 0.02F}, blue{0.02F, 0.09F, 0.36F},
      black{0.02F, 0.02F, 0.02F};
  const float r = sqrtf(s.u * s.u + s.v * s.v), f = 3.0F * most(s.fu, s.fv);
  switch (p.variant) {
    case 0:
      return blend(blend(white, red, edge(r - 0.72F, f)), black,
                   band(fabsf(s.u), 0.1F, 0.3F, f) * band(fabsf(s.v), -1.0F, 0.4F, f));
    case 1: {
      const float inner = edge(s.v + 0.42F, f) * (1.0F - edge(s.v + 1.75F * fabsf(s.u) - 0.72F, f));
      const float mark = band(fabsf(s.u), -1.0F, 0.06F, f) * band(s.v, -0.25F, 0.35F, f);
      return blend(blend(red, white, inner), black, mark);
    }
    case 2:
      return blend(red, white,
                   saturated(band(fabsf(s.v), -1.0F, 0.16F, f) * band(fabsf(s.u), -1.0F, 0.7F, f) +
                             band(r, 0.88F, 0.96F, f)));
    case 3:
      return blend(blue, white,
                   saturated(writing(s.u, s.v + 0.16F, s.fu, p.seed) + band(fabsf(s.u), 0.46F, 0.48F, s.fu)));
    case 4:
      return blend(blend(white, blue, band(s.v, 0.0F, 0.4F, s.fv)), black,
                   writing(s.u, s.v - 0.4F, s.fu, p.seed) * (1.0F - edge(s.v, s.fv)));
    case 5:
      return blend(blue, white,
                   saturated(band(r, 0.86F, 0.95F, f) + band(fabsf(s.u + 0.2F * s.v), -1.0F, 0.14F, f) *
                                                            band(fabsf(s.v), -1.0F, 0.55F, f)));
    case 8:
      return blend(white, black, 0.8F * band(s.v, -0.04F, 0.04F, s.fv) * pulses(s.u, 0.07F, 0.045F, s.fu));
    default:
      return blend(
          p.colour, {0.66F, 0.63F, 0.55F},
          writing(s.u * 0.5F, s.v * 0.5F + 0.08F, s.fu, p.seed) * (1.0F - edge(fabsf(s.v) - 0.14F, s.fv)));
  }
}

/// A car's body and glass. u along the length, v up the height, 0..1.
KERB_HD void paintTexture(const Prim& p, Surface& s) {
  const Vec3 glass{0.012F, 0.014F, 0.016F}, black{0.018F, 0.018F, 0.02F};
  s.albedo = p.colour;
  s.mirror = 0.055F;
  if (p.kind != Kind::triangle) return;
  bool is_glass = false;
  if (p.variant == 1) is_glass = fabsf(s.u - 0.46F) > 0.011F && fabsf(s.u - 0.24F) > 0.009F;
  if (p.variant == 2) is_glass = true;
  if (p.variant == 3)  // a van: windscreen and the cab's side windows
    is_glass = (s.u > 0.69F && s.u < 0.87F && s.v > 0.55F && s.v < 0.93F && s.normal.z > 0.25F) ||
               (s.u > 0.6F && s.u < 0.77F && s.v > 0.5F && s.v < 0.76F && s.normal.z < 0.25F);
  if (is_glass) {
    s.albedo = glass;
    s.mirror = 0.09F;
    return;
  }
  if (p.variant == 1 || p.variant == 2) return;
  const float a = (least(fabsf(s.u - 0.195F), fabsf(s.u - 0.805F))) / (p.variant == 3 ? 0.078F : 0.088F);
  const float b = (s.v - (p.variant == 3 ? 0.15F : 0.225F)) / (p.variant == 3 ? 0.19F : 0.27F);
  if (a * a + b * b < 1.0F || s.v < 0.175F) {
    s.albedo = black;
    s.mirror = 0.0F;
    return;
  }
  const float seam = most(band(fabsf(s.u - 0.365F), -1.0F, 0.0018F, 0.002F),
                          band(fabsf(s.u - 0.6F), -1.0F, 0.0018F, 0.002F));
  if (s.v < 0.6F) s.albedo = s.albedo * (1.0F - 0.6F * seam);
}

/// Buses, trams and cabs: a band of windows around the body.
KERB_HD void busTexture(const SceneView& scene, const Prim& p, Surface& s) {
  const bool is_tram = p.material == Material::tram_paint,
             is_cab = p.material == Material::bus_paint && p.variant == 2;
  const Vec3 pale{0.60F, 0.59F, 0.55F};
  s.albedo = s.v > (is_tram ? 0.74F : 0.80F) || (is_tram && s.v < 0.3F) ? pale : p.colour;
  s.mirror = 0.045F;
  if (s.v < 0.16F) s.albedo = {0.02F, 0.02F, 0.022F};
  const float low = is_cab ? 0.58F : 0.42F, high = is_cab ? 0.92F : 0.78F;
  const float pillars = pulses(s.u, is_tram ? 0.066F : is_cab ? 0.6F : 0.118F, 0.012F, 0.001F);
  const float arch = least(fabsf(s.u - 0.2F), fabsf(s.u - 0.8F));
  if (!is_tram && !is_cab && arch < 0.055F && s.v < 0.27F) s.albedo = {0.015F, 0.015F, 0.015F};
  if (s.v < low || s.v > high || s.normal.z > 0.6F || (pillars > 0.5F && s.u > 0.02F && s.u < 0.98F)) return;
  s.albedo = {0.014F, 0.016F, 0.018F};
  s.mirror = 0.09F;
  s.glow = Vec3{0.5F, 0.45F, 0.3F} * (0.6F * scene.weather.lamps);
}

/// A wheel: tyre, rim and hub by the distance from the axle.
KERB_HD void wheelTexture(const Prim& p, Surface& s) {
  const Vec3 q = unyawed(s.at - vectorAt(p.f), p.f[6], p.f[7]);
  const float x = q.x * p.f[3], z = q.z * p.f[5], r = sqrtf(x * x + z * z);
  s.albedo = {0.02F, 0.02F, 0.021F};
  if (p.kind != Kind::ellipsoid || r > 0.68F || p.f[4] > 9.0F) return;
  const float angle = atan2f(z, x) * 0.7957747F;  // five spokes
  const float spoke = band(fabsf(angle - floorf(angle) - 0.5F), -1.0F, 0.22F, 0.1F);
  const float rim = saturated(spoke + band(r, 0.56F, 0.68F, 0.05F) + band(r, -1.0F, 0.16F, 0.05F));
  s.albedo = blend({0.025F, 0.025F, 0.027F}, {0.36F, 0.36F, 0.37F}, rim);
  s.mirror = 0.05F * rim;
}

KERB_HD void clothTexture(const Prim& p, Surface& s) {
  const float f = most(s.fu, s.fv);
  const Vec3 q = s.at - vectorAt(p.f);
  float shade = 1.0F;
  if (f < 0.1F) shade += 0.3F * visibility(0.1F, f) * (noise3(q * 9.0F, p.seed) - 0.5F);
  if (p.variant == 3) shade = 0.75F + 0.5F * pulses(s.u, 0.5F, 0.25F, s.fu);  // an awning's stripes
  s.albedo = p.colour * shade;
  s.thin = p.variant == 3 ? 0.5F : 0.1F;
}

KERB_HD void glowTexture(const SceneView& scene, const Prim& p, Surface& s) {
  s.albedo = p.colour * 0.8F;
  s.mirror = 0.06F;
  const float lamps = scene.weather.lamps;
  switch (p.variant) {
    case 1:
      s.glow = p.colour * (0.12F + 3.0F * lamps);
      break;  // headlights
    case 2:
      s.glow = p.colour * (0.1F + 1.5F * lamps);
      break;  // tail lights
    case 3:
      s.glow = p.colour * 1.6F;
      break;  // braking
    default:
      s.glow = p.colour * (0.1F + 4.0F * lamps);
      break;  // street lights
  }
}

}  // namespace kerb::synth
