#include "core/nn/padded_rows.h"

#include "core/nn/bf16.h"

namespace kerb::simd {
namespace {

template <class T>
KERB_INLINE void accumulateRow(const T* in, int64_t n, float* io) {
#pragma GCC ivdep
  for (int64_t i = 0; i < n; ++i) io[i] += toFloat(in[i]);
}

template <class T>
KERB_INLINE void pickChannelsRow(const float* in, int64_t stride, int64_t channels, int64_t width, T* out) {
  for (int64_t x = 0; x < width; ++x) {
    const float* from = in + x * stride;
    T* to = out + x * channels;
#pragma GCC ivdep
    for (int64_t c = 0; c < channels; ++c) store(from[c], to[c]);
  }
}

// elu'(x) = 1 for x > 0, else exp(x) = elu(x) + 1.
template <class T>
KERB_INLINE void sumTimesEluRow(const float* in, const T* result, bool elu, int64_t step, int64_t stride,
                                int64_t channels, int64_t width, T* out) {
  for (int64_t x = 0; x < width; ++x) {
    const float *first = in + x * step * stride, *second = first + stride;
    const T* y = result + x * step * stride;
    T* to = out + x * channels;
    const float other = step == 2 ? 1.0F : 0.0F, identity = elu ? 0.0F : 1.0F;
    if (step == 1) second = first;
#pragma GCC ivdep
    for (int64_t c = 0; c < channels; ++c) {
      const float value = toFloat(y[c]), below = (value > 0 ? 0.0F : value) + 1.0F;
      store((first[c] + other * second[c]) * (identity > 0 ? 1.0F : below), to[c]);
    }
  }
}

}  // namespace

KERB_SIMD void accumulate(const float* in, int64_t n, float* io) { accumulateRow(in, n, io); }
KERB_SIMD void accumulate(const Bf16* in, int64_t n, float* io) { accumulateRow(in, n, io); }

KERB_SIMD void pickChannels(const float* in, int64_t stride, int64_t channels, int64_t width, float* out) {
  pickChannelsRow(in, stride, channels, width, out);
}
KERB_SIMD void pickChannels(const float* in, int64_t stride, int64_t channels, int64_t width, Bf16* out) {
  pickChannelsRow(in, stride, channels, width, out);
}

KERB_SIMD void sumTimesElu(const float* in, const float* result, bool elu, int64_t step, int64_t stride,
                           int64_t channels, int64_t width, float* out) {
  sumTimesEluRow(in, result, elu, step, stride, channels, width, out);
}
KERB_SIMD void sumTimesElu(const float* in, const Bf16* result, bool elu, int64_t step, int64_t stride,
                           int64_t channels, int64_t width, Bf16* out) {
  sumTimesEluRow(in, result, elu, step, stride, channels, width, out);
}

}  // namespace kerb::simd
