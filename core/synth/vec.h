// Small vector arithmetic of the renderer, the same on CPU and CUDA. Also read by nvcc: C++17.
#pragma once

#include <cmath>
#include <cstdint>
#include <cstring>

#ifdef KERB_HD  // render_avx2.cpp: functions of its own
#elif defined(__CUDACC__)
#define KERB_HD __host__ __device__ inline
#else
#define KERB_HD inline
#endif

namespace kerb::synth {

struct Vec3 {
  float x, y, z;
};

KERB_HD Vec3 operator+(Vec3 a, Vec3 b) { return {a.x + b.x, a.y + b.y, a.z + b.z}; }
KERB_HD Vec3 operator-(Vec3 a, Vec3 b) { return {a.x - b.x, a.y - b.y, a.z - b.z}; }
KERB_HD Vec3 operator-(Vec3 a) { return {-a.x, -a.y, -a.z}; }
KERB_HD Vec3 operator*(Vec3 a, float k) { return {a.x * k, a.y * k, a.z * k}; }
KERB_HD Vec3 operator*(float k, Vec3 a) { return a * k; }
/// Component by component: a colour seen in a coloured light.
KERB_HD Vec3 operator*(Vec3 a, Vec3 b) { return {a.x * b.x, a.y * b.y, a.z * b.z}; }
KERB_HD float dot(Vec3 a, Vec3 b) { return a.x * b.x + a.y * b.y + a.z * b.z; }
KERB_HD Vec3 cross(Vec3 a, Vec3 b) {
  return {a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x};
}
KERB_HD float length(Vec3 a) { return sqrtf(dot(a, a)); }
KERB_HD Vec3 normalised(Vec3 a) { return a * (1.0F / sqrtf(dot(a, a))); }
KERB_HD float least(float a, float b) { return a < b ? a : b; }
KERB_HD float most(float a, float b) { return a > b ? a : b; }
KERB_HD float clamped(float x, float low, float high) { return least(most(x, low), high); }
KERB_HD float saturated(float x) { return clamped(x, 0.0F, 1.0F); }
KERB_HD float blend(float a, float b, float k) { return a + (b - a) * k; }
KERB_HD Vec3 blend(Vec3 a, Vec3 b, float k) { return a + (b - a) * k; }
/// 0 below a, 1 above b, smooth between.
KERB_HD float smoothStep(float a, float b, float x) {
  const float k = saturated((x - a) / (b - a));
  return k * k * (3.0F - 2.0F * k);
}

/// p_out = x * p.x + y * p.y + z * p.z + t, with orthonormal x, y, z.
struct Rigid {
  Vec3 x, y, z, t;
};

KERB_HD Vec3 turned(const Rigid& r, Vec3 v) { return r.x * v.x + r.y * v.y + r.z * v.z; }
KERB_HD Vec3 moved(const Rigid& r, Vec3 p) { return turned(r, p) + r.t; }
KERB_HD Vec3 movedBack(const Rigid& r, Vec3 p) {
  const Vec3 q = p - r.t;
  return {dot(r.x, q), dot(r.y, q), dot(r.z, q)};
}
KERB_HD Rigid inverse(const Rigid& r) {
  return {{r.x.x, r.y.x, r.z.x},
          {r.x.y, r.y.y, r.z.y},
          {r.x.z, r.y.z, r.z.z},
          {-dot(r.x, r.t), -dot(r.y, r.t), -dot(r.z, r.t)}};
}
/// a after b.
KERB_HD Rigid operator*(const Rigid& a, const Rigid& b) {
  return {turned(a, b.x), turned(a, b.y), turned(a, b.z), moved(a, b.t)};
}
KERB_HD Rigid identity() { return {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}, {0, 0, 0}}; }

KERB_HD float floatFromBits(uint32_t bits) {
  float value;
  memcpy(&value, &bits, sizeof value);
  return value;
}
KERB_HD uint32_t bitsFromFloat(float value) {
  uint32_t bits;
  memcpy(&bits, &value, sizeof bits);
  return bits;
}

}  // namespace kerb::synth
