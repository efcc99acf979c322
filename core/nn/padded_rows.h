// Rows of paddedInput() and of its derivative; float or bfloat16, compiled for several instruction sets.
#pragma once

#include <cstdint>

#include "core/nn/simd_rows.h"

namespace kerb::simd {

/// io += in
void accumulate(const float* in, int64_t n, float* io);
void accumulate(const Bf16* in, int64_t n, float* io);

/// out[x*channels + c] = in[x*stride + c], rounded, for `width` pixels
void pickChannels(const float* in, int64_t stride, int64_t channels, int64_t width, float* out);
void pickChannels(const float* in, int64_t stride, int64_t channels, int64_t width, Bf16* out);

/// out[x*channels + c] = sum of in[(x*step + k)*stride + c] over k < step, times the derivative of ELU where
/// its result is result[x*step*stride + c] (without `elu`: times 1), rounded.
void sumTimesElu(const float* in, const float* result, bool elu, int64_t step, int64_t stride,
                 int64_t channels, int64_t width, float* out);
void sumTimesElu(const float* in, const Bf16* result, bool elu, int64_t step, int64_t stride,
                 int64_t channels, int64_t width, Bf16* out);

}  // namespace kerb::simd
