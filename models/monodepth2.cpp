// C. Godard, O. Mac Aodha, M. Firman, G. Brostow: Digging Into Self-Supervised Monocular Depth Estimation.
// ICCV 2019.
//
// A ResNet encoder and a U-Net decoder give disparity at four scales; a second ResNet sees two frames and
// gives the motion between them. Trained on video alone: neighbouring frames are warped into the target
// through depth and motion. What the paper adds: the minimum (not the mean) of the reprojection errors over
// the neighbours, which ignores what one of them does not see; a mask that drops pixels which a still camera
// would explain better; and errors of every scale at full resolution. Four scales are trained, scale 0 is
// predicted. Monocular (M) by default; use_stereo adds the partner as a source (MS), and without
// pose_network it is the only one (S).
#include <algorithm>
#include <cmath>
#include <memory>
#include <optional>

#include <ATen/ops/adaptive_avg_pool2d.h>
#include <ATen/ops/cat.h>
#include <fmt/format.h>

#include "core/frame/resample.h"
#include "core/geometry/disparity.h"
#include "core/geometry/se3.h"
#include "core/loss/reprojection.h"
#include "core/loss/smoothness.h"
#include "core/method/method.h"
#include "core/nn/depth_decoder.h"
#include "core/nn/fast_depth.h"
#include "core/nn/pose.h"
#include "core/nn/resnet.h"
#include "core/train/plan.h"
#include "core/weights/copy_into.h"
#include "core/weights/import.h"

namespace kerb {
namespace {

// Networks trained with a stereo partner see its baseline as 0.1; KITTI's is 0.54 m (methods.md section 6).
constexpr double kMetresPerStereoUnit = 0.54 / 0.1;

struct Configuration {
  int64_t layers, width, height, semantic_classes;
  double min_depth, max_depth;
  bool stereo, pose;
};

Status check(const Configuration& c) {
  if (c.layers != 18 && c.layers != 50)
    return Error{fmt::format("layers must be 18 or 50, not {}", c.layers)};
  if (c.width < 64 || c.height < 64 || c.width % 32 != 0 || c.height % 32 != 0) {
    return Error{
        fmt::format("the input size {}x{} must be at least 64x64 and a multiple of 32", c.width, c.height)};
  }
  if (c.semantic_classes != 0 && c.semantic_classes != 19) {
    return Error{fmt::format("semantic_classes must be 0 or 19 (Cityscapes), not {}", c.semantic_classes)};
  }
  if (c.min_depth >= c.max_depth) return Error{"min_depth must be less than max_depth"};
  return {};
}

/// What a run of training chooses.
struct LossChoices {
  ReprojectionOptions reprojection;
  double smoothness;
  bool full_resolution, tie_noise;
};

class Monodepth2 final : public Method {
 public:
  explicit Monodepth2(const Configuration& configuration) : configuration_(configuration) {
    depth_encoder_ = register_module("depth_encoder", std::make_shared<ResnetEncoder>(configuration.layers));
    DepthDecoderOptions options;
    options.encoder_channels = depth_encoder_->channels();
    options.semantic_classes = configuration.semantic_classes;
    depth_decoder_ = register_module("depth_decoder", std::make_shared<DepthDecoder>(options));
    if (!configuration.pose) return;
    pose_encoder_ = register_module("pose_encoder", std::make_shared<ResnetEncoder>(configuration.layers, 2));
    pose_decoder_ = register_module(
        "pose_decoder", std::make_shared<PoseDecoder>(PoseDecoderOptions{pose_encoder_->channels()[4]}));
  }

  Status load(const Weights& weights) {
    if (const Status copied = copyInto(*this, weights.tensors); !copied) {
      return Error{"does not fit this network: " + copied.error().what, weights.path.string(),
                   copied.error().fix};
    }
    loaded_ = true;
    return {};
  }

