// The decoder that turns encoder features into disparities, and optionally semantics.
#pragma once

#include <array>
#include <vector>

#include <torch/nn/module.h>
#include <torch/nn/modules/conv.h>

namespace kerb {

struct DepthDecoderOptions {
  std::array<int64_t, 5> encoder_channels{64, 64, 128, 256, 512};
  std::vector<int64_t> scales{0, 1, 2, 3};  ///< which scales have a disparity head
  int64_t outputs = 1;                      ///< channels of each head: 1 disparity, 2 predictive masks
  int64_t semantic_classes = 0;             ///< > 0 adds a semantic head at scale 0
};

struct DepthOutput {
  /// One per scale, in the order of the options: [B,outputs,H/2^s,W/2^s], sigmoid, in (0,1).
  std::vector<at::Tensor> sigmoids;
  at::Tensor semantic_logits;  ///< [B,classes,H,W]; undefined without the head
};

/// U-Net decoder of Godard et al. 2019 (supplement, table 1): five stages of convolution, nearest x2
/// upsampling, skip connection, convolution; reflection padding, ELU. Parameter names as in the published
/// weights: decoder.0 to 9 are upconv(4,0), (4,1), ..., (0,1), decoder.10 on the heads; Kerb's own
/// semantic_head.
class DepthDecoder : public torch::nn::Module {
 public:
  explicit DepthDecoder(const DepthDecoderOptions& options = {});
  /// features as ResnetEncoder returns them, of an image [B,3*n,H,W]
  DepthOutput forward(const std::array<at::Tensor, 5>& features);

  const DepthDecoderOptions& options() const { return options_; }
  /// before = true: the convolution before the upsampling of this stage (4 is the deepest), else the one
  /// after.
  const torch::nn::Conv2d& upconv(int64_t stage, bool before) const;
  const torch::nn::Conv2d& head(size_t index) const { return heads_.at(index); }
  const torch::nn::Conv2d& semanticHead() const { return semantic_head_; }

 private:
  DepthDecoderOptions options_;
  std::vector<torch::nn::Conv2d> upconvs_;  // in the order of the parameter names
  std::vector<torch::nn::Conv2d> heads_;
  torch::nn::Conv2d semantic_head_ = nullptr;
};

/// Channels of the decoder's stages 0 to 4.
inline constexpr std::array<int64_t, 5> kDecoderChannels{16, 32, 64, 128, 256};

}  // namespace kerb
