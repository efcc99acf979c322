// Where a ray meets each kind of primitive. All functions keep `hit` unless they find something nearer.
#pragma once

#include "core/synth/facade.h"

namespace kerb::synth {

KERB_HD bool hitTriangle(const Prim& p, const Ray& ray, float tmin, Hit& hit) {
  const Vec3 e1 = vectorAt(p.f + 3), e2 = vectorAt(p.f + 6);
  const Vec3 h = cross(ray.direction, e2);
  const float det = dot(e1, h);
  if (fabsf(det) < 1e-12F) return false;
  const float inv = 1.0F / det;
  const Vec3 s = ray.origin - vectorAt(p.f);
  const float a = dot(s, h) * inv;
  if (a < 0.0F || a > 1.0F) return false;
  const Vec3 q = cross(s, e1);
  const float b = dot(ray.direction, q) * inv;
  if (b < 0.0F || a + b > 1.0F) return false;
  const float t = dot(e2, q) * inv;
  if (t <= tmin || t >= hit.t) return false;
  hit.t = t;
  hit.a = a;
  hit.b = b;
  hit.part = 0;
  return true;
}

/// v into the frame of a primitive that is turned about the vertical.
KERB_HD Vec3 unyawed(Vec3 v, float c, float s) { return {c * v.x + s * v.y, c * v.y - s * v.x, v.z}; }
KERB_HD Vec3 yawed(Vec3 v, float c, float s) { return {c * v.x - s * v.y, c * v.y + s * v.x, v.z}; }

KERB_HD bool hitBox(const Prim& p, const Ray& ray, float tmin, Hit& hit) {
  const Vec3 o = unyawed(ray.origin - vectorAt(p.f), p.f[6], p.f[7]);
  const Vec3 d = unyawed(ray.direction, p.f[6], p.f[7]);
  const float ox[3] = {o.x, o.y, o.z}, dx[3] = {d.x, d.y, d.z};
  float near = -1e30F, far = 1e30F;
  int near_axis = 0, far_axis = 0;
  for (int i = 0; i < 3; ++i) {
    const float inv = 1.0F / (fabsf(dx[i]) < 1e-9F ? 1e-9F : dx[i]);
    const float mid = -ox[i] * inv, half = fabsf(p.f[3 + i] * inv);
    if (mid - half > near) near = mid - half, near_axis = i;
    if (mid + half < far) far = mid + half, far_axis = i;
  }
  if (near > far) return false;
  const bool outside = near > tmin;
  const float t = outside ? near : far;
  const int axis = outside ? near_axis : far_axis;
  if (t <= tmin || t >= hit.t) return false;
  hit.t = t;
  hit.part = 2 * axis + (ox[axis] + t * dx[axis] > 0.0F ? 1 : 0);
  return true;
}

/// Leaves: the shell of a crown is closed where a noise of this cell size is low.
KERB_HD bool isLeaf(const Prim& p, Vec3 on_unit_sphere) {
  const float cell = p.f[8];
  const Vec3 q = on_unit_sphere * (1.0F / (cell * p.f[3]));
  return 0.5F * noise3(q, p.seed) + 0.5F * noise3(q * 2.3F, p.seed + 11U) < 0.52F;
}

KERB_HD bool hitEllipsoid(const Prim& p, const Ray& ray, float tmin, Hit& hit) {
  const Vec3 radii = vectorAt(p.f + 3);
  const Vec3 o = unyawed(ray.origin - vectorAt(p.f), p.f[6], p.f[7]) * radii;
  const Vec3 d = unyawed(ray.direction, p.f[6], p.f[7]) * radii;
  const float a = dot(d, d), b = dot(o, d);
  // The nearest point to the centre first: b*b - a*c cancels badly for a small ellipsoid far away.
  const Vec3 closest = o - d * (b / a);
  const float inside = 1.0F - dot(closest, closest);
  if (inside < 0.0F) return false;
  const float root = sqrtf(inside / a), middle = -b / a;
  for (int side = 0; side < 2; ++side) {
    const float t = side == 0 ? middle - root : middle + root;
    if (t <= tmin) continue;
    if (t >= hit.t) return false;
    if (p.f[8] > 0.0F && !isLeaf(p, o + d * t)) continue;
    hit.t = t;
    hit.part = side;
    return true;
  }
  return false;
}

/// A sphere that closes the end of a cone; only its part beyond the end counts.
KERB_HD bool hitCap(Vec3 centre, float radius, Vec3 outward, const Ray& ray, float tmin, Hit& hit) {
  const Vec3 o = ray.origin - centre;
  const float a = dot(ray.direction, ray.direction), b = dot(o, ray.direction);
  const Vec3 closest = o - ray.direction * (b / a);
  const float inside = radius * radius - dot(closest, closest);
  if (inside < 0.0F) return false;
  const float t = -b / a - sqrtf(inside / a);
  if (t <= tmin || t >= hit.t || dot(o + ray.direction * t, outward) < 0.0F) return false;
  hit.t = t;
  hit.part = 1;
  return true;
}

KERB_HD bool hitCone(const Prim& p, const Ray& ray, float tmin, Hit& hit) {
  const Vec3 a = vectorAt(p.f), axis = vectorAt(p.f + 3) - a;
  const float len = length(axis), ra = p.f[6], rb = p.f[7];
  const Vec3 n = axis * (1.0F / len);
  // Start near the cone, so that the quadratic keeps its digits.
  const float shift = dot(a - ray.origin, ray.direction) / dot(ray.direction, ray.direction);
  const Vec3 o = ray.origin + ray.direction * shift - a;
  const float on = dot(o, n), dn = dot(ray.direction, n), k = (rb - ra) / len;
  const Vec3 op = o - n * on, dp = ray.direction - n * dn;
  const float r0 = ra + k * on, rd = k * dn;  // radius along the ray
  const float qa = dot(dp, dp) - rd * rd, qb = dot(op, dp) - r0 * rd, qc = dot(op, op) - r0 * r0;
  const float disc = qb * qb - qa * qc;
  bool found = false;
  if (disc >= 0.0F && qa > 1e-12F) {
    const float step = (-qb - sqrtf(disc)) / qa, t = step + shift, y = on + step * dn;
    if (t > tmin && t < hit.t && y >= 0.0F && y <= len) {
      hit.t = t;
      hit.a = y;
      hit.part = 0;
      found = true;
    }
  }
  found |= hitCap(a, ra, -n, ray, tmin, hit);
  found |= hitCap(a + axis, rb, n, ray, tmin, hit);
  return found;
}

/// Whether the card is there at (u,v) metres from its corner.
KERB_HD bool isCardSolid(const Prim& p, float u, float v) {
  const float width = p.f[9], height = p.f[10];
  switch (static_cast<CardStyle>(static_cast<int>(p.f[11]))) {
    case CardStyle::solid:
    case CardStyle::awning:
      return true;
    case CardStyle::bars: {
      if ((v > height - 0.06F && v < height - 0.01F) || (v > 0.1F && v < 0.15F)) return true;
      const float period = p.f[12];
      return u - floorf(u / period) * period < 0.028F || u > width - 0.05F;
    }
    case CardStyle::mesh: {
      if (v > height - 0.05F || v < 0.04F || u < 0.05F) return true;
      const float a = (u + v) / p.f[12], b = (u - v) / p.f[12];
      return a - floorf(a) < 0.14F || b - floorf(b) < 0.14F;
    }
    case CardStyle::leaves: {
      const float x = u / width * 2.0F - 1.0F, y = v / height * 2.0F - 1.0F;
      return x * x + y * y + 1.3F * noise2(u / p.f[12], v / p.f[12], p.seed) < 1.25F;
    }
    case CardStyle::wheel: {
      const float x = u - 0.5F * width, y = v - 0.5F * height, r = sqrtf(x * x + y * y) / (0.5F * width);
      return (r < 1.0F && r > 0.86F) || r < 0.12F || (r < 1.0F && fabsf(x * y) < 0.0016F);
    }
  }
  return true;
}

KERB_HD bool hitCard(const Prim& p, const Ray& ray, float tmin, Hit& hit) {
  const Vec3 u_axis = vectorAt(p.f + 3), v_axis = vectorAt(p.f + 6), n = cross(u_axis, v_axis);
  const float dn = dot(ray.direction, n);
  if (fabsf(dn) < 1e-9F) return false;
  const Vec3 from = vectorAt(p.f) - ray.origin;
  const float t = dot(from, n) / dn;
  if (t <= tmin || t >= hit.t) return false;
  const Vec3 at = ray.direction * t - from;
  const float u = dot(at, u_axis), v = dot(at, v_axis);
  if (u < 0.0F || u > p.f[9] || v < 0.0F || v > p.f[10] || !isCardSolid(p, u, v)) return false;
  hit.t = t;
  hit.a = u;
  hit.b = v;
  hit.part = dn < 0.0F ? 0 : 1;
  return true;
}

KERB_HD bool hitPrim(const Prim& p, const Ray& ray, float tmin, Hit& hit) {
  switch (p.kind) {
    case Kind::triangle:
    case Kind::ground:
      return hitTriangle(p, ray, tmin, hit);
    case Kind::box:
      return hitBox(p, ray, tmin, hit);
    case Kind::ellipsoid:
      return hitEllipsoid(p, ray, tmin, hit);
    case Kind::cone:
      return hitCone(p, ray, tmin, hit);
    case Kind::facade:
      return hitFacade(p, ray, tmin, hit);
    case Kind::card:
      return hitCard(p, ray, tmin, hit);
  }
  return false;
}

}  // namespace kerb::synth
