// Colour jitter as the papers' data pipelines do it: Pillow's operations on 8-bit RGB, bit for bit.
#pragma once

#include <vector>

#include <ATen/core/Tensor.h>

#include "core/base/draws.h"

namespace kerb {

/// One draw, shared by all frames of a sample: frames that were jittered apart would teach the photometric
/// loss nothing (methods.md section 8).
struct ColourJitter {
  enum class Step { brightness, contrast, saturation, hue };
  double brightness = 1, contrast = 1, saturation = 1;  ///< factors, >= 0
  double hue = 0;                                       ///< -0.5..0.5 turns
  std::vector<Step> order{Step::brightness, Step::contrast, Step::saturation, Step::hue};
};

/// Brightness, contrast and saturation from U(0.8, 1.2), hue from U(-0.1, 0.1), the order at random.
ColourJitter drawColourJitter(Draws& draws);

/// Brightness v*f; contrast blends with the rounded mean of the image's grey; saturation with the pixel's
/// grey L = 0.299 R + 0.587 G + 0.114 B; hue adds trunc(255 f) mod 256 to Pillow's 8-bit H. After every step
/// 8 bits.
///   image    [3,H,W] uint8 RGB, any strides
///   returns  [3,H,W] uint8, memory interleaved, never the input's
at::Tensor jittered(const at::Tensor& image, const ColourJitter& jitter);

}  // namespace kerb
