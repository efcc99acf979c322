// minimumReprojection() in LibTorch operators: the reference.
#pragma once

#include "core/loss/reprojection.h"

namespace kerb {

/// As minimumReprojection(), for an input that has been checked.
ReprojectionLoss composedReprojection(const ReprojectionInput& input, const ReprojectionOptions& options);

/// [B,1,h,w] -> [B,1,H,W] of the target, in its type: bilinear, half-pixel centres.
at::Tensor upsampledDisparity(const ReprojectionInput& input, size_t scale);

}  // namespace kerb
