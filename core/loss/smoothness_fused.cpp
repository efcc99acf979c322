#include "core/loss/smoothness_fused.h"

#include <limits>

#include <ATen/ATen.h>
#include <torch/csrc/autograd/custom_function.h>

#include "core/loss/smoothness_pass.h"

namespace kerb {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

SmoothnessPass passOf(const at::Tensor& disparity, const at::Tensor& image) {
#ifdef KERB_WITH_CUDA
  if (disparity.is_cuda()) return smoothnessPassCuda(disparity, image);
#endif
  return smoothnessPassCpu(disparity, image);
}

bool hasPassOn(const at::Device& device) {
#ifdef KERB_WITH_CUDA
  if (device.is_cuda()) return true;
#endif
  return device.is_cpu();
}

class FusedSmoothness : public torch::autograd::Function<FusedSmoothness> {
 public:
  // With m the mean: loss = sum_b steps_b / m_b, and d loss / d d = by_steps / m_b - steps_b / (m_b^2 H W).
  static at::Tensor forward(AutogradContext* ctx, const at::Tensor& disparity, const at::Tensor& image) {
    const auto values = disparity.contiguous();
    const auto [steps, plain_mean, gradient] = passOf(values, image);
    const auto mean = plain_mean + 1e-7;
    const auto by_mean = steps / (mean * mean * static_cast<double>(values[0].numel()));
    const auto column = [&](const at::Tensor& x) { return x.to(values.options()).view({-1, 1, 1, 1}); };
    gradient.div_(column(mean)).sub_(column(by_mean));
    ctx->save_for_backward({gradient});
    return (steps / mean).sum().to(values.options());
  }
  static variable_list backward(AutogradContext* ctx, const variable_list& outputs) {
    return {ctx->get_saved_variables()[0] * outputs[0], at::Tensor()};
  }
};

}  // namespace

bool hasFusedSmoothness(const at::Tensor& disparity, const at::Tensor& image) {
  const at::ScalarType type = disparity.scalar_type();
  const bool numbered =
      disparity.size(2) * disparity.size(3) < std::numeric_limits<int32_t>::max();  // its pixels, in 32 bits
  return numbered && hasPassOn(disparity.device()) && image.device() == disparity.device() &&
         image.scalar_type() == type && (type == at::kFloat || type == at::kDouble);
}

at::Tensor fusedSmoothness(const at::Tensor& disparity, const at::Tensor& image) {
  return FusedSmoothness::apply(disparity, image.contiguous());
}

}  // namespace kerb
