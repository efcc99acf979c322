// Resizing of images, labels and maps, with the conventions of the papers' data pipelines.
#pragma once

#include <cstdint>

#include <ATen/core/Tensor.h>

namespace kerb {

/// Pillow's LANCZOS for 8-bit images, bit for bit: windowed sinc of radius 3, widened by the ratio when it
/// shrinks (anti-aliased; OpenCV's LANCZOS4 is not); weights in 22-bit fixed point; the width first, rounded
/// to 8 bits, then the height. (So do Pillow 10.4 and, as far as is known, all before it. Pillow 13 begins
/// with the cheaper axis, which moves single grey levels where the height shrinks more than the width.)
///   image    [C,H,W] uint8, any strides
///   returns  [C,height,width] uint8 on the CPU, memory interleaved (a permuted [height,width,C])
at::Tensor resizeLanczos(const at::Tensor& image, int64_t width, int64_t height);

/// For labels. Output x takes input floor((x + 0.5) * W / width), in exact integer arithmetic; same for y.
/// This is Pillow's NEAREST, except that Pillow's running sum of doubles may land left of an exact tie.
/// (OpenCV's and ATen's default leave out the 0.5 and shift labels.)
///   labels   [...,H,W], any type
at::Tensor resizeNearest(const at::Tensor& labels, int64_t width, int64_t height);

/// Bilinear between pixel centres at half-integers (align_corners=false), without anti-aliasing: what
/// OpenCV's resize does by default, and the evaluation protocols.
///   map      [H,W] floating
at::Tensor resizeBilinear(const at::Tensor& map, int64_t width, int64_t height);

}  // namespace kerb
