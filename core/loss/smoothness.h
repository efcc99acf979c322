// Disparity should be smooth where the image is.
#pragma once

#include <ATen/core/Tensor.h>

#include "core/loss/evaluation.h"

namespace kerb {

/// mean(|dx d*| exp(-mean_c |dx I|)) + mean(|dy d*| exp(-mean_c |dy I|)) with d* = d / (mean_HW(d) + 1e-7):
/// invariant to the scale of the disparity (Godard et al. 2019, eq. 3). Differences are between neighbours.
///   disparity  [B,1,H,W] floating, > 0; H, W >= 2
///   image      [B,C,H,W] floating, in [0,1]: the type computed in; it gets no gradient
///   returns    a scalar
at::Tensor edgeAwareSmoothness(const at::Tensor& disparity, const at::Tensor& image,
                               Evaluation evaluation = Evaluation::fused);

}  // namespace kerb
