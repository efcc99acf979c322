#include "models/depth_semantics_network.h"

#include <ATen/ops/reciprocal.h>

#include "core/frame/resample.h"
#include "core/weights/import.h"

namespace kerb::depth_semantics {
namespace {

constexpr int64_t kClasses = 19;

DepthDecoderOptions twoHeads(const ResnetEncoder& encoder) {
  DepthDecoderOptions options;
  options.encoder_channels = encoder.channels();
  options.scales = {0};
  options.semantic_classes = kClasses;
  return options;
}

/// Metres need a known lens; that the camera is as high above the road as the one of training, no picture
/// tells.
DepthScale scaleOf(const Camera& camera) {
  const std::string learnt = "learnt in metres by a camera 1.65 m above the road";
  if (camera.origin == CameraOrigin::kitti_default)
    return {ScaleKind::relative, learnt + "; this camera's focal length is a guess"};
  return {ScaleKind::metric, learnt + ", scaled by the focal length"};
}

}  // namespace

Status check(const Configuration& c) {
  KERB_CHECK(checkNetworkSize(c.size));
  if (c.range.minimum >= c.range.maximum) return Error{"min_depth must be less than max_depth"};
  return {};
}

DepthSemantics::DepthSemantics(const Configuration& configuration) : configuration_(configuration) {
  encoder_ = register_module("encoder", std::make_shared<ResnetEncoder>(configuration.size.layers));
  decoder_ = register_module("decoder", std::make_shared<DepthDecoder>(twoHeads(*encoder_)));
}

Status DepthSemantics::load(const Weights& weights) {
  KERB_CHECK(copyWeights(*this, weights));
  loaded_ = true;
  return {};
}

Status DepthSemantics::startFrom(const std::filesystem::path& resnet) {
  KERB_TRY(const Weights weights, importTorchvisionResnet(resnet));
  return copyResnet(*encoder_, weights, 1);
}

Status DepthSemantics::prepare(torch::Device device, Precision precision) {
  eval();
  to(device);
  device_ = device;
  auto [type, fallbacks] = arithmeticOn(device, precision);
  fallbacks_ = std::move(fallbacks);
  fast_.emplace(*encoder_, *decoder_, configuration_.size.height, configuration_.size.width, type);
  return {};
}

void DepthSemantics::addDepth(const at::Tensor& sigmoid, const Frame& target, Prediction& prediction) const {
  const at::Tensor disparity = scaledDisparity(sigmoid, configuration_.range);
  const at::Tensor canonical =
      at::reciprocal(resizeBilinear(disparity[0][0].cpu(), target.width(), target.height()));
  prediction.depth = canonical * (target.camera.fy / kFocal);
  prediction.scale = scaleOf(target.camera);
  prediction.disparity = disparity[0][0].cpu();
  prediction.disparity_unit = "1/depth";
}

Result<Prediction> DepthSemantics::predict(const Input& input) {
  if (!loaded_) {
    return Error{"depth_semantics has no weights yet", "",
                 "Train it (docs/starter_model.md), and choose the file (--model)"};
  }
  TORCH_CHECK(fast_, "prepare() comes before predict()");
  const at::NoGradGuard no_grad;
  const Frame& target = input.target;
  const FastDepth::Output maps = (*fast_)(networkInput(target, configuration_.size, device_));
  Prediction prediction;
  prediction.fallbacks = fallbacks_;
  addDepth(maps.sigmoid, target, prediction);
  prediction.semantics = semanticMap(maps.semantic_logits, target);
  prediction.semantics_from = "semantic head";
  return prediction;
}

}  // namespace kerb::depth_semantics
