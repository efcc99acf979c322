// Arguments of the CUDA form of the fused edge-aware smoothness. Also read by nvcc: C++17.
#pragma once

#include <cstdint>

namespace kerb {

template <class T>
struct CudaSmoothness {
  int32_t batch, height, width, channels;  ///< fewer than 2^31 pixels an item
  const T* disparity;                      ///< [B,H,W]
  const T* image;                          ///< [B,C,H,W]
  T across, down;                          ///< as in SmoothnessPicture
  double* sums;                            ///< [B,blocks,2]: weighted steps, disparity
  T* by_disparity;                         ///< [B,H,W]
};

/// Blocks that a picture of so many pixels is cut into.
int64_t cudaSmoothnessBlocks(int64_t pixels);

/// On the current device and stream.
void launchSmoothness(const CudaSmoothness<float>& arguments);
void launchSmoothness(const CudaSmoothness<double>& arguments);

}  // namespace kerb
