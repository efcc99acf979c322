#include "core/nn/stem.h"

#include <ATen/ATen.h>
#include <torch/csrc/autograd/custom_function.h>

namespace kerb {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

using Stage = ResidualBlock::Stage;

constexpr int64_t kStride = 2, kPadding = 3;

at::Tensor convolved(const at::Tensor& image, const at::Tensor& kernel) {
  return at::conv2d(image, kernel, {}, {kStride, kStride}, {kPadding, kPadding});
}

class StemFeatures : public torch::autograd::Function<StemFeatures> {
 public:
  static at::Tensor forward(AutogradContext* ctx, const at::Tensor& image, const at::Tensor& kernel,
                            const at::Tensor& scale, const at::Tensor& shift, const at::Tensor& mean,
                            const at::Tensor& variance, bool trains, double momentum, double epsilon) {
    const at::Tensor map = convolved(image, kernel);
    auto [features, batch_mean, batch_inverse] =
        at::native_batch_norm(map, scale, shift, mean, variance, trains, momentum, epsilon);
    features.relu_();
    ctx->save_for_backward({image, kernel, scale, mean, variance, batch_mean, batch_inverse, features > 0});
    ctx->saved_data["trains"] = trains;
    ctx->saved_data["epsilon"] = epsilon;
    return features;
  }

  static variable_list backward(AutogradContext* ctx, const variable_list& outputs) {
    const variable_list saved = ctx->get_saved_variables();
    const at::Tensor &kernel = saved[1], &scale = saved[2], &positive = saved[7];
    // Autocast chose the type: there is none while derivatives are taken.
    const at::ScalarType type = outputs[0].scalar_type();
    const at::Tensor image = saved[0].to(type), typed = kernel.to(type);
    const at::Tensor by_norm = at::where(positive, outputs[0], at::zeros({}, outputs[0].options()));
    const auto [by_map, by_scale, by_shift] = at::native_batch_norm_backward(
        by_norm, convolved(image, typed), scale, saved[3], saved[4], saved[5], saved[6],
        ctx->saved_data["trains"].toBool(), ctx->saved_data["epsilon"].toDouble(), {true, true, true});
    const auto [by_image, by_kernel, no_bias] = at::convolution_backward(
        by_map, image, typed, at::OptionalIntArrayRef(), {kStride, kStride}, {kPadding, kPadding}, {1, 1},
        false, {0, 0}, 1, {ctx->needs_input_grad(0), true, false});
    return {by_image.defined() ? by_image.to(saved[0].scalar_type()) : by_image,
            by_kernel.to(kernel.scalar_type()),
            by_scale,
            by_shift,
            {},
            {},
            {},
            {},
            {}};
  }
};

/// How much of a batch goes into the running statistics; without a momentum they are the means of all batches
/// so far (as torch.nn.BatchNorm2d has it).
double shareOfBatch(const torch::nn::BatchNorm2dImpl& norm) {
  const auto momentum = norm.options.momentum();
  return momentum ? *momentum : 1 / norm.num_batches_tracked.item<double>();
}

}  // namespace

at::Tensor stemFeatures(const Stage& stem, const at::Tensor& image) {
  torch::nn::Conv2d conv = stem.conv;
  torch::nn::BatchNorm2d norm = stem.norm;
  const bool keeps_little = at::GradMode::is_enabled() && conv->weight.requires_grad() && image.is_cpu() &&
                            image.suggest_memory_format() == at::MemoryFormat::ChannelsLast;
  if (!keeps_little) return norm(conv(image)).relu_();
  const bool trains = norm->is_training();
  if (trains) norm->num_batches_tracked.add_(1);
  return StemFeatures::apply(image, conv->weight, norm->weight, norm->bias, norm->running_mean,
                             norm->running_var, trains, trains ? shareOfBatch(*norm) : 0,
                             norm->options.eps());
}

}  // namespace kerb
