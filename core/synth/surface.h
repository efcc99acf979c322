// Where a ray hit: position, normal, and how large a pixel is there.
#pragma once

#include "core/synth/scene.h"

namespace kerb::synth {

/// What a pixel's ray needs to know its neighbours' rays: steps of the direction per pixel.
struct PixelSteps {
  Vec3 dx, dy;
};

struct Surface {
  Vec3 at, normal;  ///< normal towards the eye
  Vec3 px, py;      ///< on the surface, per pixel to the right and down
  float u, v;       ///< the primitive's own coordinates, see surfaceAt
  float fu, fv;     ///< size of a pixel in them
  // What textures decide:
  Vec3 albedo, glow;
  float mirror;  ///< reflectance at normal incidence, 0: matt
  float thin;    ///< 0 .. 1: light shines through (leaves, cloth)
  float open;    ///< 0 .. 1 how much of the sky it sees
};

KERB_HD float extent(const Surface& s, Vec3 axis) {
  const float x = dot(s.px, axis), y = dot(s.py, axis);
  return sqrtf(x * x + y * y);
}

KERB_HD Vec3 boxNormal(const Prim& p, int32_t part) {
  const float sign = (part & 1) != 0 ? 1.0F : -1.0F;
  const int axis = part >> 1;
  return yawed({axis == 0 ? sign : 0.0F, axis == 1 ? sign : 0.0F, axis == 2 ? sign : 0.0F}, p.f[6], p.f[7]);
}

KERB_HD Vec3 ellipsoidNormal(const Prim& p, Vec3 at) {
  const Vec3 radii = vectorAt(p.f + 3);
  const Vec3 q = unyawed(at - vectorAt(p.f), p.f[6], p.f[7]) * radii;
  return normalised(yawed(q * radii, p.f[6], p.f[7]));
}

KERB_HD Vec3 coneNormal(const Prim& p, const Hit& hit, Vec3 at) {
  const Vec3 a = vectorAt(p.f), axis = vectorAt(p.f + 3) - a;
  const float k = saturated(dot(at - a, axis) / dot(axis, axis));
  const Vec3 out = at - (a + axis * k);
  return hit.part == 0 || dot(out, out) > 1e-12F ? normalised(out) : normalised(axis);
}

KERB_HD Vec3 normalAt(const Prim& p, const Hit& hit, Vec3 at) {
  switch (p.kind) {
    case Kind::triangle:
      return normalised(unpackedNormal(p.f[9]) * (1.0F - hit.a - hit.b) + unpackedNormal(p.f[10]) * hit.a +
                        unpackedNormal(p.f[11]) * hit.b);
    case Kind::ground:
      return normalised(cross(vectorAt(p.f + 3), vectorAt(p.f + 6)));
    case Kind::box:
      return boxNormal(p, hit.part);
    case Kind::ellipsoid:
      return ellipsoidNormal(p, at);
    case Kind::cone:
      return coneNormal(p, hit, at);
    case Kind::facade:
      if (hit.part == kJambPart) return {p.f[kAxisX], p.f[kAxisY], 0.0F};
      return hit.part == kSillPart ? Vec3{0.0F, 0.0F, 1.0F} : facadeNormal(p);
    case Kind::card:
      return cross(vectorAt(p.f + 3), vectorAt(p.f + 6));
  }
  return {0.0F, 0.0F, 1.0F};
}

/// (u,v) of a ground triangle, and a pixel's size in them.
KERB_HD void groundCoordinates(const Prim& p, const Hit& hit, Surface& s) {
  const Vec3 e1 = vectorAt(p.f + 3), e2 = vectorAt(p.f + 6);
  const float u1 = p.f[11] - p.f[9], v1 = p.f[12] - p.f[10], u2 = p.f[13] - p.f[9], v2 = p.f[14] - p.f[10];
  s.u = p.f[9] + hit.a * u1 + hit.b * u2;
  s.v = p.f[10] + hit.a * v1 + hit.b * v2;
  const float g11 = dot(e1, e1), g12 = dot(e1, e2), g22 = dot(e2, e2);
  const float inv = 1.0F / (g11 * g22 - g12 * g12);
  float fu = 0.0F, fv = 0.0F;
  for (const Vec3 step : {s.px, s.py}) {
    const float d1 = dot(step, e1), d2 = dot(step, e2);
    const float a = (d1 * g22 - d2 * g12) * inv, b = (d2 * g11 - d1 * g12) * inv;
    fu += (a * u1 + b * u2) * (a * u1 + b * u2);
    fv += (a * v1 + b * v2) * (a * v1 + b * v2);
  }
  s.fu = sqrtf(fu);
  s.fv = sqrtf(fv);
}

KERB_HD void coordinates(const Prim& p, const Hit& hit, Surface& s) {
  switch (p.kind) {
    case Kind::ground:
      groundCoordinates(p, hit, s);
      return;
    case Kind::facade:
      s.u = hit.a;
      s.v = hit.b;
      s.fu = extent(s, {p.f[kAxisX], p.f[kAxisY], 0.0F});
      s.fv = extent(s, {0.0F, 0.0F, 1.0F});
      return;
    case Kind::card:
      s.u = hit.a;
      s.v = hit.b;
      s.fu = extent(s, vectorAt(p.f + 3));
      s.fv = extent(s, vectorAt(p.f + 6));
      return;
    case Kind::triangle:
      s.u = firstOf(p.f[12]) * (1.0F - hit.a - hit.b) + firstOf(p.f[13]) * hit.a + firstOf(p.f[14]) * hit.b;
      s.v =
          secondOf(p.f[12]) * (1.0F - hit.a - hit.b) + secondOf(p.f[13]) * hit.a + secondOf(p.f[14]) * hit.b;
      break;
    case Kind::box: {  // metres along the face: sideways, and up or across
      const Vec3 q = unyawed(s.at - vectorAt(p.f), p.f[6], p.f[7]);
      s.u = hit.part < 2 ? q.y : q.x;
      s.v = hit.part < 4 ? q.z : q.y;
      break;
    }
    case Kind::ellipsoid: {  // across and up on the unit sphere
      const Vec3 q = unyawed(s.at - vectorAt(p.f), p.f[6], p.f[7]);
      s.u = q.y * p.f[4];
      s.v = q.z * p.f[5];
      break;
    }
    case Kind::cone:
      s.u = 0.0F;
      s.v = hit.a;
      break;
  }
  s.fu = s.fv = sqrtf(most(dot(s.px, s.px), dot(s.py, s.py)));
}

KERB_HD Surface surfaceAt(const Prim& p, const Ray& ray, const Hit& hit, const PixelSteps& steps) {
  Surface s{};
  s.at = ray.origin + ray.direction * hit.t;
  s.normal = normalAt(p, hit, s.at);
  float facing = dot(s.normal, ray.direction);
  if (facing > 0.0F) {
    s.normal = -s.normal;
    facing = -facing;
  }
  facing = least(facing, -0.02F * length(ray.direction));  // edge-on, a pixel would cover everything
  s.px = (steps.dx - ray.direction * (dot(s.normal, steps.dx) / facing)) * hit.t;
  s.py = (steps.dy - ray.direction * (dot(s.normal, steps.dy) / facing)) * hit.t;
  coordinates(p, hit, s);
  s.open = 1.0F;
  return s;
}

}  // namespace kerb::synth
