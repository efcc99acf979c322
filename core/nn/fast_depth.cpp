// The decoder half of the inference path, and both together.
#include "core/nn/fast_depth.h"

#include <ATen/ops/empty.h>
#include <c10/core/GradMode.h>

#include "core/base/shape.h"
#include "core/nn/nhwc_kernels.h"

namespace kerb {
namespace {

/// The reused buffer for a map with one pixel of border.
const at::Tensor& bufferFor(const at::Tensor& x, at::Tensor& buffer) {
  const std::array<int64_t, 4> size{x.size(0), x.size(1), x.size(2) + 2, x.size(3) + 2};
  if (!buffer.defined() || buffer.sizes() != at::IntArrayRef(size)) {
    buffer = at::empty(size, x.options().memory_format(at::MemoryFormat::ChannelsLast));
  }
  return buffer;
}

const at::Tensor& padded(const at::Tensor& x, Border border, bool elu, at::Tensor& buffer) {
  padNhwc(x, border, elu, bufferFor(x, buffer));
  return buffer;
}

}  // namespace

FastDepth::FastDepth(const ResnetEncoder& encoder, const DepthDecoder& decoder, int64_t height, int64_t width,
                     at::ScalarType type)
    : encoder_(encoder, height, width, type) {
  const at::NoGradGuard no_grad;
  TORCH_CHECK(decoder.options().scales.front() == 0 && decoder.options().outputs == 1,
              "FastDepth needs a decoder with a disparity at scale 0");
  for (int64_t i = 4; i >= 0; --i) {
    Stage& stage = stages_[i];
    const auto& before = *decoder.upconv(i, true);
    const auto& after = *decoder.upconv(i, false);
    const int64_t channels = kDecoderChannels[i];
    const std::vector<int64_t> small{1, before.weight.size(1), (height >> (i + 1)) + 2,
                                     (width >> (i + 1)) + 2};
    const std::vector<int64_t> small_out{1, channels, small[2], small[3]};
    stage.before = FusedConv(before.weight, before.bias, {1, 0, small}, type);
    const at::Tensor of_deep = after.weight.narrow(1, 0, channels);
    stage.up = FusedUpconv(of_deep, i == 0 ? after.bias : at::Tensor(), small_out, type);
    if (i == 0) continue;
    const int64_t skip = after.weight.size(1) - channels;
    const std::vector<int64_t> large{1, skip, (height >> i) + 2, (width >> i) + 2};
    stage.skip = FusedConv(after.weight.narrow(1, channels, skip), after.bias, {1, 0, large}, type);
  }
  const at::ScalarType head_type = type == at::kDouble ? at::kDouble : at::kFloat;
  head_weight_ = decoder.head(0)->weight.detach().to(head_type, false, true);
  head_bias_ = decoder.head(0)->bias.detach().to(head_type, false, true);
  semantics_ = !decoder.semanticHead().is_empty();
  if (!semantics_) return;
  const auto& head = *decoder.semanticHead();
  semantic_head_ =
      FusedConv(head.weight, head.bias, {1, 0, {1, kDecoderChannels[0], height + 2, width + 2}}, type);
}

at::Tensor FastDepth::runStage(size_t index, const at::Tensor& x, const ResnetEncoder::Features& features) {
  Stage& stage = stages_[index];
  const bool activated = index == 4;  // encoder features come after their ReLU, decoder maps before their ELU
  at::Tensor y = stage.before(padded(x, Border::reflect, !activated, stage.before_buffer));
  y = stage.up(padded(y, Border::replicate, true, stage.up_buffer));
  if (index == 0) return y;
  stage.skip.addTo(y, padded(features[index - 1], Border::reflect, false, stage.skip_buffer));
  return y;
}

FastDepth::Output FastDepth::operator()(const at::Tensor& rgb) {
  const at::NoGradGuard no_grad;
  const ResnetEncoder::Features features = encoder_(rgb);
  at::Tensor x = features[4];
  for (size_t i = 5; i-- > 0;) x = runStage(i, x, features);
  Output output{disparityHead(x, head_weight_, head_bias_), {}};
  if (semantics_) output.semantic_logits = semantic_head_(padded(x, Border::reflect, true, semantic_buffer_));
  return output;
}

}  // namespace kerb
