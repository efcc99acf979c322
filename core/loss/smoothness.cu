// The CUDA form of the fused edge-aware smoothness: a thread computes pixels by themselves, with their
// derivatives; blocks write their sums, which are added elsewhere, so that the result is the same in every
// run.
#include <ATen/cuda/CUDAContext.h>
#include <c10/cuda/CUDAException.h>

#include "core/loss/block_sum.cuh"
#include "core/loss/smoothness_cuda.h"
#include "core/loss/smoothness_kernel.h"

namespace kerb {
namespace {

constexpr int kThreads = 256, kPixels = 4 * kThreads;  // of a block

template <class T>
__device__ SmoothnessPicture<T> pictureOf(const CudaSmoothness<T>& a, int64_t item) {
  const int64_t plane = static_cast<int64_t>(a.height) * a.width;
  return {a.disparity + item * plane,
          a.image + item * a.channels * plane,
          a.height,
          a.width,
          a.channels,
          a.across,
          a.down};
}

template <class T>
__global__ void __launch_bounds__(kThreads) smoothnessKernel(const CudaSmoothness<T> a, unsigned blocks) {
  __shared__ double lanes[kThreads];
  const int64_t item = blockIdx.x / blocks;
  const int32_t pixels = a.height * a.width, begin = static_cast<int32_t>(blockIdx.x % blocks) * kPixels;
  const int32_t count = min(kPixels, pixels - begin);
  const SmoothnessPicture<T> picture = pictureOf(a, item);
  double error = 0, disparity = 0;
  for (int32_t i = threadIdx.x; i < count; i += kThreads) {
    const int32_t pixel = begin + i;
    const SmoothnessPixel<T> result = smoothnessAt(picture, pixel / a.width, pixel % a.width);
    a.by_disparity[item * pixels + pixel] = result.by_disparity;
    error += static_cast<double>(result.error);
    disparity += static_cast<double>(picture.disparity[pixel]);
  }
  const double sums[2] = {blockSum<kThreads>(lanes, error), blockSum<kThreads>(lanes, disparity)};
  if (threadIdx.x != 0) return;
  for (int i = 0; i < 2; ++i) a.sums[2 * static_cast<int64_t>(blockIdx.x) + i] = sums[i];
}

template <class T>
void launch(const CudaSmoothness<T>& a) {
  const auto blocks = static_cast<unsigned>(cudaSmoothnessBlocks(static_cast<int64_t>(a.height) * a.width));
  smoothnessKernel<T><<<blocks * a.batch, kThreads, 0, at::cuda::getCurrentCUDAStream()>>>(a, blocks);
  C10_CUDA_KERNEL_LAUNCH_CHECK();
}

}  // namespace

int64_t cudaSmoothnessBlocks(int64_t pixels) { return (pixels + kPixels - 1) / kPixels; }

void launchSmoothness(const CudaSmoothness<float>& arguments) { launch(arguments); }
void launchSmoothness(const CudaSmoothness<double>& arguments) { launch(arguments); }

}  // namespace kerb
