// The passes of nhwc_kernels.h in plain operators: what the kernels are measured against, and what runs on
// other devices and in other types. Any device, any floating-point type; channels_last in, channels_last out.
#pragma once

#include <ATen/core/Tensor.h>

#include "core/nn/nhwc_kernels.h"

namespace kerb::composed {

at::Tensor normalisedNhwc(const at::Tensor& rgb, at::ScalarType type);
/// Returns what padNhwc() writes.
at::Tensor padNhwc(const at::Tensor& x, Border border, bool elu);
at::Tensor maxPoolNhwc(const at::Tensor& x);
/// Computed in the type of `x`, float32 at least.
at::Tensor disparityHead(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias);

}  // namespace kerb::composed
