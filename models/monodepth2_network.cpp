#include "models/monodepth2_network.h"

#include <ATen/ops/cat.h>
#include <fmt/format.h>

#include "core/frame/resample.h"
#include "core/geometry/disparity.h"
#include "core/geometry/se3.h"

namespace kerb::monodepth2 {

namespace {

/// Networks trained with a stereo partner see its baseline as 0.1 (SampleSpec::stereo_baseline).
double metresPerUnit(const Configuration& c) { return c.stereo ? c.baseline / 0.1 : 1; }

}  // namespace

Status check(const Configuration& c) {
  KERB_CHECK(checkNetworkSize(c.size));
  if (c.semantic_classes != 0 && c.semantic_classes != 19) {
    return Error{fmt::format("semantic_classes must be 0 or 19 (Cityscapes), not {}", c.semantic_classes)};
  }
  if (c.min_depth >= c.max_depth) return Error{"min_depth must be less than max_depth"};
  return {};
}

Monodepth2::Monodepth2(const Configuration& configuration) : configuration_(configuration) {
  depth_encoder_ =
      register_module("depth_encoder", std::make_shared<ResnetEncoder>(configuration.size.layers));
  DepthDecoderOptions options;
  options.encoder_channels = depth_encoder_->channels();
  options.semantic_classes = configuration.semantic_classes;
  depth_decoder_ = register_module("depth_decoder", std::make_shared<DepthDecoder>(options));
  if (!configuration.pose) return;
  pose_encoder_ =
      register_module("pose_encoder", std::make_shared<ResnetEncoder>(configuration.size.layers, 2));
  pose_decoder_ = register_module(
      "pose_decoder", std::make_shared<PoseDecoder>(PoseDecoderOptions{pose_encoder_->channels()[4]}));
}

Status Monodepth2::load(const Weights& weights) {
  KERB_CHECK(copyWeights(*this, weights));
  loaded_ = true;
  return {};
}

Status Monodepth2::prepare(torch::Device device, Precision precision) {
  eval();
  to(device);
  device_ = device;
  auto [type, fallbacks] = arithmeticOn(device, precision);
  fallbacks_ = std::move(fallbacks);
  const auto [width, height] = inputSize();
  fast_depth_.emplace(*depth_encoder_, *depth_decoder_, height, width, type);
  if (pose_encoder_) fast_pose_.emplace(*pose_encoder_, height, width, type);
  return {};
}

Eigen::Isometry3d Monodepth2::motionFrom(const at::Tensor& previous, const at::Tensor& target) {
  const at::Tensor pair = at::cat({previous, target}, 1);
  const auto features = (*fast_pose_)(pair);
  const PoseVectors motion = pose_decoder_->forward({features[4].to(at::kFloat)});
  const double unit = metresPerUnit(configuration_);
  return isometryFromTensor(
      transformFromPose(motion.axis_angle.select(1, 0), motion.translation.select(1, 0) * unit, false)[0]);
}

void Monodepth2::addDepth(const at::Tensor& sigmoid, const Frame& target, Prediction& prediction) const {
  const at::Tensor disparity = scaledDisparity(sigmoid, {configuration_.min_depth, configuration_.max_depth});
  at::Tensor depth = resizeBilinear(disparity[0][0], target.width(), target.height()).reciprocal();
  if (configuration_.stereo) depth.mul_(metresPerUnit(configuration_));
  prediction.depth = depth.cpu();
  prediction.scale = configuration_.stereo
                         ? DepthScale{ScaleKind::metric,
                                      fmt::format("stereo baseline {:.3g} m / 0.1", configuration_.baseline)}
                         : DepthScale{ScaleKind::relative, "monocular: right up to one factor"};
  prediction.disparity = disparity[0][0].cpu();
  prediction.disparity_unit = "1/depth";
}

Result<Prediction> Monodepth2::predict(const Input& input) {
  if (!loaded_) {
    return Error{
        "monodepth2 has no weights yet", "",
        "Train it (kerb train --method monodepth2) or import published ones (kerb import), and choose "
        "the file (--model)"};
  }
  TORCH_CHECK(fast_depth_, "prepare() comes before predict()");
  const at::NoGradGuard no_grad;
  Prediction prediction;
  prediction.fallbacks = fallbacks_;
  const at::Tensor target = networkInput(input.target, configuration_.size, device_);
  const FastDepth::Output maps = (*fast_depth_)(target);
  addDepth(maps.sigmoid, input.target, prediction);
  if (maps.semantic_logits.defined()) {
    prediction.semantics = semanticMap(maps.semantic_logits, input.target);
    prediction.semantics_from = "semantic head";
  }
  if (pose_encoder_ && input.previous) {
    prediction.camera_from_previous =
        motionFrom(networkInput(*input.previous, configuration_.size, device_), target);
  }
  return prediction;
}

}  // namespace kerb::monodepth2
