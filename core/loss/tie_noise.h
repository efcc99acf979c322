// Noise that breaks ties, from a counter: the same on every device, for every order of evaluation, and never
// stored where it is drawn on the fly.
#pragma once

#include <cstdint>

#include "core/base/host_device.h"

namespace kerb {

inline constexpr double kTieAmplitude = 1e-5;

/// The finaliser of MurmurHash3.
KERB_HOST_DEVICE inline uint32_t mixBits(uint32_t x) {
  x ^= x >> 16;
  x *= 0x85EBCA6BU;
  x ^= x >> 13;
  x *= 0xC2B2AE35U;
  return x ^ (x >> 16);
}

/// The key of one map of noise.
KERB_HOST_DEVICE inline uint32_t tieKey(uint64_t seed, uint32_t map) {
  return mixBits(static_cast<uint32_t>(seed) + mixBits(static_cast<uint32_t>(seed >> 32) + mixBits(map)));
}

/// Mean 0, standard deviation 1, nearly normal: four uniform 16-bit numbers, added (variance 1/12 each).
template <class T>
KERB_HOST_DEVICE inline T tieNoise(uint32_t key, uint32_t pixel) {
  const uint32_t a = mixBits(pixel * 0x9E3779B9U + key), b = mixBits(a + 0x9E3779B9U);
  const uint32_t sum = (a & 0xFFFF) + (a >> 16) + (b & 0xFFFF) + (b >> 16);
  constexpr T kScale = static_cast<T>(1.7320508075688772 / 65536);
  return (static_cast<T>(static_cast<int32_t>(sum)) - T(131070)) * kScale;
}

/// Number of the map for one scale, item and identity candidate. `item` counts through the whole batch of a
/// step, so that it does not matter how many ranks or parts share it.
KERB_HOST_DEVICE inline uint32_t tieMap(int64_t scale, int64_t item, int64_t candidate, int64_t candidates) {
  constexpr int64_t kScales = 16;
  return static_cast<uint32_t>((item * kScales + scale) * candidates + candidate);
}

}  // namespace kerb
