// Elementary functions that vectorise.
#pragma once

#include <bit>
#include <cstdint>
#include <limits>

#include "core/base/simd.h"

namespace kerb::simd {

template <class T>
KERB_INLINE bool isNan(T x) {
  return !(x <= std::numeric_limits<T>::infinity());
}

/// exp on [-87, 0]: 2^n * exp(r), |r| <= ln2/2, Taylor to the sixth power (relative error 2e-7).
KERB_INLINE float expOfNegative(float x) {
  constexpr float kRound = 12582912.0F;  // 1.5 * 2^23: adding it rounds to an integer
  const float clamped = x < -87.0F ? -87.0F : x;
  const float shifted = clamped * 1.44269504F + kRound;
  const float n = shifted - kRound;
  const float r = (clamped - n * 0.693359375F) + n * 2.12194440e-4F;
  float p = 1.0F / 720;
  p = p * r + 1.0F / 120;
  p = p * r + 1.0F / 24;
  p = p * r + 1.0F / 6;
  p = p * r + 0.5F;
  p = p * r + 1.0F;
  p = p * r + 1.0F;
  const uint32_t exponent = std::bit_cast<uint32_t>(shifted) - std::bit_cast<uint32_t>(kRound) + 127;
  return p * std::bit_cast<float>(exponent << 23);
}

}  // namespace kerb::simd
