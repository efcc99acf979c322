// The ResNet encoder that depth and pose networks share.
#pragma once

#include <array>
#include <memory>
#include <vector>

#include <torch/nn/module.h>
#include <torch/nn/modules/batchnorm.h>
#include <torch/nn/modules/conv.h>

namespace kerb {

/// One residual block of He et al. 2016: two 3x3 convolutions, or 1x1, 3x3 (strided), 1x1 to four times the
/// width. Parameter names are torchvision's: conv1, bn1, ..., downsample.0, downsample.1.
class ResidualBlock : public torch::nn::Module {
 public:
  ResidualBlock(int64_t in_channels, int64_t width, int64_t stride, bool bottleneck);
  /// x [B,in,H,W] -> [B,out,H/stride,W/stride]
  at::Tensor forward(const at::Tensor& x);

  /// A convolution and the batch norm after it.
  struct Stage {
    torch::nn::Conv2d conv = nullptr;
    torch::nn::BatchNorm2d norm = nullptr;
  };
  const std::vector<Stage>& stages() const { return stages_; }
  /// The projection on the shortcut; conv is empty where the shortcut is the identity.
  const Stage& projection() const { return projection_; }

 private:
  std::vector<Stage> stages_;
  Stage projection_;
};

/// ResNet-18 or -50 on one or more images stacked along the channels (He et al. 2016; torchvision's parameter
/// names under "encoder.", with the unused "fc").
class ResnetEncoder : public torch::nn::Module {
 public:
  using Features = std::array<at::Tensor, 5>;

  /// layers 18 or 50; anything else throws std::invalid_argument. Initialised as He et al. 2015 (fan out).
  explicit ResnetEncoder(int64_t layers, int64_t images = 1);
  /// rgb  [B,3*images,H,W] in [0,1], H and W multiples of 32; normalised inside to (x-0.45)/0.225
  /// returns features at 1/2, 1/4, 1/8, 1/16, 1/32 of the size, channels() each
  Features forward(const at::Tensor& rgb);

  const std::array<int64_t, 5>& channels() const { return channels_; }
  int64_t images() const { return images_; }
  const ResidualBlock::Stage& stem() const { return stem_; }
  /// The blocks of layer1 to layer4.
  const std::array<std::vector<std::shared_ptr<ResidualBlock>>, 4>& layers() const { return layers_; }

 private:
  int64_t images_;
  std::array<int64_t, 5> channels_;
  ResidualBlock::Stage stem_;
  std::array<std::vector<std::shared_ptr<ResidualBlock>>, 4> layers_;
};

/// Input normalisation of all networks here (methods.md section 0).
inline constexpr double kInputMean = 0.45;
inline constexpr double kInputDeviation = 0.225;

}  // namespace kerb
