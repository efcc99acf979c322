// Arguments of the CUDA form of the fused reprojection loss. Also read by nvcc: C++17.
#pragma once

#include <cstdint>

#include "core/loss/reprojection_kernel.h"

namespace kerb {

inline constexpr int kMostSources = 4, kMostScales = 8;

template <class T>
struct CudaReprojection {
  int32_t batch, height, width, sources, scales;
  const T* target;                  ///< [B,3,H,W]
  const T* source[kMostSources];    ///< [B,3,H,W]
  const bool* valid[kMostSources];  ///< [B,H,W] or null
  const T* sigmoid[kMostScales];    ///< [B,H,W]
  const double* ray;                ///< [S,B,3,3]
  const double* offset;             ///< [S,B,3]
  bool auto_mask, minimum, noisy, derivatives;
  uint64_t tie_seed;
  int64_t first_item;  ///< the noise of item i is that of first_item + i
  T disparity_offset, disparity_slope;
  T* by_sigmoid[kMostScales];  ///< [B,H,W], with derivatives
  T* error;                    ///< [B,H,W] of the first scale, or null
  uint8_t* choice;             ///< the same
  double* sums;                ///< [B,blocks,scales,3]: error, pixels that count, pixels of a warp
  double* motions;             ///< [B,blocks,scales,S,12]: by K R K^-1, by K t
};

/// Blocks of pixels that a picture is cut into.
int64_t cudaReprojectionBlocks(int64_t height, int64_t width);

/// On the current device and stream.
void launchReprojection(const CudaReprojection<float>& arguments);
void launchReprojection(const CudaReprojection<double>& arguments);

}  // namespace kerb
