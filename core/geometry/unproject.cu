// The CUDA twin of unprojectCpu(): mark, prefix sum, write.
#include <ATen/cuda/CUDAContext.h>
#include <ATen/ops/cumsum.h>
#include <ATen/ops/empty.h>
#include <c10/cuda/CUDAException.h>
#include <c10/cuda/CUDAGuard.h>

#include "core/geometry/unproject_kernel.h"

namespace kerb {
namespace {

constexpr int kThreads = 256;

/// One thread, one pixel. At the borders of the map a pixel is its own neighbour.
__global__ void markPixels(UnprojectArguments a, int32_t* keep) {
  const int64_t i = static_cast<int64_t>(blockIdx.x) * blockDim.x + threadIdx.x;
  if (i >= a.height * a.width) return;
  const int64_t row = i / a.width, x = i % a.width;
  const float d = a.depth[i];
  const float above = a.depth[row > 0 ? i - a.width : i];
  const float below = a.depth[row + 1 < a.height ? i + a.width : i];
  const float left = a.depth[x > 0 ? i - 1 : i];
  const float right = a.depth[x + 1 < a.width ? i + 1 : i];
  const unsigned torn = isJump(d, above, a.max_jump) | isJump(d, below, a.max_jump) |
                        isJump(d, left, a.max_jump) | isJump(d, right, a.max_jump);
  keep[i] = static_cast<int32_t>(isValidDepth(d) & static_cast<unsigned>(d <= a.max_depth) & (torn ^ 1U));
}

/// `last[i]` counts the kept pixels up to and with i.
__global__ void writePoints(UnprojectArguments a, const int32_t* keep, const int32_t* last, float* xyz,
                            int32_t* pixel) {
  const int64_t i = static_cast<int64_t>(blockIdx.x) * blockDim.x + threadIdx.x;
  if (i >= a.height * a.width || keep[i] == 0) return;
  const int64_t row = i / a.width, x = i % a.width;
  const int64_t place = static_cast<int64_t>(last[i]) - 1;
  const float d = a.depth[i];
  xyz[3 * place] = (static_cast<float>(x) - a.cx) * a.inverse_fx * d;
  xyz[3 * place + 1] = (static_cast<float>(row) - a.cy) * a.inverse_fy * d;
  xyz[3 * place + 2] = d;
  pixel[place] = static_cast<int32_t>(i);
}

}  // namespace

Points unprojectCuda(const at::Tensor& depth, const UnprojectArguments& arguments) {
  const c10::cuda::CUDAGuard guard(depth.device());
  const auto stream = at::cuda::getCurrentCUDAStream();
  const auto integers = depth.options().dtype(at::kInt);
  const int64_t pixels = depth.numel();
  const auto blocks = static_cast<unsigned>((pixels + kThreads - 1) / kThreads);
  const at::Tensor keep = at::empty({pixels}, integers);
  markPixels<<<blocks, kThreads, 0, stream>>>(arguments, keep.mutable_data_ptr<int32_t>());
  C10_CUDA_KERNEL_LAUNCH_CHECK();
  const at::Tensor last = at::cumsum(keep, 0, at::kInt);
  const int64_t count = last[pixels - 1].item<int32_t>();  // waits for the stream
  Points points{at::empty({count, 3}, depth.options()), at::empty({count}, integers)};
  writePoints<<<blocks, kThreads, 0, stream>>>(
      arguments, keep.const_data_ptr<int32_t>(), last.const_data_ptr<int32_t>(),
      points.xyz.mutable_data_ptr<float>(), points.pixel.mutable_data_ptr<int32_t>());
  C10_CUDA_KERNEL_LAUNCH_CHECK();
  return points;
}

}  // namespace kerb
