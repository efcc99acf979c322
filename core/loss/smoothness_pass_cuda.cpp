#include <ATen/ATen.h>
#include <c10/cuda/CUDAGuard.h>

#include "core/loss/smoothness_cuda.h"
#include "core/loss/smoothness_pass.h"

namespace kerb {
namespace {

template <class T>
CudaSmoothness<T> argumentsOf(const at::Tensor& disparity, const at::Tensor& image) {
  const int64_t batch = image.size(0), height = image.size(2), width = image.size(3);
  CudaSmoothness<T> a{};
  a.batch = static_cast<int32_t>(batch);
  a.height = static_cast<int32_t>(height);
  a.width = static_cast<int32_t>(width);
  a.channels = static_cast<int32_t>(image.size(1));
  a.disparity = disparity.const_data_ptr<T>();
  a.image = image.const_data_ptr<T>();
  a.across = static_cast<T>(1.0 / static_cast<double>(batch * height * (width - 1)));
  a.down = static_cast<T>(1.0 / static_cast<double>(batch * (height - 1) * width));
  return a;
}

template <class T>
SmoothnessPass run(const at::Tensor& disparity, const at::Tensor& image) {
  const c10::cuda::CUDAGuard guard(disparity.device());
  const int64_t pixels = disparity.size(2) * disparity.size(3);
  const auto sums =
      at::empty({disparity.size(0), cudaSmoothnessBlocks(pixels), 2}, disparity.options().dtype(at::kDouble));
  const auto by_steps = at::empty(disparity.sizes(), disparity.options());
  CudaSmoothness<T> a = argumentsOf<T>(disparity, image);
  a.sums = sums.template mutable_data_ptr<double>();
  a.by_disparity = by_steps.template mutable_data_ptr<T>();
  launchSmoothness(a);
  const auto all = sums.sum(1);
  return {all.select(1, 0), all.select(1, 1) / static_cast<double>(pixels), by_steps};
}

}  // namespace

SmoothnessPass smoothnessPassCuda(const at::Tensor& disparity, const at::Tensor& image) {
  return disparity.scalar_type() == at::kDouble ? run<double>(disparity, image)
                                                : run<float>(disparity, image);
}

}  // namespace kerb
