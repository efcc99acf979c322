// Pose networks (Godard et al. 2019; Zhou et al., Unsupervised learning of depth and ego-motion, 2017).
#include "core/nn/pose.h"

#include <array>
#include <string>

#include <ATen/ops/cat.h>
#include <ATen/ops/relu.h>

#include "core/base/shape.h"

namespace kerb {
namespace {

// Small motions at the start of training: the outputs are scaled down (methods.md section 0).
constexpr double kPoseScale = 0.01;

torch::nn::Conv2d makeConv(int64_t in, int64_t out, int64_t kernel, int64_t stride = 1) {
  return torch::nn::Conv2d(torch::nn::Conv2dOptions(in, out, kernel).stride(stride).padding(kernel / 2));
}

/// maps  [B,6*frames,h,w]
PoseVectors averaged(const at::Tensor& maps, int64_t frames) {
  const at::Tensor vectors = kPoseScale * maps.mean({2, 3}).view({-1, frames, 6});
  return {vectors.narrow(2, 0, 3), vectors.narrow(2, 3, 3)};
}

void registerList(torch::nn::Module& parent, const std::vector<torch::nn::Conv2d>& convs) {
  auto list = parent.register_module("net", std::make_shared<torch::nn::Module>("net"));
  for (size_t i = 0; i < convs.size(); ++i) list->register_module(std::to_string(i), convs[i]);
}

}  // namespace

PoseDecoder::PoseDecoder(const PoseDecoderOptions& options)
    : options_(options),
      convs_{makeConv(options.encoder_channels, 256, 1), makeConv(256 * options.inputs, 256, 3),
             makeConv(256, 256, 3), makeConv(256, 6 * options.predicted_frames, 1)} {
  registerList(*this, convs_);
}

PoseVectors PoseDecoder::forward(const std::vector<at::Tensor>& features) {
  TORCH_CHECK(static_cast<int64_t>(features.size()) == options_.inputs, "PoseDecoder: expected ",
              options_.inputs, " feature maps, got ", features.size());
  std::vector<at::Tensor> squeezed;
  for (const auto& feature : features) {
    expectShape(feature, {"B", options_.encoder_channels, "?", "?"});
    squeezed.push_back(at::relu(convs_[0](feature)));
  }
  at::Tensor x = at::cat(squeezed, 1);
  for (size_t i = 1; i < 3; ++i) x = at::relu(convs_[i](x));
  return averaged(convs_[3](x), options_.predicted_frames);
}

PoseCnn::PoseCnn(int64_t frames) : frames_(frames) {
  constexpr std::array<int64_t, 7> kChannels{16, 32, 64, 128, 256, 256, 256};
  constexpr std::array<int64_t, 7> kKernels{7, 5, 3, 3, 3, 3, 3};
  int64_t in = 3 * frames;
  for (size_t i = 0; i < kChannels.size(); ++i) {
    convs_.push_back(makeConv(in, kChannels[i], kKernels[i], 2));
    in = kChannels[i];
  }
  pose_conv_ = register_module("pose_conv", makeConv(in, 6 * (frames - 1), 1));
  registerList(*this, convs_);
}

PoseVectors PoseCnn::forward(const at::Tensor& rgb) {
  expectShape(rgb, {"B", 3 * frames_, "H", "W"});
  at::Tensor x = rgb;
  for (auto& conv : convs_) x = at::relu(conv(x));
  return averaged(pose_conv_(x), frames_ - 1);
}

}  // namespace kerb