  std::pair<int64_t, int64_t> inputSize() const override {
    return {configuration_.width, configuration_.height};
  }
  Status prepare(torch::Device device, Precision precision) override;
  Needs narrowed(Needs needs) const override {
    if (!pose_encoder_) needs.previous = Need::none;
    return needs;
  }
  Result<Prediction> predict(const Input& input) override;

  const Configuration& configuration() const { return configuration_; }
  /// Starts the encoders from a torchvision ResNet.
  Status startFrom(const std::filesystem::path& resnet);
  /// Modules that training changes.
  std::vector<std::string> trained() const;
  /// L = 1/scales sum_s [reprojection_s + smoothness / 2^s smoothness_s] (Godard et al. 2019, section 3.3).
  StepOutput loss(const StepInput& step, const LossChoices& choices);

 private:
  void addSources(const Batch& batch, DepthOutput* depth, Precision precision, ReprojectionInput& input);
  ReprojectionLoss reprojection(const ReprojectionInput& input, const LossChoices& choices) const;
  at::Tensor networkInput(const Frame& frame) const;
  void addDepth(const at::Tensor& sigmoid, const Frame& target, Prediction& prediction) const;
  Eigen::Isometry3d motionFrom(const at::Tensor& previous, const at::Tensor& target);

  Configuration configuration_;
  std::shared_ptr<ResnetEncoder> depth_encoder_, pose_encoder_;
  std::shared_ptr<DepthDecoder> depth_decoder_;
  std::shared_ptr<PoseDecoder> pose_decoder_;
  std::optional<FastDepth> fast_depth_;  // from prepare()
  std::optional<FastResnet> fast_pose_;
  torch::Device device_{at::kCPU};
  std::vector<std::string> fallbacks_;
  bool loaded_ = false;
};

Status Monodepth2::prepare(torch::Device device, Precision precision) {
  eval();
  to(device);
  device_ = device;
  fallbacks_.clear();
  const bool bf16 = precision == Precision::bf16 && (!device.is_cpu() || hasFastBfloat16());
  if (precision == Precision::bf16 && !bf16) {
    fallbacks_.emplace_back("this CPU has no bfloat16 instructions: computed in float32");
  }
  const at::ScalarType type = bf16 ? at::kBFloat16 : at::kFloat;
  const auto [width, height] = inputSize();
  fast_depth_.emplace(*depth_encoder_, *depth_decoder_, height, width, type);
  if (pose_encoder_) fast_pose_.emplace(*pose_encoder_, height, width, type);
  return {};
}

at::Tensor Monodepth2::networkInput(const Frame& frame) const {
  const at::Tensor small = resizeLanczos(frame.image, configuration_.width, configuration_.height);
  return small.to(device_).to(at::kFloat).div_(255).unsqueeze(0).contiguous();
}

Eigen::Isometry3d Monodepth2::motionFrom(const at::Tensor& previous, const at::Tensor& target) {
  const at::Tensor pair = at::cat({previous, target}, 1);
  const auto features = (*fast_pose_)(pair);
  const PoseVectors motion = pose_decoder_->forward({features[4].to(at::kFloat)});
  const double unit = configuration_.stereo ? kMetresPerStereoUnit : 1;
  return isometryFromTensor(
      transformFromPose(motion.axis_angle.select(1, 0), motion.translation.select(1, 0) * unit, false)[0]);
}

void Monodepth2::addDepth(const at::Tensor& sigmoid, const Frame& target, Prediction& prediction) const {
  const at::Tensor disparity = scaledDisparity(sigmoid, {configuration_.min_depth, configuration_.max_depth});
  at::Tensor depth = resizeBilinear(disparity[0][0], target.width(), target.height()).reciprocal();
  if (configuration_.stereo) depth.mul_(kMetresPerStereoUnit);
  prediction.depth = depth.cpu();
  prediction.scale = configuration_.stereo
                         ? DepthScale{ScaleKind::metric, "stereo baseline 0.54 m / 0.1"}
                         : DepthScale{ScaleKind::relative, "monocular: right up to one factor"};
  prediction.disparity = disparity[0][0].cpu();
  prediction.disparity_unit = "1/depth";
}

SemanticMap semanticMap(const at::Tensor& logits, const Frame& target) {
  const at::Tensor ids = logits.argmax(1, true).to(at::kByte);
  return {resizeNearest(ids[0][0].cpu(), target.width(), target.height()), Taxonomy::cityscapes};
}

Result<Prediction> Monodepth2::predict(const Input& input) {
  if (!loaded_) {
    return Error{"monodepth2 has no weights yet", "",
                 "Train it (kerb train --method monodepth2) or import published ones (kerb import), and name "
                 "the file with --model"};
  }
  TORCH_CHECK(fast_depth_, "prepare() comes before predict()");
  const at::NoGradGuard no_grad;
  Prediction prediction;
  prediction.fallbacks = fallbacks_;
  const at::Tensor target = networkInput(input.target);
  const FastDepth::Output maps = (*fast_depth_)(target);
  addDepth(maps.sigmoid, input.target, prediction);
  if (maps.semantic_logits.defined()) {
    prediction.semantics = semanticMap(maps.semantic_logits, input.target);
    prediction.semantics_from = "semantic head";
  }
  if (pose_encoder_ && input.previous) {
    prediction.camera_from_previous = motionFrom(networkInput(*input.previous), target);
  }
  return prediction;
}

Status Monodepth2::startFrom(const std::filesystem::path& resnet) {
  KERB_TRY(const Weights weights, importTorchvisionResnet(resnet));
  KERB_CHECK(copyResnet(*depth_encoder_, weights, 1));
  return pose_encoder_ ? copyResnet(*pose_encoder_, weights, 2) : Status();
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

void addPictures(const Batch& batch, const DepthOutput& depth, const ReprojectionLoss& loss,
                 StepOutput& output) {
  output.pictures.push_back({"target", batch.target.image[0].mul(255).to(at::kByte)});
  output.pictures.push_back({"disparity", depth.sigmoids[0][0][0].detach().to(at::kFloat)});
  if (!loss.maps) return;
  output.pictures.push_back({"error", loss.maps->error[0][0].to(at::kFloat)});
  output.pictures.push_back({"auto_mask", loss.maps->auto_mask[0][0].to(at::kFloat)});
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

Result<TrainingPlan> planOf(const std::shared_ptr<Method>& method, const Parameters& training) {
  const auto network = std::dynamic_pointer_cast<Monodepth2>(method);
  const Configuration& c = network->configuration();
  if (!c.pose && !c.stereo)
    return Error{"without pose_network there is nothing to learn from but a stereo partner", "",
                 "Set use_stereo=true, or leave pose_network=true"};
  if (const auto& resnet = training.get<std::string>("encoder_weights"); !resnet.empty())
    KERB_CHECK(network->startFrom(resnet));
  TrainingPlan plan;
  plan.batch = training.get<int64_t>("batch_size");
  StreamSpec video{"video", {}, {training.get<double>("flip"), training.get<double>("jitter")}};
  video.sample.width = c.width;
  video.sample.height = c.height;
  video.sample.previous = video.sample.next = c.pose;
  video.sample.stereo = c.stereo;
  plan.streams = {video};
  OptimiserSpec adam{
      .name = "adam", .adam = {}, .schedule = {}, .clip_norm = training.get<double>("clip_norm")};
  adam.adam.learning_rate = training.get<double>("learning_rate");
  adam.schedule = {Schedule::Kind::step, training.get<int64_t>("decay_every"), 0.1};
  plan.optimisers = {adam};
  StepSpec step{
      .name = "depth", .streams = {"video"}, .optimiser = "adam", .trains = network->trained(), .loss = {}};
  step.loss = [network, choices = choicesOf(training)](const StepInput& input) {
    return network->loss(input, choices);
  };
  plan.phases = {{"train", training.get<int64_t>("epochs"), {step}}};
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
       "",
       {}},
      {"auto_mask", "leave out pixels that a still camera would explain better", true, {}, {}, "", {}},
      {"minimum_reprojection", "the smallest error over the neighbours, not the mean", true, {}, {}, "", {}},
      {"full_resolution", "errors of all scales at full resolution, not at their own", true, {}, {}, "", {}},
      {"smoothness", "weight of edge-aware smoothness at scale 0", 1e-3, 0, 1, "", {}},
      {"tie_noise", "noise of 1e-5 that breaks ties between a warp and a still camera", true, {}, {}, "", {}},
      {"fused", "fused losses; false: composed of LibTorch operators, for comparison", true, {}, {}, "", {}},
  };
}

Configuration configurationOf(const Parameters& parameters, const Weights* weights) {
  Configuration c{parameters.get<int64_t>("layers"),   parameters.get<int64_t>("width"),
                  parameters.get<int64_t>("height"),   parameters.get<int64_t>("semantic_classes"),
                  parameters.get<double>("min_depth"), parameters.get<double>("max_depth"),
                  parameters.get<bool>("use_stereo"),  parameters.get<bool>("pose_network")};
  if (weights == nullptr) return c;
  if (weights->info.input_width > 0) c.width = weights->info.input_width;
  if (weights->info.input_height > 0) c.height = weights->info.input_height;
  // Networks trained on stereo pairs alone have no pose network.
  c.pose =
      std::ranges::any_of(weights->tensors, [](const auto& item) { return item.first.starts_with("pose_"); });
  return c;
}

Result<std::shared_ptr<Method>> create(const Parameters& parameters, const Weights* weights) {
  if (weights != nullptr && weights->info.method != "monodepth2") {
    return Error{fmt::format("the weights are of method '{}', not 'monodepth2'", weights->info.method),
                 weights->path.string(), "Choose that method, or other weights"};
  }
  const Configuration configuration = configurationOf(parameters, weights);
  KERB_CHECK(check(configuration));
  auto method = std::make_shared<Monodepth2>(configuration);
  if (weights != nullptr) KERB_CHECK(method->load(*weights));
  return std::shared_ptr<Method>(method);
}

}  // namespace

MethodSpec monodepth2Spec() {
  MethodSpec spec;
  spec.id = "monodepth2";
  spec.title = "Monodepth2";
  spec.citation =
      "C. Godard, O. Mac Aodha, M. Firman, G. Brostow: Digging Into Self-Supervised Monocular Depth "
      "Estimation. ICCV 2019";
  spec.summary = "Depth from one image, learnt from plain video: the baseline, fast, and many weights exist";
  spec.needs = {.previous = Need::optional, .weights = Need::required};
  spec.parameters = {
      {"layers", "layers of the ResNet encoders: 18 or 50", int64_t{18}, 18, 50, "", {}},
      {"width",
       "width that images are resized to; weights bring their own",
       int64_t{640},
       64,
       4096,
       "px",
       {}},
      {"height",
       "height that images are resized to; weights bring their own",
       int64_t{192},
       64,
       4096,
       "px",
       {}},
      {"min_depth", "the nearest depth the network can say", 0.1, 1e-3, 1e3, "", {}},
      {"max_depth", "the farthest depth the network can say", 100.0, 1e-3, 1e5, "", {}},
      {"use_stereo", "trained with a stereo partner: depth is in metres", false, {}, {}, "", {}},
      {"pose_network", "with a network for motion; weights bring their own", true, {}, {}, "", {}},
      {"semantic_classes",
       "classes of the semantic head: 0 (none) or 19 (Cityscapes)",
       int64_t{0},
       0,
       19,
       "",
       {}},
  };
  spec.create = &create;
  spec.training = trainingParameters();
  spec.plan = &planOf;
  return spec;
}

}  // namespace kerb
