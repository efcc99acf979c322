// How the starter model's network is trained: its loss, plan and parameters.
#include <tuple>

#include <ATen/ops/reciprocal.h>

#include "core/loss/classification.h"
#include "core/loss/depth_supervision.h"
#include "models/depth_semantics_network.h"

namespace kerb::depth_semantics {
namespace {

constexpr int64_t kSky = 10;
constexpr char kAccuracy[] = "pixel_accuracy";

void addPictures(const Batch& batch, const at::Tensor& disparity, const at::Tensor& logits,
                 StepOutput& output) {
  const at::Tensor seen = batch.target.augmented[0].mul(255).to(at::kByte);
  output.pictures.push_back({"target", seen});
  output.pictures.push_back({"disparity", disparity[0][0].detach().to(at::kFloat)});
  output.pictures.push_back({"classes", logits[0].detach().argmax(0).to(at::kFloat)});
}

StreamSpec labelledStream(std::pair<int64_t, int64_t> size, const Parameters& training) {
  StreamSpec stream{.name = "labelled"};
  std::tie(stream.sample.width, stream.sample.height) = size;
  stream.sample.scales = 1;
  stream.sample.previous = stream.sample.next = false;
  stream.sample.depth = stream.sample.semantics = true;
  stream.augmentation.flip_probability = training.get<double>("flip");
  stream.augmentation.appearance_probability = training.get<double>("jitter");
  stream.augmentation.sky_probability = training.get<double>("sky");
  stream.augmentation.crop = {training.get<double>("zoom"), training.get<double>("least_aspect"),
                              training.get<double>("largest_aspect")};
  return stream;
}

Parameter number(std::string name, std::string help, double value, double low, double high,
                 std::string unit = "") {
  return {std::move(name), std::move(help), value, low, high, std::move(unit), {}};
}

Parameter count(std::string name, std::string help, int64_t value, double low, double high,
                std::string unit = "") {
  return {std::move(name), std::move(help), value, low, high, std::move(unit), {}};
}

}  // namespace

StepOutput DepthSemantics::loss(const StepInput& step, const LossWeights& weights) {
  loaded_ = true;  // what is being trained may be looked at
  const Batch& batch = step.batches.at(0);
  DepthOutput maps;
  {
    const MixedPrecision networks(batch.target.augmented.device().type(), step.precision);
    maps = decoder_->forward(encoder_->forward(batch.target.augmented));
  }
  const auto type = batch.target.image.scalar_type();
  const auto height = static_cast<double>(configuration_.size.height);
  const at::Tensor focal_ratio = batch.intrinsics.select(1, 1).select(1, 1) / (height * kFocal);
  const DepthTarget target = canonicalDepthTarget(batch.depth_m->to(type), *batch.semantics == kSky,
                                                  focal_ratio, configuration_.range.maximum);
  const at::Tensor disparity = scaledDisparity(maps.sigmoids[0].to(type), configuration_.range);
  const at::Tensor depth = at::reciprocal(disparity);
  const at::Tensor logits = maps.semantic_logits.to(type);
  StepOutput output;
  output.terms = {{"depth", logDepthError(depth, target), weights.depth},
                  {"edges", logDepthGradientError(depth, target), weights.edges},
                  {"classes", crossEntropy(logits, *batch.semantics, weights.balance), weights.classes}};
  output.figures.emplace_back(kAccuracy, pixelAccuracy(logits, *batch.semantics));
  if (step.wants_pictures) addPictures(batch, disparity, logits, output);
  return output;
}

Result<TrainingPlan> planOf(const std::shared_ptr<Method>& method, const Parameters& training) {
  const auto network = std::dynamic_pointer_cast<DepthSemantics>(method);
  if (const auto& resnet = training.get<std::string>("encoder_weights"); !resnet.empty())
    KERB_CHECK(network->startFrom(resnet));
  TrainingPlan plan;
  plan.batch = training.get<int64_t>("batch_size");
  plan.streams = {labelledStream(network->inputSize(), training)};
  OptimiserSpec adam{
      .name = "adam", .adam = {}, .schedule = {}, .clip_norm = training.get<double>("clip_norm")};
  adam.adam.learning_rate = training.get<double>("learning_rate");
  adam.schedule = {Schedule::Kind::step, training.get<int64_t>("decay_every"), 0.1};
  plan.optimisers = {adam};
  const LossWeights weights{training.get<double>("depth_weight"), training.get<double>("edge_weight"),
                            training.get<double>("class_weight"), training.get<double>("class_balance")};
  StepSpec step{.name = "supervised",
                .streams = {"labelled"},
                .trains = {{"adam", {"encoder", "decoder"}}},
                .loss = {},
                .larger_is_better = {kAccuracy}};
  step.loss = [network, weights](const StepInput& input) { return network->loss(input, weights); };
  plan.phases = {{"train", training.get<int64_t>("epochs"), {step}}};
  return plan;
}

std::vector<Parameter> trainingParameters() {
  return {
      count("batch_size", "samples in a step, of all ranks together", 12, 1, 4096),
      count("epochs", "passes through the data", 30, 1, 100000),
      number("learning_rate", "of Adam", 5e-4, 1e-9, 1),
      count("decay_every", "the learning rate falls to a tenth after every so many epochs", 20, 1, 100000),
      number("clip_norm", "largest L2 norm of the gradient; 0: any", 1, 0, 1e9),
      number("flip", "probability of turning left and right", 0.5, 0, 1),
      number("jitter", "probability of other colours, light, sharpness and noise", 0.9, 0, 1),
      number("sky", "probability of another sky: clear to overcast, with clouds", 0, 0, 1),
      number("zoom", "pictures are cropped to 1/zoom of their size at most; 1: not", 1.6, 1, 8),
      number("least_aspect", "width/height that pictures are cropped to at least; 0: their own", 1.6, 0, 20),
      number("largest_aspect", "width/height that pictures are cropped to at most; 0: their own", 3.6, 0, 20),
      number("depth_weight", "of the error of log depth", 1, 0, 1e6),
      number("edge_weight", "of the error of differences of log depth between neighbours", 0.5, 0, 1e6),
      number("class_weight", "of the cross entropy of classes", 0.5, 0, 1e6),
      number("class_balance", "how much more rare classes count: 0 not, 1 as their rarity", 0.3, 0, 1),
      {"encoder_weights",
       "a torchvision ResNet (.pth) to start from",
       std::string(),
       {},
       {},
       "file to start from",
       {}},
  };
}

}  // namespace kerb::depth_semantics
