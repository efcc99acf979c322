#include "core/nn/max_pool_rows.h"

#include <limits>

#include "core/nn/bf16.h"

namespace kerb::simd {
namespace {

/// Where in > out, or in is NaN: out = in, taken = code.
template <class T>
KERB_INLINE void offer(const T* in, uint8_t code, int64_t n, T* out, uint8_t* taken) {
#pragma GCC ivdep
  for (int64_t c = 0; c < n; ++c) {
    const float value = toFloat(in[c]), held = toFloat(out[c]);
    const bool take = (value > held) | isNan(value);
    out[c] = take ? in[c] : out[c];
    taken[c] = take ? code : taken[c];
  }
}

template <class T>
KERB_INLINE void maxPoolRow(const std::array<const T*, 3>& rows, int64_t width, int64_t channels, T* out,
                            uint8_t* taken) {
  T lowest;
  store(-std::numeric_limits<float>::infinity(), lowest);
  for (int64_t x = 0; 2 * x < width; ++x) {
    T* to = out + x * channels;
    uint8_t* code = taken + x * channels;
    for (int64_t c = 0; c < channels; ++c) to[c] = lowest;
    for (int64_t c = 0; c < channels; ++c) code[c] = 4;
    for (int64_t k = 0; k < 9; ++k) {
      const int64_t column = 2 * x + k % 3 - 1;
      if (rows[k / 3] == nullptr || column < 0 || column >= width) continue;
      offer(rows[k / 3] + column * channels, static_cast<uint8_t>(k), channels, to, code);
    }
  }
}

template <class T>
KERB_INLINE void maxPoolBackwardRow(const T* by_out, const uint8_t* taken, int64_t row, int64_t width,
                                    int64_t channels, T* io) {
  const int64_t pooled = (width + 1) / 2;
  for (int64_t x = 0; x < width; ++x) {
    T* to = io + x * channels;
    for (int64_t k = x % 2 == 0 ? 1 : 0; k < 3; k += 2) {
      const int64_t window = (x + 1 - k) / 2;
      if (window >= pooled) continue;
      const T* from = by_out + window * channels;
      const uint8_t* code = taken + window * channels;
      const auto wanted = static_cast<uint8_t>(3 * row + k);
#pragma GCC ivdep
      for (int64_t c = 0; c < channels; ++c) {
        store(toFloat(to[c]) + (code[c] == wanted ? toFloat(from[c]) : 0.0F), to[c]);
      }
    }
  }
}

}  // namespace

KERB_SIMD void maxPool(const std::array<const float*, 3>& rows, int64_t width, int64_t channels, float* out,
                       uint8_t* taken) {
  maxPoolRow(rows, width, channels, out, taken);
}
KERB_SIMD void maxPool(const std::array<const Bf16*, 3>& rows, int64_t width, int64_t channels, Bf16* out,
                       uint8_t* taken) {
  maxPoolRow(rows, width, channels, out, taken);
}

KERB_SIMD void maxPoolBackward(const float* by_out, const uint8_t* taken, int64_t row, int64_t width,
                               int64_t channels, float* io) {
  maxPoolBackwardRow(by_out, taken, row, width, channels, io);
}
KERB_SIMD void maxPoolBackward(const Bf16* by_out, const uint8_t* taken, int64_t row, int64_t width,
                               int64_t channels, Bf16* io) {
  maxPoolBackwardRow(by_out, taken, row, width, channels, io);
}

}  // namespace kerb::simd
