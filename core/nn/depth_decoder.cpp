// The depth decoder (Godard et al., Digging into self-supervised monocular depth estimation, 2019).
#include "core/nn/depth_decoder.h"

#include <memory>
#include <string>

#include <ATen/ops/sigmoid.h>

#include "core/base/shape.h"
#include "core/nn/padded_input.h"

namespace kerb {
namespace {

// The convolutions lie two modules deep, each named "conv", in the published weights; heads lie one deep.
std::shared_ptr<torch::nn::Module> nest(std::shared_ptr<torch::nn::Module> inner) {
  auto outer = std::make_shared<torch::nn::Module>();
  outer->register_module("conv", std::move(inner));
  return outer;
}

at::Tensor convolve(torch::nn::Conv2d conv, const at::Tensor& padded) { return conv(padded); }

}  // namespace

DepthDecoder::DepthDecoder(const DepthDecoderOptions& options) : options_(options) {
  auto list = register_module("decoder", std::make_shared<torch::nn::Module>("decoder"));
  int index = 0;
  const auto add = [&](std::shared_ptr<torch::nn::Module> module) {
    list->register_module(std::to_string(index++), std::move(module));
  };
  for (int64_t stage = 4; stage >= 0; --stage) {
    const int64_t out = kDecoderChannels[stage];
    const int64_t deep = stage == 4 ? options.encoder_channels[4] : kDecoderChannels[stage + 1];
    const int64_t skip = stage > 0 ? options.encoder_channels[stage - 1] : 0;
    for (const int64_t in : {deep, out + skip}) {
      upconvs_.emplace_back(torch::nn::Conv2dOptions(in, out, 3));
      add(nest(nest(upconvs_.back().ptr())));
    }
  }
  for (const int64_t scale : options.scales) {
    heads_.emplace_back(torch::nn::Conv2dOptions(kDecoderChannels.at(scale), options.outputs, 3));
    add(nest(heads_.back().ptr()));
  }
  if (options.semantic_classes == 0) return;
  semantic_head_ =
      torch::nn::Conv2d(torch::nn::Conv2dOptions(kDecoderChannels[0], options.semantic_classes, 3));
  register_module("semantic_head", nest(semantic_head_.ptr()));
}

const torch::nn::Conv2d& DepthDecoder::upconv(int64_t stage, bool before) const {
  return upconvs_.at(2 * (4 - stage) + (before ? 0 : 1));
}

DepthOutput DepthDecoder::forward(const std::array<at::Tensor, 5>& features) {
  for (size_t i = 0; i < features.size(); ++i) {
    expectShape(features[i], {"B", options_.encoder_channels[i], "?", "?"});
  }
  DepthOutput output;
  output.sigmoids.resize(options_.scales.size());
  // Every convolution reads a map with its border; the heads share theirs with the next stage.
  at::Tensor padded = paddedInput(features[4], /*elu=*/false);
  for (int64_t stage = 4; stage >= 0; --stage) {
    const at::Tensor deep = convolve(upconv(stage, true), padded);
    padded = paddedInput(deep, true, /*enlarge=*/true, stage > 0 ? features[stage - 1] : at::Tensor());
    padded = paddedInput(convolve(upconv(stage, false), padded), true);
    for (size_t i = 0; i < options_.scales.size(); ++i) {
      if (options_.scales[i] == stage) output.sigmoids[i] = at::sigmoid(convolve(heads_[i], padded));
    }
  }
  if (!semantic_head_.is_empty()) output.semantic_logits = convolve(semantic_head_, padded);
  return output;
}

}  // namespace kerb
