// How different two pictures look: the error that view synthesis minimises.
#pragma once

#include <ATen/core/Tensor.h>

namespace kerb {

/// Weights of the photometric error (Godard et al. 2019, section 3).
inline constexpr double kSsimWeight = 0.85, kL1Weight = 0.15;
/// Constants of SSIM for values in [0,1]: (0.01)^2 and (0.03)^2 (Wang et al. 2004).
inline constexpr double kSsimC1 = 1e-4, kSsimC2 = 9e-4;

/// clamp((1 - SSIM(a, b)) / 2, 0, 1), with 3x3 means of the image reflected at its border (Godard et al.
/// 2017, eq. 3): 0 for equal pictures.
///   a, b     [B,C,H,W] floating, in [0,1]; H, W >= 2
///   returns  [B,C,H,W] in [0,1]
at::Tensor ssimLoss(const at::Tensor& a, const at::Tensor& b);

/// pe = 0.85 * mean_c(ssimLoss) + 0.15 * mean_c |a - b| (Godard et al. 2019, eq. 2).
///   a, b     [B,C,H,W] floating, in [0,1]; H, W >= 2
///   returns  [B,1,H,W] in [0,1]
at::Tensor photometricError(const at::Tensor& a, const at::Tensor& b);

}  // namespace kerb
