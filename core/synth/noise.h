// Hashes, band-limited noise and filtered patterns: everything random about the drive is a pure function of
// integers, so that any frame can be made without the ones before it.
#pragma once

#include "core/synth/vec.h"

namespace kerb::synth {

/// Avalanche of 32 bits (the finaliser of MurmurHash3, public domain).
KERB_HD uint32_t scrambled(uint32_t h) {
  h ^= h >> 16;
  h *= 0x85ebca6bU;
  h ^= h >> 13;
  h *= 0xc2b2ae35U;
  h ^= h >> 16;
  return h;
}
KERB_HD uint32_t hashOf(uint32_t a, uint32_t b, uint32_t c = 0) {
  return scrambled(scrambled(a * 0x9E3779B1U + b) + c * 0x85EBCA77U + 0x27D4EB2FU);
}
/// Of a hash: 0 <= x < 1.
KERB_HD float unit(uint32_t hash) { return static_cast<float>(hash >> 8) * (1.0F / 16777216.0F); }
KERB_HD float between(float low, float high, uint32_t hash) { return low + (high - low) * unit(hash); }

/// A stream of hashes for building things one after the other.
struct Random {
  uint32_t state;
  uint32_t next() { return scrambled(state += 0x9E3779B9U); }
  float unit() { return synth::unit(next()); }
  float in(float low, float high) { return low + (high - low) * unit(); }
  int below(int n) { return static_cast<int>(unit() * static_cast<float>(n)); }
  bool chance(float p) { return unit() < p; }
};

/// Four numbers 0 <= x < 1, one for each of four hashes that are not avalanched yet.
struct FourUnits {
  float of[4];
};
KERB_HD FourUnits fourUnitsOneByOne(uint32_t a, uint32_t b, uint32_t c, uint32_t d) {
  return {{unit(scrambled(a)), unit(scrambled(b)), unit(scrambled(c)), unit(scrambled(d))}};
}
#if defined(__GNUC__) && !defined(__CUDACC__)
/// The same to the bit, in vector code.
KERB_HD FourUnits fourUnits(uint32_t a, uint32_t b, uint32_t c, uint32_t d) {
  using Bits = uint32_t __attribute__((vector_size(16)));
  using Signed = int32_t __attribute__((vector_size(16)));
  using Floats = float __attribute__((vector_size(16)));
  Bits h{a, b, c, d};
  h ^= h >> 16;
  h *= 0x85ebca6bU;
  h ^= h >> 13;
  h *= 0xc2b2ae35U;
  h ^= h >> 16;
  const Floats units =
      __builtin_convertvector(reinterpret_cast<Signed>(h >> 8), Floats) * (1.0F / 16777216.0F);
  FourUnits out;
  memcpy(out.of, &units, sizeof units);
  return out;
}
#else
KERB_HD FourUnits fourUnits(uint32_t a, uint32_t b, uint32_t c, uint32_t d) {
  return fourUnitsOneByOne(a, b, c, d);
}
#endif

/// Smooth value noise, 0..1, one random value per integer point.
KERB_HD float noise2(float x, float y, uint32_t seed) {
  const float fx = floorf(x), fy = floorf(y);
  float u = x - fx, v = y - fy;
  u = u * u * (3.0F - 2.0F * u);
  v = v * v * (3.0F - 2.0F * v);
  constexpr uint32_t kX = 0x9E3779B1U, kY = 0x85EBCA77U;
  const uint32_t h = static_cast<uint32_t>(static_cast<int32_t>(fx)) * kX +
                     static_cast<uint32_t>(static_cast<int32_t>(fy)) * kY + seed;
  const FourUnits at = fourUnits(h, h + kX, h + kY, h + kX + kY);
  return blend(blend(at.of[0], at.of[1], u), blend(at.of[2], at.of[3], u), v);
}

KERB_HD float noise3(Vec3 p, uint32_t seed) {
  const float fz = floorf(p.z);
  float w = p.z - fz;
  w = w * w * (3.0F - 2.0F * w);
  const uint32_t layer = seed + static_cast<uint32_t>(static_cast<int32_t>(fz)) * 0xC2B2AE3DU;
  return blend(noise2(p.x, p.y, layer), noise2(p.x, p.y, layer + 0xC2B2AE3DU), w);
}

/// How much of a detail of this size is left when it is seen through this footprint.
KERB_HD float visibility(float cell, float footprint) { return saturated(1.6F - 3.2F * footprint / cell); }

/// Zero-mean noise about -1..1 of one scale, fading to 0 as the footprint outgrows it.
KERB_HD float grain(float u, float v, float cell, float footprint, uint32_t seed) {
  const float visible = visibility(cell, footprint);
  return visible <= 0.0F ? 0.0F : visible * (2.0F * noise2(u / cell, v / cell, seed) - 1.0F);
}

/// Step from 0 to 1 at x = 0, seen through a box of this width.
KERB_HD float edge(float x, float footprint) { return saturated(x / most(footprint, 1e-5F) + 0.5F); }

/// 1 for low <= x <= high, filtered.
KERB_HD float band(float x, float low, float high, float footprint) {
  return edge(x - low, footprint) - edge(x - high, footprint);
}

/// 1 for the first `on` metres of each period, filtered: exact mean of the pulses under the box.
KERB_HD float pulses(float x, float period, float on, float footprint) {
  const float w = most(footprint, 1e-5F);
  const float a = (x - 0.5F * w) / period, b = (x + 0.5F * w) / period;
  const float duty = on / period;
  const float upto_a = floorf(a) * duty + least(a - floorf(a), duty);
  const float upto_b = floorf(b) * duty + least(b - floorf(b), duty);
  return saturated((upto_b - upto_a) * period / w);
}

}  // namespace kerb::synth
