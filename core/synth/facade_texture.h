// Walls of plaster, brick, stone and concrete; windows, shops and doors in them.
#pragma once

#include "core/synth/surface.h"

namespace kerb::synth {

/// Courses of blocks with mortar between them. Returns the shade; about 1.
KERB_HD float masonry(float u, float v, float fu, float fv, float width, float height, float joint,
                      float spread, uint32_t seed) {
  const float course = floorf(v / height);
  const float shifted = u + 0.5F * width * course;
  const float block = floorf(shifted / width);
  const uint32_t id = hashOf(seed, static_cast<uint32_t>(static_cast<int32_t>(block)),
                             static_cast<uint32_t>(static_cast<int32_t>(course)));
  const float own = 1.0F + spread * (2.0F * unit(id) - 1.0F) * visibility(height, most(fu, fv));
  const float mortar = most(pulses(shifted, width, joint, fu), pulses(v, height, joint, fv));
  return own * (1.0F - 0.3F * mortar);
}

KERB_HD Vec3 wallColour(const SceneView& scene, const Prim& p, const Surface& s, int variant) {
  const float f = most(s.fu, s.fv);
  float shade = 1.0F + 0.13F * grain(s.u, s.v, 2.3F, f, p.seed) +
                0.15F * grain(s.u, s.v, 0.75F, f, p.seed + 1) + 0.09F * grain(s.u, s.v, 0.24F, f, p.seed + 2);
  switch (variant) {
    case 1:
      shade *= masonry(s.u, s.v, s.fu, s.fv, 0.25F, 0.082F, 0.014F, 0.3F, p.seed);
      break;
    case 2:
      shade *= masonry(s.u, s.v, s.fu, s.fv, 0.9F, 0.42F, 0.025F, 0.14F, p.seed);
      break;
    case 3:
      shade *= 1.0F - 0.3F * most(pulses(s.u, 2.4F, 0.03F, s.fu), pulses(s.v, 3.0F, 0.03F, s.fv));
      break;
    default:
      shade *= 1.0F + 0.1F * grain(s.u, s.v * 0.15F, 0.35F, f, p.seed + 3);  // rain streaks
  }
  Vec3 colour = p.colour * shade;
  if (scene.texture_set == 1)
    colour = colour * Vec3{0.92F, 0.97F, 1.02F} * (1.0F + 0.12F * grain(s.u, s.v, 1.1F, f, p.seed + 8));
  return colour * (0.74F + 0.26F * smoothStep(0.0F, 1.6F, s.v));  // splashed and shaded near the ground
}

/// Bars of a window's frame: the rim and one mullion.
KERB_HD float frameBars(const Opening& o, const Surface& s, float rim) {
  const float u = s.u - o.u0, v = s.v - o.v0, width = o.u1 - o.u0, height = o.v1 - o.v0;
  const float inside = band(u, rim, width - rim, s.fu) * band(v, rim, height - rim, s.fv);
  const float mullion = (o.id & 3U) == 0 ? 0.0F : band(u - 0.5F * width, -0.4F * rim, 0.4F * rim, s.fu);
  const float transom = (o.id & 4U) == 0 ? 0.0F : band(v - 0.7F * height, -0.4F * rim, 0.4F * rim, s.fv);
  return saturated(1.0F - inside + most(mullion, transom));
}

KERB_HD void windowTexture(const SceneView& scene, const Opening& o, uint32_t house, Surface& s) {
  const float k = (s.v - o.v0) / (o.v1 - o.v0), across = (s.u - o.u0) / (o.u1 - o.u0);
  const float f = most(s.fu, s.fv);
  const Vec3 room = Vec3{0.035F, 0.033F, 0.03F} * between(0.5F, 1.6F, o.id);
  const float drawn = (o.id & 8U) == 0 ? 0.0F : between(0.0F, 0.7F, o.id * 3U);
  const float curtain =
      most(edge(k - (1.0F - drawn), f), edge(fabsf(across - 0.5F) - between(0.25F, 0.6F, o.id * 5U), f));
  const Vec3 fabric = blend(Vec3{0.42F, 0.40F, 0.35F}, Vec3{0.36F, 0.24F, 0.16F}, unit(o.id * 7U)) *
                      (0.75F + 0.25F * pulses(s.u, 0.14F, 0.07F, s.fu));
  const Vec3 inside = blend(room, fabric, 0.8F * curtain);
  const bool is_lit = unit(o.id * 11U) < 0.45F * scene.weather.lamps;
  const float bars = frameBars(o, s, 0.075F);
  const Vec3 frame = (house & 1U) != 0 ? Vec3{0.55F, 0.54F, 0.52F} : Vec3{0.10F, 0.07F, 0.05F};
  s.albedo = blend(inside, frame, bars);
  s.mirror = 0.12F * (1.0F - bars);
  s.open = 0.75F;
  if (is_lit) s.glow = (Vec3{1.1F, 0.72F, 0.35F} * (0.25F + inside.x)) * (1.0F - bars);
}

KERB_HD void shopTexture(const SceneView& scene, const Opening& o, Surface& s) {
  const float f = most(s.fu, s.fv), u = s.u - o.u0, v = s.v - o.v0;
  const float cell = 0.55F;
  const uint32_t id = hashOf(o.id, static_cast<uint32_t>(static_cast<int32_t>(floorf(u / cell))),
                             static_cast<uint32_t>(static_cast<int32_t>(floorf(v / cell))));
  const Vec3 goods{between(0.04F, 0.5F, id), between(0.04F, 0.4F, id * 3U), between(0.03F, 0.35F, id * 5U)};
  const float shown = v < 1.2F ? visibility(cell, f) : 0.15F;
  const float shape = band(u - cell * floorf(u / cell), 0.1F, 0.45F, s.fu) *
                      band(v - cell * floorf(v / cell), 0.05F, 0.4F, s.fv);
  const Vec3 inside = blend(Vec3{0.09F, 0.08F, 0.065F}, goods, shown * shape);
  const float bars = frameBars(o, s, 0.08F);
  s.albedo = blend(inside, {0.06F, 0.06F, 0.065F}, bars);
  s.mirror = 0.07F * (1.0F - bars);
  s.glow = inside * ((0.25F + 2.2F * scene.weather.lamps) * (1.0F - bars));
  s.open = 0.6F;
}

KERB_HD void doorTexture(const Opening& o, Surface& s) {
  const Vec3 paints[4] = {
      {0.12F, 0.05F, 0.02F}, {0.03F, 0.10F, 0.06F}, {0.03F, 0.05F, 0.14F}, {0.22F, 0.20F, 0.17F}};
  const float u = (s.u - o.u0) / (o.u1 - o.u0), v = (s.v - o.v0) / (o.v1 - o.v0);
  const float panel =
      band(fabsf(u - 0.5F), 0.1F, 0.36F, s.fu) * (band(v, 0.08F, 0.4F, s.fv) + band(v, 0.48F, 0.8F, s.fv));
  s.albedo = paints[o.id & 3U] * (1.0F - 0.35F * panel);
  if (v > 0.84F) {
    s.albedo = {0.05F, 0.055F, 0.06F};
    s.mirror = 0.1F;
  }
  s.open = 0.6F;
}

KERB_HD void facadeTexture(const SceneView& scene, const Prim& p, const Hit& hit, Surface& s) {
  if (hit.part == kWallPart) {
    s.albedo = wallColour(scene, p, s, p.variant);
    const Opening o = openingAt(p, s.u, s.v);
    if (o.type != OpeningType::none) {  // a painted surround and a stone sill
      const float around =
          band(s.u, o.u0 - 0.12F, o.u1 + 0.12F, s.fu) * band(s.v, o.v0 - 0.1F, o.v1 + 0.14F, s.fv);
      s.albedo = blend(s.albedo, {0.50F, 0.48F, 0.43F}, (p.seed & 2U) != 0 ? around : 0.0F);
      const float sill = band(s.u, o.u0 - 0.1F, o.u1 + 0.1F, s.fu) * band(s.v, o.v0 - 0.1F, o.v0, s.fv);
      s.albedo = blend(s.albedo, {0.42F, 0.41F, 0.39F}, sill);
    }
    return;
  }
  const Opening o = openingAt(p, s.u, clamped(s.v, 0.01F, p.f[kHeight]));
  if (hit.part != kPanePart || o.type == OpeningType::none) {
    s.albedo = wallColour(scene, p, s, 0) * 0.9F;
    s.open = 0.55F;
    return;
  }
  if (o.type == OpeningType::window) windowTexture(scene, o, p.seed, s);
  if (o.type == OpeningType::shop) shopTexture(scene, o, s);
  if (o.type == OpeningType::door) doorTexture(o, s);
}

KERB_HD void roofTexture(const Prim& p, Surface& s) {
  const float f = most(s.fu, s.fv);
  float shade = 1.0F + 0.15F * grain(s.u, s.v, 1.3F, f, p.seed);
  if (p.variant == 0) shade *= masonry(s.u, s.v, s.fu, s.fv, 0.3F, 0.36F, 0.05F, 0.25F, p.seed);
  s.albedo = p.colour * shade;
}

}  // namespace kerb::synth
