// Passes between the convolutions of the inference path, channels_last: fused kernels for float32 and
// bfloat16 on the CPU, composed operators elsewhere.
#pragma once

#include <ATen/core/Tensor.h>

namespace kerb {

enum class Border { reflect, replicate };

/// Whether the passes below are fused there.
bool hasNhwcKernels(at::Device device, at::ScalarType type);

/// rgb  [B,3,H,W] or more channels, float32, contiguous
/// returns (rgb - 0.45)/0.225 as channels_last of `type`
at::Tensor normalisedNhwc(const at::Tensor& rgb, at::ScalarType type);

/// x    [B,C,H,W] channels_last, H, W >= 2
/// out  [B,C,H+2,W+2] channels_last of the same type: x with one pixel of border on each side, after ELU
///      (alpha 1) where `elu`
void padNhwc(const at::Tensor& x, Border border, bool elu, const at::Tensor& out);

/// 3x3 maximum, stride 2, padding 1, of values >= 0 (after a ReLU): [B,C,H,W] -> [B,C,H/2,W/2], H, W even.
at::Tensor maxPoolNhwc(const at::Tensor& x);

/// The last convolution of a disparity: sigmoid(conv3x3(reflection_pad(elu(x)))) with one output channel.
/// x       [B,C,H,W] channels_last, C a multiple of 16, before its ELU
/// weight  [1,C,3,3] float32; bias [1] float32
/// returns [B,1,H,W] float32
at::Tensor disparityHead(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias);

}  // namespace kerb
