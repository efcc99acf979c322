// Plain loops that the compiler vectorises, once per instruction set.
#include "core/nn/simd_rows.h"

#include "core/nn/bf16.h"

namespace kerb::simd {
namespace {

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
