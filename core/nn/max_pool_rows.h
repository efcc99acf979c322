// Rows of maxPool() and of its derivative; float or bfloat16, compiled for several instruction sets.
#pragma once

#include <array>
#include <cstdint>

#include "core/nn/simd_rows.h"

namespace kerb::simd {

/// One pooled row. taken: 3 * row + column of the neighbour that was the maximum.
///   rows  of width*channels numbers, null outside the map (the middle one never is)
void maxPool(const std::array<const float*, 3>& rows, int64_t width, int64_t channels, float* out,
             uint8_t* taken);
void maxPool(const std::array<const Bf16*, 3>& rows, int64_t width, int64_t channels, Bf16* out,
             uint8_t* taken);

/// Adds to a row of the input, of `width` pixels, what a pooled row gives back whose windows hold it as `row`
/// (0, 1, 2).
void maxPoolBackward(const float* by_out, const uint8_t* taken, int64_t row, int64_t width, int64_t channels,
                     float* io);
void maxPoolBackward(const Bf16* by_out, const uint8_t* taken, int64_t row, int64_t width, int64_t channels,
                     Bf16* io);

}  // namespace kerb::simd
