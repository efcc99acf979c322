// The encoder half of the inference path.
#include <ATen/ops/rsqrt.h>
#include <c10/core/GradMode.h>

#include "core/nn/fast_depth.h"
#include "core/nn/nhwc_kernels.h"

namespace kerb {
namespace {

/// Batch norm after a convolution is an affine map per channel: it goes into weights and bias. `size` is that
/// of the input and becomes that of the output.
FusedConv fold(const ResidualBlock::Stage& stage, std::vector<int64_t>& size, at::ScalarType type) {
  const auto& conv = *stage.conv;
  const auto& norm = *stage.norm;
  const at::Tensor scale = norm.weight * at::rsqrt(norm.running_var + norm.options.eps());
  const int64_t stride = (*conv.options.stride())[0];
  const FusedConv::Geometry geometry{stride, (*conv.options.kernel_size())[0] / 2, size};
  size = {size[0], conv.weight.size(0), size[2] / stride, size[3] / stride};
  return {conv.weight * scale.view({-1, 1, 1, 1}), norm.bias - norm.running_mean * scale, geometry, type};
}

}  // namespace

FastResnet::FastResnet(const ResnetEncoder& encoder, int64_t height, int64_t width, at::ScalarType type)
    : type_(type) {
  const at::NoGradGuard no_grad;
  std::vector<int64_t> size{1, 3 * encoder.images(), height, width};
  stem_ = fold(encoder.stem(), size, type);
  size = {size[0], size[1], size[2] / 2, size[3] / 2};  // max-pool
  for (size_t level = 0; level < 4; ++level) {
    for (const auto& block : encoder.layers()[level]) {
      Block fast;
      std::vector<int64_t> shortcut_size = size;
      for (const auto& stage : block->stages()) fast.convs.push_back(fold(stage, size, type));
      fast.projects = !block->projection().conv.is_empty();
      if (fast.projects) fast.projection = fold(block->projection(), shortcut_size, type);
      layers_[level].push_back(std::move(fast));
    }
  }
}

at::Tensor FastResnet::run(const Block& block, const at::Tensor& x) {
  at::Tensor y = x;
  for (size_t i = 0; i + 1 < block.convs.size(); ++i) y = block.convs[i](y, After::relu);
  // The sum overwrites an identity shortcut: inside a level, nothing else reads a block's input.
  at::Tensor sum = block.projects ? block.projection(x) : x;
  block.convs.back().addTo(sum, y, After::relu);
  return sum;
}

ResnetEncoder::Features FastResnet::operator()(const at::Tensor& rgb) const {
  ResnetEncoder::Features features;
  features[0] = stem_(normalisedNhwc(rgb, type_), After::relu);
  at::Tensor x = maxPoolNhwc(features[0]);
  for (size_t level = 0; level < 4; ++level) {
    for (const auto& block : layers_[level]) x = run(block, x);
    features[level + 1] = x;
  }
  return features;
}

}  // namespace kerb
