#include "bench/training_step.h"

#include <ATen/ATen.h>

#include "core/frame/camera.h"
#include "core/geometry/se3.h"
#include "core/loss/reprojection.h"
#include "core/loss/smoothness.h"
#include "core/nn/depth_decoder.h"
#include "core/nn/pose.h"
#include "core/nn/resnet.h"
#include "core/train/adam.h"
#include "core/train/precision.h"

namespace kerb::bench {
namespace {

constexpr int64_t kHeight = 192, kWidth = 640, kScales = 4;

at::Tensor totalLoss(const TrainingBatch& batch, const std::vector<at::Tensor>& sigmoids,
                     const std::vector<at::Tensor>& source_from_target, Evaluation evaluation) {
  // The composed form draws its noise on the host: 2 % of its time there, most of it beside a GPU, which none
  // would do that way.
  const bool noisy = batch.target.is_cpu();
  const auto reprojection =
      minimumReprojection({.target = batch.target,
                           .sources = {batch.previous, batch.next},
                           .source_from_target = source_from_target,
                           .disparities = sigmoids,
                           .intrinsics = batch.intrinsics,
                           .tie_seed = noisy ? std::optional<uint64_t>(1) : std::nullopt},
                          {.evaluation = evaluation});
  at::Tensor total = at::zeros({}, batch.target.options());
  for (int64_t s = 0; s < kScales; ++s) {
    const auto image = s == 0 ? batch.target : at::avg_pool2d(batch.target, {1 << s, 1 << s});
    total = total + reprojection.per_scale[s] +
            1e-3 / (1 << s) * edgeAwareSmoothness(sigmoids[s], image, evaluation);
  }
  return total / kScales;
}

}  // namespace

TrainingBatch::TrainingBatch(int64_t size, at::Device device) {
  // Smooth pictures with some texture, moved by a few pixels: warps and identities both win somewhere.
  const auto scene =
      at::upsample_bilinear2d(at::rand({size, 3, 24, 88}), {kHeight, kWidth + 64}, false) * 0.8 +
      0.2 * at::rand({size, 3, kHeight, kWidth + 64});
  const auto shifted = [&](int64_t x) { return scene.narrow(3, x, kWidth).contiguous().to(device); };
  previous = shifted(28);
  target = shifted(32);
  next = shifted(36);
  const Eigen::Matrix3d k = Camera{}.matrix(kWidth, kHeight);
  intrinsics = at::tensor({k(0, 0), 0.0, k(0, 2), 0.0, k(1, 1), k(1, 2), 0.0, 0.0, 1.0}, at::kDouble)
                   .to(device, at::kFloat)
                   .view({1, 3, 3})
                   .repeat({size, 1, 1});
}

struct TrainingStep::Networks {
  ResnetEncoder encoder{18}, pose_encoder{18, 2};
  DepthDecoder depth;
  PoseDecoder pose;
  Adam adam{AdamOptions{}};
  std::vector<NamedParameter> parameters;

  std::vector<torch::nn::Module*> all() { return {&encoder, &pose_encoder, &depth, &pose}; }
  at::Tensor motion(const at::Tensor& earlier, const at::Tensor& later, bool invert) {
    const auto vectors = pose.forward({pose_encoder.forward(at::cat({earlier, later}, 1))[4]});
    return transformFromPose(vectors.axis_angle.select(1, 0).to(at::kFloat),
                             vectors.translation.select(1, 0).to(at::kFloat), invert);
  }
};

TrainingStep::TrainingStep(const TrainingForm& form, at::Device device)
    : networks_(std::make_unique<Networks>()), form_(form) {
  at::manual_seed(3);
  for (auto* module : networks_->all()) {
    module->to(device);
    module->train();
    for (auto& parameter : module->parameters()) {
      if (form.channels_last && parameter.dim() == 4) {
        parameter.set_data(parameter.detach().contiguous(at::MemoryFormat::ChannelsLast));
      }
      networks_->parameters.push_back({std::to_string(networks_->parameters.size()), parameter});
    }
  }
}

TrainingStep::~TrainingStep() = default;

at::Tensor TrainingStep::operator()(const TrainingBatch& batch) {
  const auto layout = [&](const at::Tensor& x) {
    return form_.channels_last ? x.contiguous(at::MemoryFormat::ChannelsLast) : x;
  };
  const auto forgetGradients = [&] {
    for (const auto& [name, tensor] : networks_->parameters) tensor.mutable_grad() = at::Tensor();
  };
  const auto previous = layout(batch.previous), target = layout(batch.target), next = layout(batch.next);
  std::vector<at::Tensor> sigmoids, transforms;
  {
    const MixedPrecision autocast(target.device().type(), form_.networks);
    sigmoids = networks_->depth.forward(networks_->encoder.forward(target)).sigmoids;
    transforms = {networks_->motion(previous, target, true), networks_->motion(target, next, false)};
  }
  const auto loss = totalLoss(batch, sigmoids, transforms, form_.losses);
  if (!form_.free_gradients) forgetGradients();
  loss.backward();
  networks_->adam.step(networks_->parameters, 1e-4);
  if (form_.free_gradients) forgetGradients();
  return loss.detach();
}

LossStep::LossStep(Evaluation evaluation, const TrainingBatch& batch)
    : evaluation_(evaluation), batch_(batch) {
  at::manual_seed(5);
  const int64_t size = batch.target.size(0);
  const at::Device device = batch.target.device();
  for (int64_t s = 0; s < kScales; ++s) {
    sigmoids_.push_back(
        (0.02 + 0.2 * at::rand({size, 1, kHeight >> s, kWidth >> s})).to(device).set_requires_grad(true));
  }
  for (const double sign : {-1.0, 1.0}) {
    const auto angle = 0.002 * at::randn({size, 3});
    const auto translation = at::tensor({0.02 * sign, 0.0, 0.01}, at::kFloat).expand({size, 3});
    source_from_target_.push_back(
        transformFromPose(angle, translation, false).to(device).set_requires_grad(true));
  }
}

at::Tensor LossStep::operator()() const {
  for (const auto* inputs : {&sigmoids_, &source_from_target_}) {
    for (const at::Tensor& input : *inputs) at::Tensor(input).mutable_grad().reset();
  }
  const auto loss = totalLoss(batch_, sigmoids_, source_from_target_, evaluation_);
  loss.backward();
  return loss.detach();
}

}  // namespace kerb::bench
