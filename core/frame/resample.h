// Resizing of images, labels and maps, with the conventions of the papers' data pipelines.
#pragma once

#include <cstdint>

#include <ATen/core/Tensor.h>

namespace kerb {

/// Pillow's LANCZOS for 8-bit images, bit for bit: windowed sinc of radius 3, widened by the ratio when it
/// shrinks (anti-aliased; OpenCV's LANCZOS4 is not); weights in 22-bit fixed point; first the columns,
/// rounded to 8 bits, then the rows.
///   image    [C,H,W] uint8, any strides
///   returns  [C,height,width] uint8 on the CPU, memory interleaved (a permuted [height,width,C])
at::Tensor resizeLanczos(const at::Tensor& image, int64_t width, int64_t height);

/// For labels. Output x takes input floor((x + 0.5) * W / width), in exact integer arithmetic (Pillow's
/// NEAREST; at::upsample_nearest2d, which leaves out the 0.5, shifts labels by up to half a pixel). Same for
/// y.
///   labels   [...,H,W], any type
at::Tensor resizeNearest(const at::Tensor& labels, int64_t width, int64_t height);

/// Bilinear between pixel centres at half-integers (align_corners=false), without anti-aliasing: what
/// OpenCV's resize does by default, and the evaluation protocols.
///   map      [H,W] floating
at::Tensor resizeBilinear(const at::Tensor& map, int64_t width, int64_t height);

}  // namespace kerb
