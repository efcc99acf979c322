// Loops over one row, compiled for several instruction sets and chosen at run time (no -march=native).
#pragma once

#include <cstdint>

namespace kerb::simd {

/// bfloat16 as its bits.
using Bf16 = uint16_t;

/// out[i] = elu(in[i]) = in > 0 ? in : exp(in) - 1
void elu(const float* in, float* out, int64_t n);
void elu(const Bf16* in, Bf16* out, int64_t n);
/// Widens to float on the way.
void elu(const Bf16* in, float* out, int64_t n);

/// out[i] = 1 / (1 + exp(-in[i]))
void sigmoid(const float* in, float* out, int64_t n);

/// out[x*channels + c] = (planes[c*plane + x] - mean) * scale
void interleave(const float* planes, int64_t plane, int64_t channels, int64_t width, float mean, float scale,
                float* out);
void interleave(const float* planes, int64_t plane, int64_t channels, int64_t width, float mean, float scale,
                Bf16* out);

/// io[i] = max(io[i], in[i]); values >= 0, whose bits are ordered like integers
void maximum(const float* in, float* io, int64_t n);
void maximum(const Bf16* in, Bf16* io, int64_t n);

/// out[x] += sum over k < taps of rows[x*step + k] * weight[k]; taps a multiple of 16
void slidingDot(const float* row, const float* weight, int64_t taps, int64_t step, int64_t width, float* out);

}  // namespace kerb::simd
