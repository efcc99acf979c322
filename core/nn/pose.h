// Networks that predict the motion between frames.
#pragma once

#include <vector>

#include <torch/nn/module.h>
#include <torch/nn/modules/conv.h>

namespace kerb {

/// Motion as the networks give it, one row per predicted frame. The first frame is the earlier one: they map
/// points of it into the camera of the later one.
struct PoseVectors {
  at::Tensor axis_angle;   ///< [B,F,3] radians
  at::Tensor translation;  ///< [B,F,3] in the (unknown) unit of depth
};

struct PoseDecoderOptions {
  int64_t encoder_channels = 512;  ///< of the deepest feature
  int64_t inputs = 1;              ///< feature maps: 1 where the encoder saw both frames, else one per frame
  int64_t predicted_frames = 2;    ///< the published networks predict 2 and use the first
};

/// Pose decoder of Godard et al. 2019 (supplement, table 2). Parameter names net.0 (squeeze) to net.3.
class PoseDecoder : public torch::nn::Module {
 public:
  explicit PoseDecoder(const PoseDecoderOptions& options = {});
  /// features  `inputs` maps [B,C,h,w], in temporal order
  PoseVectors forward(const std::vector<at::Tensor>& features);

 private:
  PoseDecoderOptions options_;
  std::vector<torch::nn::Conv2d> convs_;
};

/// Seven strided convolutions on stacked frames (Zhou et al. 2017; Godard et al. 2019). Parameter names
/// net.0 to net.6 and pose_conv. Frames are not normalised.
class PoseCnn : public torch::nn::Module {
 public:
  explicit PoseCnn(int64_t frames);
  /// rgb  [B,3*frames,H,W] in [0,1], in temporal order; returns frames-1 motions
  PoseVectors forward(const at::Tensor& rgb);

 private:
  int64_t frames_;
  std::vector<torch::nn::Conv2d> convs_;
  torch::nn::Conv2d pose_conv_ = nullptr;
};

}  // namespace kerb
