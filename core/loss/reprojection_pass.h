// The one pass of the fused reprojection loss, on the CPU and on CUDA.
#pragma once

#include <vector>

#include <ATen/core/Tensor.h>

#include "core/loss/reprojection.h"

namespace kerb {

/// All on the device of the target.
struct ReprojectionPass {
  at::Tensor sums;  ///< [scales,3] double: error, pixels that count, pixels of a warp
  // With derivatives, of the sum of errors (not of their mean):
  std::vector<at::Tensor> by_sigmoid;  ///< per scale [B,1,H,W]
  at::Tensor by_ray;                   ///< [scales,S,B,3,3] double: by K R K^-1
  at::Tensor by_offset;                ///< [scales,S,B,3,1] double: by K t
  at::Tensor error, choice;  ///< of the first scale, where maps are wanted: [B,1,H,W]; the latter uint8
};

/// K R K^-1 and K t of every source and batch item, in double on the device of the target.
struct ReprojectionMotions {
  at::Tensor ray;     ///< [S,B,3,3]
  at::Tensor offset;  ///< [S,B,3,1]
};

/// sigmoids  per scale [B,1,H,W], contiguous, of the target's type
ReprojectionPass reprojectionPassCpu(const ReprojectionInput& input, const ReprojectionOptions& options,
                                     const std::vector<at::Tensor>& sigmoids,
                                     const ReprojectionMotions& motions, bool derivatives);

/// The same on CUDA, in builds that have it, for so many sources and scales.
bool hasCudaReprojection(size_t sources, size_t scales);
ReprojectionPass reprojectionPassCuda(const ReprojectionInput& input, const ReprojectionOptions& options,
                                      const std::vector<at::Tensor>& sigmoids,
                                      const ReprojectionMotions& motions, bool derivatives);

}  // namespace kerb
