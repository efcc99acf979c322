// Plain loops that the compiler vectorises, once per instruction set.
#include "core/nn/simd_rows.h"

#include <bit>

// Cloned functions are resolved before a sanitizer is ready, so sanitized builds use the default only.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && !defined(__SANITIZE_ADDRESS__) && \
    !defined(__SANITIZE_THREAD__)
#define KERB_SIMD __attribute__((target_clones("default", "avx2", "avx512f")))
#else
#define KERB_SIMD
#endif
#define KERB_INLINE [[gnu::always_inline]] inline

namespace kerb::simd {
namespace {

KERB_INLINE float toFloat(float x) { return x; }
KERB_INLINE float toFloat(Bf16 x) { return std::bit_cast<float>(static_cast<uint32_t>(x) << 16); }

KERB_INLINE void store(float x, float& out) { out = x; }
KERB_INLINE void store(float x, Bf16& out) {  // round to nearest, ties to even; NaN stays NaN
  const uint32_t bits = std::bit_cast<uint32_t>(x);
  const uint32_t rounded = (bits + 0x7FFF + ((bits >> 16) & 1)) >> 16;
  out = static_cast<Bf16>(x != x ? 0x7FC0 : rounded);
}

// exp on [-87, 0]: 2^n * exp(r), |r| <= ln2/2, Taylor to the sixth power (relative error 2e-7).
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

template <class In, class Out>
KERB_INLINE void eluRow(const In* in, Out* out, int64_t n) {
  for (int64_t i = 0; i < n; ++i) {
    const float x = toFloat(in[i]);
    const float below = expOfNegative(x > 0 ? 0.0F : x) - 1.0F;
    store(x > 0 ? x : below, out[i]);
  }
}

template <class Out>
KERB_INLINE void interleaveRow(const float* planes, int64_t plane, int64_t channels, int64_t width,
                               float mean, float scale, Out* out) {
  for (int64_t c = 0; c < channels; ++c) {
    for (int64_t x = 0; x < width; ++x) store((planes[c * plane + x] - mean) * scale, out[x * channels + c]);
  }
}

}  // namespace

KERB_SIMD void elu(const float* in, float* out, int64_t n) { eluRow(in, out, n); }
KERB_SIMD void elu(const Bf16* in, Bf16* out, int64_t n) { eluRow(in, out, n); }
KERB_SIMD void elu(const Bf16* in, float* out, int64_t n) { eluRow(in, out, n); }

KERB_SIMD void sigmoid(const float* in, float* out, int64_t n) {
  for (int64_t i = 0; i < n; ++i) {
    const float e = expOfNegative(in[i] > 0 ? -in[i] : in[i]);  // never overflows
    out[i] = (in[i] > 0 ? 1.0F : e) / (1.0F + e);
  }
}

KERB_SIMD void interleave(const float* planes, int64_t plane, int64_t channels, int64_t width, float mean,
                          float scale, float* out) {
  interleaveRow(planes, plane, channels, width, mean, scale, out);
}
KERB_SIMD void interleave(const float* planes, int64_t plane, int64_t channels, int64_t width, float mean,
                          float scale, Bf16* out) {
  interleaveRow(planes, plane, channels, width, mean, scale, out);
}

KERB_SIMD void maximum(const float* in, float* io, int64_t n) {
  for (int64_t i = 0; i < n; ++i) io[i] = in[i] > io[i] ? in[i] : io[i];
}
KERB_SIMD void maximum(const Bf16* in, Bf16* io, int64_t n) {
  for (int64_t i = 0; i < n; ++i) {
    // Signed, so that -0 loses.
    io[i] = static_cast<int16_t>(in[i]) > static_cast<int16_t>(io[i]) ? in[i] : io[i];
  }
}

KERB_SIMD void slidingDot(const float* row, const float* weight, int64_t taps, int64_t step, int64_t width,
                          float* out) {
  constexpr int64_t kLanes = 16;
  for (int64_t x = 0; x < width; ++x) {
    float sums[kLanes] = {};
    for (int64_t k = 0; k < taps; k += kLanes) {
      for (int64_t lane = 0; lane < kLanes; ++lane) sums[lane] += row[x * step + k + lane] * weight[k + lane];
    }
    for (int64_t half = kLanes / 2; half > 0; half /= 2) {
      for (int64_t lane = 0; lane < half; ++lane) sums[lane] += sums[lane + half];
    }
    out[x] += sums[0];
  }
}

}  // namespace kerb::simd
