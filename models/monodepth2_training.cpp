#include <algorithm>
#include <cmath>

#include <ATen/ops/adaptive_avg_pool2d.h>
#include <ATen/ops/cat.h>
#include <fmt/format.h>

#include "core/geometry/se3.h"
#include "core/loss/smoothness.h"
#include "core/weights/import.h"
#include "models/monodepth2_network.h"

namespace kerb::monodepth2 {

namespace {

/// The input as it looks at one of its disparities' own size: what was usual before this paper.
ReprojectionInput atItsOwnScale(const ReprojectionInput& input, size_t scale) {
  ReprojectionInput small = input;
  const at::Tensor& disparity = input.disparities[scale];
  const int64_t height = disparity.size(2), width = disparity.size(3);
  const auto shrink = [&](const at::Tensor& image) {
    return at::adaptive_avg_pool2d(image, {height, width});
  };
  small.disparities = {disparity};
  small.target = shrink(input.target);
  for (at::Tensor& source : small.sources) source = shrink(source);
  small.intrinsics = input.intrinsics.clone();
  small.intrinsics.select(1, 0).mul_(static_cast<double>(width) / static_cast<double>(input.target.size(3)));
  small.intrinsics.select(1, 1).mul_(static_cast<double>(height) / static_cast<double>(input.target.size(2)));
  return small;
}

void addPictures(const Batch& batch, const DepthOutput& depth, const ReprojectionLoss& loss,
                 StepOutput& output) {
  output.pictures.push_back({"target", batch.target.image[0].mul(255).to(at::kByte)});
  output.pictures.push_back({"disparity", depth.sigmoids[0][0][0].detach().to(at::kFloat)});
  if (!loss.maps) return;
  output.pictures.push_back({"error", loss.maps->error[0][0].to(at::kFloat)});
  output.pictures.push_back({"auto_mask", loss.maps->auto_mask[0][0].to(at::kFloat)});
}

LossChoices choicesOf(const Parameters& training) {
  LossChoices choices{};
  choices.reprojection.auto_mask = training.get<bool>("auto_mask");
  choices.reprojection.minimum = training.get<bool>("minimum_reprojection");
  choices.reprojection.evaluation = training.get<bool>("fused") ? Evaluation::fused : Evaluation::composed;
  choices.smoothness = training.get<double>("smoothness");
  choices.full_resolution = training.get<bool>("full_resolution");
  choices.tie_noise = training.get<bool>("tie_noise");
  return choices;
}

}  // namespace

Status Monodepth2::startFrom(const std::filesystem::path& resnet) {
  KERB_TRY(const Weights weights, importTorchvisionResnet(resnet));
  KERB_CHECK(copyResnet(*depth_encoder_, weights, 1));
  return pose_encoder_ ? copyResnet(*pose_encoder_, weights, 2) : Status();
}

void Monodepth2::startAtDepth(double depth) {
  const double nearest = 1 / configuration_.min_depth, farthest = 1 / configuration_.max_depth;
  const double sigmoid = (1 / depth - farthest) / (nearest - farthest);
  const at::NoGradGuard no_grad;
  for (size_t i = 0; i < depth_decoder_->options().scales.size(); ++i)
    depth_decoder_->head(i)->bias.fill_(std::log(sigmoid / (1 - sigmoid)));
}

std::vector<std::string> Monodepth2::trained() const {
  std::vector<std::string> modules{"depth_encoder", "depth_decoder"};
  if (pose_encoder_) modules.insert(modules.end(), {"pose_encoder", "pose_decoder"});
  return modules;
}

/// Runs the networks; pairs of frames go through the pose network in temporal order, one pair at a time, so
/// that batch norm sees what the published training saw.
void Monodepth2::addSources(const Batch& batch, DepthOutput* depth, Precision precision,
                            ReprojectionInput& input) {
  const MixedPrecision networks(batch.target.image.device().type(), precision);
  *depth = depth_decoder_->forward(depth_encoder_->forward(batch.target.augmented));
  const auto add = [&](const at::Tensor& source, const at::Tensor& earlier, const at::Tensor& later,
                       bool invert) {
    const auto features = pose_encoder_->forward(at::cat({earlier, later}, 1));
    const PoseVectors motion = pose_decoder_->forward({features[4]});
    const auto type = source.scalar_type();
    input.sources.push_back(source);
    input.source_from_target.push_back(transformFromPose(motion.axis_angle.select(1, 0).to(type),
                                                         motion.translation.select(1, 0).to(type), invert));
  };
  const at::Tensor& target = batch.target.augmented;
  if (batch.previous) add(batch.previous->image, batch.previous->augmented, target, /*invert=*/true);
  if (batch.next) add(batch.next->image, target, batch.next->augmented, /*invert=*/false);
  if (batch.stereo) {
    input.sources.push_back(batch.stereo->image);
    input.source_from_target.push_back(*batch.partner_from_target);
  }
}

ReprojectionLoss Monodepth2::reprojection(const ReprojectionInput& input, const LossChoices& choices) const {
  if (choices.full_resolution) return minimumReprojection(input, choices.reprojection);
  ReprojectionLoss all;
  for (size_t scale = 0; scale < input.disparities.size(); ++scale) {
    ReprojectionLoss one = minimumReprojection(atItsOwnScale(input, scale), choices.reprojection);
    all.per_scale.push_back(one.per_scale[0]);
    all.warp_share.push_back(one.warp_share[0]);
    if (scale == 0) all.maps = std::move(one.maps);
  }
  return all;
}

StepOutput Monodepth2::loss(const StepInput& step, const LossChoices& choices) {
  loaded_ = true;  // what is being trained may be looked at
  const Batch& batch = step.batches.at(0);
  ReprojectionInput input;
  input.target = batch.target.image;
  input.intrinsics = batch.intrinsics.to(input.target.scalar_type());
  input.depth_range = {configuration_.min_depth, configuration_.max_depth};
  if (choices.tie_noise) input.tie_seed = step.seed;
  input.first_item = step.first_item;
  DepthOutput depth;
  addSources(batch, &depth, step.precision, input);
  input.disparities = depth.sigmoids;
  LossChoices chosen = choices;
  chosen.reprojection.maps = step.wants_pictures;
  const ReprojectionLoss loss = reprojection(input, chosen);

  StepOutput output;
  const auto scales = static_cast<double>(loss.per_scale.size());
  for (size_t s = 0; s < loss.per_scale.size(); ++s) {
    const at::Tensor smooth = edgeAwareSmoothness(depth.sigmoids[s].to(input.target.scalar_type()),
                                                  batch.pyramid.at(s), choices.reprojection.evaluation);
    output.terms.push_back({fmt::format("reprojection/{}", s), loss.per_scale[s], 1 / scales});
    output.terms.push_back(
        {fmt::format("smoothness/{}", s), smooth, choices.smoothness / static_cast<double>(1 << s) / scales});
  }
  output.figures.emplace_back("warp_share", loss.warp_share[0]);
  if (step.wants_pictures) addPictures(batch, depth, loss, output);
  return output;
}

namespace {

/// The networks as training begins with them; those of a resumed run get its own weights afterwards.
Status begin(Monodepth2& network, const Parameters& training) {
  const Configuration& c = network.configuration();
  const auto& resnet = training.get<std::string>("encoder_weights");
  auto depth = training.get<double>("initial_depth");
  if (network.loaded()) {
    if (depth > 0) return Error{"weights bring their own depth", "initial_depth", "Leave initial_depth out"};
    return resnet.empty() ? Status() : network.startFrom(resnet);
  }
  if (!resnet.empty()) KERB_CHECK(network.startFrom(resnet));
  // With a sigmoid of 0.5 everything is 1.1 m away, and the partner's pixels lie outside of the picture: a
  // head may saturate at once, and nothing takes it back. Motion, where it is learnt too, begins small.
  const bool is_stuck = !c.pose && resnet.empty();
  if (depth == 0 && is_stuck) depth = std::clamp(2.0, 1.01 * c.min_depth, 0.99 * c.max_depth);
  if (depth == 0) return {};
  if (depth <= c.min_depth || depth >= c.max_depth)
    return Error{fmt::format("must lie between min_depth {} and max_depth {}", c.min_depth, c.max_depth),
                 "initial_depth"};
  network.startAtDepth(depth);
  return {};
}

}  // namespace

Result<TrainingPlan> planOf(const std::shared_ptr<Method>& method, const Parameters& training) {
  const auto network = std::dynamic_pointer_cast<Monodepth2>(method);
  const Configuration& c = network->configuration();
  if (!c.pose && !c.stereo)
    return Error{"without pose_network there is nothing to learn from but a stereo partner", "",
                 "Set use_stereo=true, or leave pose_network=true"};
  if (c.semantic_classes > 0)
    return Error{"the semantic head is not trained: its classes would stay random", "semantic_classes",
                 "Set semantic_classes=0; --method depth_semantics learns depth and classes"};
  KERB_CHECK(begin(*network, training));
  TrainingPlan plan;
  plan.batch = training.get<int64_t>("batch_size");
  StreamSpec video{"video", {}, {training.get<double>("flip"), training.get<double>("jitter")}};
  video.sample.width = c.size.width;
  video.sample.height = c.size.height;
  video.sample.previous = video.sample.next = c.pose;
  video.sample.stereo = c.stereo;
  plan.streams = {video};
  OptimiserSpec adam{
      .name = "adam", .adam = {}, .schedule = {}, .clip_norm = training.get<double>("clip_norm")};
  adam.adam.learning_rate = training.get<double>("learning_rate");
  adam.schedule = {Schedule::Kind::step, training.get<int64_t>("decay_every"), 0.1};
  plan.optimisers = {adam};
  StepSpec step{.name = "depth", .streams = {"video"}, .trains = {{"adam", network->trained()}}, .loss = {}};
  const auto with = [&](const LossChoices& choices) {
    step.loss = [network, choices](const StepInput& input) { return network->loss(input, choices); };
    return step;
  };
  LossChoices choices = choicesOf(training);
  const PhaseSpec train{"train", training.get<int64_t>("epochs"), {with(choices)}};
  const auto unmasked = training.get<int64_t>("unmasked_epochs");
  if (unmasked > 0 && choices.reprojection.auto_mask) {
    choices.reprojection.auto_mask = false;
    plan.phases.push_back({"without auto-mask", unmasked, {with(choices)}});
  }
  plan.phases.push_back(train);
  return plan;
}

std::vector<Parameter> trainingParameters() {
  return {
      {"batch_size", "samples in a step, of all ranks together", int64_t{12}, 1, 4096, "", {}},
      {"epochs", "passes through the data", int64_t{20}, 1, 100000, "", {}},
      {"learning_rate", "of Adam", 1e-4, 1e-9, 1, "", {}},
      {"decay_every",
       "the learning rate falls to a tenth after every so many epochs",
       int64_t{15},
       1,
       100000,
       "",
       {}},
      {"clip_norm", "largest L2 norm of the gradient; 0: any", 0.0, 0, 1e9, "", {}},
      {"flip", "probability of turning left and right", 0.5, 0, 1, "", {}},
      {"jitter", "probability of colour jitter", 0.5, 0, 1, "", {}},
      {"encoder_weights",
       "a torchvision ResNet (.pth) for the encoders to start from",
       std::string(),
       {},
       {},
       "file to start from",
       {}},
      {"initial_depth",
       "depth that networks from nothing begin with, in their own unit; 0: a sigmoid of 0.5, as published, "
       "but 2 "
       "where stereo pairs alone train them",
       0.0,
       0,
       1e5,
       "depth to start from",
       {}},
      {"auto_mask", "leave out pixels that a still camera would explain better", true, {}, {}, "", {}},
      {"unmasked_epochs",
       "epochs before these, without auto-mask: networks that start from nothing may never find the motion "
       "with it",
       int64_t{0},
       0,
       100000,
       "",
       {}},
      {"minimum_reprojection", "the smallest error over the neighbours, not the mean", true, {}, {}, "", {}},
      {"full_resolution", "errors of all scales at full resolution, not at their own", true, {}, {}, "", {}},
      {"smoothness", "weight of edge-aware smoothness at scale 0", 1e-3, 0, 1, "", {}},
      {"tie_noise", "noise of 1e-5 that breaks ties between a warp and a still camera", true, {}, {}, "", {}},
      {"fused", "fused losses; false: composed of LibTorch operators, for comparison", true, {}, {}, "", {}},
  };
}

}  // namespace kerb::monodepth2
