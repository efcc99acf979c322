// ResNet-18 and ResNet-50 encoders (He et al., Deep residual learning for image recognition, 2016).
#include "core/nn/resnet.h"

#include <stdexcept>
#include <string>

#include <torch/nn/init.h>
#include <torch/nn/modules/container/sequential.h>
#include <torch/nn/modules/linear.h>

#include "core/base/shape.h"
#include "core/nn/max_pool.h"
#include "core/nn/stem.h"

namespace kerb {
namespace {

using Stage = ResidualBlock::Stage;

Stage makeStage(int64_t in, int64_t out, int64_t kernel, int64_t stride) {
  auto options = torch::nn::Conv2dOptions(in, out, kernel).stride(stride).padding(kernel / 2).bias(false);
  return {torch::nn::Conv2d(options), torch::nn::BatchNorm2d(out)};
}

at::Tensor run(Stage stage, const at::Tensor& x) { return stage.norm(stage.conv(x)); }

struct Layout {
  std::array<int64_t, 4> blocks;
  bool bottleneck;
};

Layout layoutOf(int64_t layers) {
  if (layers == 18) return {{2, 2, 2, 2}, false};
  if (layers == 50) return {{3, 4, 6, 3}, true};
  throw std::invalid_argument("ResnetEncoder: 18 or 50 layers, not " + std::to_string(layers));
}

void initialiseConvolutions(torch::nn::Module& module) {
  torch::NoGradGuard no_grad;
  for (const auto& child : module.modules(false)) {
    if (auto* conv = child->as<torch::nn::Conv2d>()) {
      torch::nn::init::kaiming_normal_(conv->weight, 0, torch::kFanOut, torch::kReLU);
    }
  }
}

}  // namespace

ResidualBlock::ResidualBlock(int64_t in_channels, int64_t width, int64_t stride, bool bottleneck) {
  const int64_t out_channels = bottleneck ? 4 * width : width;
  if (bottleneck) {
    stages_ = {makeStage(in_channels, width, 1, 1), makeStage(width, width, 3, stride),
               makeStage(width, out_channels, 1, 1)};
  } else {
    stages_ = {makeStage(in_channels, width, 3, stride), makeStage(width, width, 3, 1)};
  }
  for (size_t i = 0; i < stages_.size(); ++i) {
    register_module("conv" + std::to_string(i + 1), stages_[i].conv);
    register_module("bn" + std::to_string(i + 1), stages_[i].norm);
  }
  if (stride == 1 && in_channels == out_channels) return;
  projection_ = makeStage(in_channels, out_channels, 1, stride);
  register_module("downsample", torch::nn::Sequential(projection_.conv, projection_.norm));
}

at::Tensor ResidualBlock::forward(const at::Tensor& x) {
  at::Tensor y = x;
  for (size_t i = 0; i < stages_.size(); ++i) {
    y = run(stages_[i], y);
    if (i + 1 < stages_.size()) y.relu_();
  }
  return y.add_(projection_.conv.is_empty() ? x : run(projection_, x)).relu_();
}

ResnetEncoder::ResnetEncoder(int64_t layers, int64_t images) : images_(images) {
  const Layout layout = layoutOf(layers);
  const int64_t expansion = layout.bottleneck ? 4 : 1;
  channels_ = {64, 64 * expansion, 128 * expansion, 256 * expansion, 512 * expansion};

  auto resnet = std::make_shared<torch::nn::Module>("resnet");
  stem_ = makeStage(3 * images, 64, 7, 2);
  resnet->register_module("conv1", stem_.conv);
  resnet->register_module("bn1", stem_.norm);
  for (size_t level = 0; level < 4; ++level) {
    torch::nn::Sequential blocks;
    for (int64_t i = 0; i < layout.blocks[level]; ++i) {
      const int64_t in = i == 0 ? channels_[level] : channels_[level + 1];
      const int64_t stride = i == 0 && level > 0 ? 2 : 1;
      const int64_t width = channels_[level + 1] / expansion;
      layers_[level].push_back(std::make_shared<ResidualBlock>(in, width, stride, layout.bottleneck));
      blocks->push_back(layers_[level].back());
    }
    resnet->register_module("layer" + std::to_string(level + 1), blocks);
  }
  initialiseConvolutions(*resnet);
  // Never used: it keeps the files interchangeable with torchvision's.
  resnet->register_module("fc", torch::nn::Linear(channels_[4], 1000));
  register_module("encoder", resnet);
}

ResnetEncoder::Features ResnetEncoder::forward(const at::Tensor& rgb) {
  expectShape(rgb, {"B", 3 * images_, "H", "W"});
  Features features;
  features[0] = stemFeatures(stem_, (rgb - kInputMean) / kInputDeviation);
  at::Tensor x = maxPool(features[0]);
  for (size_t level = 0; level < 4; ++level) {
    for (const auto& block : layers_[level]) x = block->forward(x);
    features[level + 1] = x;
  }
  return features;
}

}  // namespace kerb
