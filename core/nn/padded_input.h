// What a convolution of the decoder reads, in one pass: activation, enlargement, skip connection and border.
#pragma once

#include <ATen/core/Tensor.h>

namespace kerb {

/// reflection_pad(cat(upsample(elu(x)), skip)) with a border of one pixel, differentiable. In float32 and
/// bfloat16 channels_last maps on the CPU this is one pass each way that keeps nothing but its result, which
/// the convolution keeps too; else it is composed of operators.
///   x        [B,C,h,w], as a convolution left it
///   elu      whether to activate it (alpha 1)
///   enlarge  nearest neighbours, twice the size: H, W = 2h, 2w, else h, w
///   skip     undefined, or [B,S,H,W] of the same type
///   returns  [B,C+S,H+2,W+2]
/// H or W less than 2, which have nothing to reflect: std::invalid_argument.
at::Tensor paddedInput(const at::Tensor& x, bool elu, bool enlarge = false, const at::Tensor& skip = {});

}  // namespace kerb
