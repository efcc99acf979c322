// bfloat16 as its bits, to and from float, in a form that vectorises.
#pragma once

#include <bit>

#include "core/base/simd_math.h"
#include "core/nn/simd_rows.h"

namespace kerb::simd {

KERB_INLINE float toFloat(float x) { return x; }
KERB_INLINE float toFloat(Bf16 x) { return std::bit_cast<float>(static_cast<uint32_t>(x) << 16); }

KERB_INLINE void store(float x, float& out) { out = x; }
KERB_INLINE void store(float x, Bf16& out) {  // round to nearest, ties to even; NaN stays NaN
  const uint32_t bits = std::bit_cast<uint32_t>(x);
  const uint32_t rounded = (bits + 0x7FFF + ((bits >> 16) & 1)) >> 16;
  out = static_cast<Bf16>(x != x ? 0x7FC0 : rounded);
}

}  // namespace kerb::simd
