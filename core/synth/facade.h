// The front of a house: a wall with real openings. A ray that enters an opening goes on to its glass, its
// sides or its sill, so depth and shadows are those of recessed windows at the cost of one primitive.
#pragma once

#include "core/synth/noise.h"
#include "core/synth/prim.h"

namespace kerb::synth {

/// Where a facade's numbers are in Prim::f. The outward normal is (axis_y, -axis_x, 0).
enum FacadeField {
  kOrigin = 0,
  kAxisX = 3,
  kAxisY = 4,
  kWidth = 5,
  kHeight = 6,
  kCellWidth = 7,
  kCellHeight = 8,
  kWindowWidth = 9,
  kWindowHeight = 10,
  kDepth = 11,
  kSill = 12,
  kGroundHeight = 13,
  kGroundStyle = 14,
};
constexpr float kFlats = 0, kShops = 1, kBlind = 2;  ///< kGroundStyle: what is at street level
enum class OpeningType : uint8_t { none, window, shop, door };
/// Hit::part of a facade.
enum FacadePart { kWallPart = 0, kPanePart = 1, kJambPart = 2, kSillPart = 3 };

struct Opening {
  float u0, u1, v0, v1, depth;
  OpeningType type;
  uint32_t id;  ///< a hash of its own
};

KERB_HD Opening upperWindow(const Prim& p, float u, float v) {
  const float* f = p.f;
  const float columns = floorf((f[kWidth] - 0.6F) / f[kCellWidth]);
  const float margin = 0.5F * (f[kWidth] - columns * f[kCellWidth]);
  const float column = floorf((u - margin) / f[kCellWidth]);
  const float row = floorf((v - f[kGroundHeight]) / f[kCellHeight]);
  const float rows = floorf((f[kHeight] - f[kGroundHeight] - 0.3F) / f[kCellHeight]);
  Opening o{};
  if (column < 0.0F || column >= columns || row < 0.0F || row >= rows) return o;
  o.u0 = margin + (column + 0.5F) * f[kCellWidth] - 0.5F * f[kWindowWidth];
  o.u1 = o.u0 + f[kWindowWidth];
  o.v0 = f[kGroundHeight] + row * f[kCellHeight] + f[kSill];
  o.v1 = o.v0 + f[kWindowHeight];
  o.depth = f[kDepth];
  o.id = hashOf(p.seed, static_cast<uint32_t>(column), static_cast<uint32_t>(row) + 7U);
  o.type = OpeningType::window;
  return o;
}

KERB_HD Opening groundOpening(const Prim& p, float u) {
  const float* f = p.f;
  const bool shops = f[kGroundStyle] == kShops;
  const float count = most(1.0F, floorf((f[kWidth] - 0.6F) / (shops ? 3.4F : f[kCellWidth])));
  const float cell = (f[kWidth] - 0.6F) / count;
  const float column = floorf((u - 0.3F) / cell);
  Opening o{};
  if (column < 0.0F || column >= count || f[kGroundStyle] == kBlind) return o;
  o.id = hashOf(p.seed, static_cast<uint32_t>(column), 3U);
  const float door_column = floorf(unit(hashOf(p.seed, 5U)) * count);
  const float centre = 0.3F + (column + 0.5F) * cell;
  const bool door = column == door_column;
  const float half = door ? 0.62F : shops ? 0.5F * cell - 0.22F : 0.5F * f[kWindowWidth];
  o.u0 = centre - half;
  o.u1 = centre + half;
  o.v0 = door ? 0.06F : shops ? 0.5F : 1.05F;
  o.v1 = door ? least(2.45F, f[kGroundHeight] - 0.5F) : f[kGroundHeight] - (shops ? 0.95F : 0.75F);
  o.depth = door ? 0.4F : shops ? 0.3F : f[kDepth];
  o.type = door ? OpeningType::door : shops ? OpeningType::shop : OpeningType::window;
  return o;
}

/// The opening whose cell (u,v) is in; the point itself may lie beside it.
KERB_HD Opening openingAt(const Prim& p, float u, float v) {
  return v < p.f[kGroundHeight] ? groundOpening(p, u) : upperWindow(p, u, v);
}

KERB_HD bool isInside(const Opening& o, float u, float v) {
  return o.type != OpeningType::none && u > o.u0 && u < o.u1 && v > o.v0 && v < o.v1;
}

KERB_HD Vec3 facadeNormal(const Prim& p) { return {p.f[kAxisY], -p.f[kAxisX], 0.0F}; }

/// Through the opening to whatever comes first. (u,v) and the part go into `hit`.
KERB_HD void enterOpening(const Opening& o, float du, float dv, float dn, float t, float u, float v,
                          Hit& hit) {
  const float to_pane = o.depth / -dn;
  const float to_jamb = ((du > 0.0F ? o.u1 : o.u0) - u) / (du == 0.0F ? 1e-9F : du);
  const float to_sill = ((dv > 0.0F ? o.v1 : o.v0) - v) / (dv == 0.0F ? 1e-9F : dv);
  const float step = least(to_pane, least(to_jamb, to_sill));
  hit.t = t + step;
  hit.a = u + step * du;
  hit.b = v + step * dv;
  hit.part = step == to_pane ? kPanePart : step == to_jamb ? kJambPart : kSillPart;
}

KERB_HD bool hitFacade(const Prim& p, const Ray& ray, float tmin, Hit& hit) {
  const Vec3 n = facadeNormal(p);
  const float dn = dot(ray.direction, n);
  if (fabsf(dn) < 1e-9F) return false;
  const Vec3 from = ray.origin - vectorAt(p.f);
  const float t = -dot(from, n) / dn;
  if (t <= tmin || t >= hit.t) return false;
  const float du = ray.direction.x * p.f[kAxisX] + ray.direction.y * p.f[kAxisY];
  const float u = from.x * p.f[kAxisX] + from.y * p.f[kAxisY] + t * du;
  const float v = from.z + t * ray.direction.z;
  if (u < 0.0F || u > p.f[kWidth] || v < 0.0F || v > p.f[kHeight]) return false;
  const Opening o = openingAt(p, u, v);
  if (isInside(o, u, v)) {
    if (dn > 0.0F) return false;  // out of the opening
    Hit inner = hit;
    enterOpening(o, du, ray.direction.z, dn, t, u, v, inner);
    if (inner.t >= hit.t) return false;
    hit = inner;
    return true;
  }
  hit.t = t;
  hit.a = u;
  hit.b = v;
  hit.part = kWallPart;
  return true;
}

}  // namespace kerb::synth
