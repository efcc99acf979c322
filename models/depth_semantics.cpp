// Depth and semantics from one image, learnt from pictures whose depth and classes are known: Kerb's starter
// model. No paper of its own; it is made of published parts.
//
// Network: the ResNet and the U-Net decoder of Monodepth2 (C. Godard et al., ICCV 2019) with two heads on one
// decoder, inverse depth and 19 Cityscapes classes. Losses: |log depth - log truth|, differences of the same
// between neighbours (Z. Li, N. Snavely: MegaDepth, CVPR 2018, eq. 4), cross entropy with rare classes
// raised. Depth is learnt for one fixed focal length and scaled by the camera's (W. Yin et al.: Metric3D,
// ICCV 2023, section 3.2), so crops and other lenses agree. What makes rendered pictures serve for real ones
// is drawn, not learnt: colours, light, sharpness, noise, zoom and stretch (core/frame/appearance.h, crop.h).
#include <memory>
#include <optional>

#include <ATen/ops/reciprocal.h>
#include <fmt/format.h>

#include "core/frame/resample.h"
#include "core/geometry/disparity.h"
#include "core/loss/classification.h"
#include "core/loss/depth_supervision.h"
#include "core/method/method.h"
#include "core/nn/depth_decoder.h"
#include "core/nn/fast_depth.h"
#include "core/nn/resnet.h"
#include "core/train/plan.h"
#include "core/weights/copy_into.h"
#include "core/weights/import.h"

namespace kerb {
namespace {

constexpr const char* kId = "depth_semantics";
constexpr int64_t kClasses = 19;
constexpr int64_t kSky = 10;
/// Focal length / height of the picture that depth is learnt for: KITTI's.
constexpr double kFocal = 1.92;

struct Configuration {
  int64_t layers, width, height;
  DepthRange range;
};

Status check(const Configuration& c) {
  if (c.layers != 18 && c.layers != 50)
    return Error{fmt::format("layers must be 18 or 50, not {}", c.layers)};
  if (c.width < 64 || c.height < 64 || c.width % 32 != 0 || c.height % 32 != 0) {
    return Error{
        fmt::format("the input size {}x{} must be at least 64x64 and a multiple of 32", c.width, c.height)};
  }
  if (c.range.minimum >= c.range.maximum) return Error{"min_depth must be less than max_depth"};
  return {};
}

struct LossWeights {
  double depth, edges, classes, balance;
};

DepthDecoderOptions twoHeads(const ResnetEncoder& encoder) {
  DepthDecoderOptions options;
  options.encoder_channels = encoder.channels();
  options.scales = {0};
  options.semantic_classes = kClasses;
  return options;
}

class DepthSemantics final : public Method {
 public:
  explicit DepthSemantics(const Configuration& configuration) : configuration_(configuration) {
    encoder_ = register_module("encoder", std::make_shared<ResnetEncoder>(configuration.layers));
    decoder_ = register_module("decoder", std::make_shared<DepthDecoder>(twoHeads(*encoder_)));
  }

  Status load(const Weights& weights);
  /// Starts the encoder from a torchvision ResNet.
  Status startFrom(const std::filesystem::path& resnet);
  std::pair<int64_t, int64_t> inputSize() const override {
    return {configuration_.width, configuration_.height};
  }
  Status prepare(torch::Device device, Precision precision) override;
  Result<Prediction> predict(const Input& input) override;
  StepOutput loss(const StepInput& step, const LossWeights& weights);

 private:
  void addDepth(const at::Tensor& sigmoid, const Frame& target, Prediction& prediction) const;

  Configuration configuration_;
  std::shared_ptr<ResnetEncoder> encoder_;
  std::shared_ptr<DepthDecoder> decoder_;
  std::optional<FastDepth> fast_;  // from prepare()
  torch::Device device_{at::kCPU};
  std::vector<std::string> fallbacks_;
  bool loaded_ = false;
};

Status DepthSemantics::load(const Weights& weights) {
  if (const Status copied = copyInto(*this, weights.tensors); !copied) {
    return Error{"does not fit this network: " + copied.error().what, weights.path.string(),
                 copied.error().fix};
  }
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
  fallbacks_.clear();
  const bool bf16 = precision == Precision::bf16 && (!device.is_cpu() || hasFastBfloat16());
  if (precision == Precision::bf16 && !bf16)
    fallbacks_.emplace_back("this CPU has no bfloat16 instructions: computed in float32");
  fast_.emplace(*encoder_, *decoder_, configuration_.height, configuration_.width,
                bf16 ? at::kBFloat16 : at::kFloat);
  return {};
}

/// Metres need a known lens; that the camera is as high above the road as the one of training, no picture
/// tells.
DepthScale scaleOf(const Camera& camera) {
  const std::string learnt = "learnt in metres by a camera 1.65 m above the road";
  if (camera.origin == CameraOrigin::kitti_default)
    return {ScaleKind::relative, learnt + "; this camera's focal length is a guess"};
  return {ScaleKind::metric, learnt + ", scaled by the focal length"};
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
                 "Train it (docs/starter_model.md), and name the file with --model"};
  }
  TORCH_CHECK(fast_, "prepare() comes before predict()");
  const at::NoGradGuard no_grad;
  const Frame& target = input.target;
  const at::Tensor small = resizeLanczos(target.image, configuration_.width, configuration_.height);
  const FastDepth::Output maps =
      (*fast_)(small.to(device_).to(at::kFloat).div_(255).unsqueeze(0).contiguous());
  Prediction prediction;
  prediction.fallbacks = fallbacks_;
  addDepth(maps.sigmoid, target, prediction);
  const at::Tensor ids = maps.semantic_logits[0].argmax(0).to(at::kByte).cpu();
  prediction.semantics = {resizeNearest(ids, target.width(), target.height()), Taxonomy::cityscapes};
  prediction.semantics_from = "semantic head";
  return prediction;
}

void addPictures(const Batch& batch, const at::Tensor& disparity, const at::Tensor& logits,
                 StepOutput& output) {
  const at::Tensor seen = batch.target.augmented[0].mul(255).to(at::kByte);
  output.pictures.push_back({"target", seen});
  output.pictures.push_back({"disparity", disparity[0][0].detach().to(at::kFloat)});
  output.pictures.push_back({"classes", logits[0].detach().argmax(0).to(at::kFloat)});
}

StepOutput DepthSemantics::loss(const StepInput& step, const LossWeights& weights) {
  loaded_ = true;  // what is being trained may be looked at
  const Batch& batch = step.batches.at(0);
  DepthOutput maps;
  {
    const MixedPrecision networks(batch.target.augmented.device().type(), step.precision);
    maps = decoder_->forward(encoder_->forward(batch.target.augmented));
  }
  const auto type = batch.target.image.scalar_type();
  const auto height = static_cast<double>(configuration_.height);
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
  output.figures.emplace_back("pixel_accuracy", pixelAccuracy(logits, *batch.semantics));
  if (step.wants_pictures) addPictures(batch, disparity, logits, output);
  return output;
}

StreamSpec labelledStream(const Configuration& c, const Parameters& training) {
  StreamSpec stream{.name = "labelled"};
  stream.sample.width = c.width;
  stream.sample.height = c.height;
  stream.sample.scales = 1;
  stream.sample.previous = stream.sample.next = false;
  stream.sample.depth = stream.sample.semantics = true;
  stream.augmentation.flip_probability = training.get<double>("flip");
  stream.augmentation.appearance_probability = training.get<double>("jitter");
  stream.augmentation.crop = {training.get<double>("zoom"), training.get<double>("least_aspect"),
                              training.get<double>("largest_aspect")};
  return stream;
}

Configuration configurationOf(const Parameters& parameters, const Weights* weights) {
  Configuration c{parameters.get<int64_t>("layers"),
                  parameters.get<int64_t>("width"),
                  parameters.get<int64_t>("height"),
                  {parameters.get<double>("min_depth"), parameters.get<double>("max_depth")}};
  if (weights == nullptr) return c;
  if (weights->info.input_width > 0) c.width = weights->info.input_width;
  if (weights->info.input_height > 0) c.height = weights->info.input_height;
  return c;
}

Result<TrainingPlan> planOf(const std::shared_ptr<Method>& method, const Parameters& training) {
  const auto network = std::dynamic_pointer_cast<DepthSemantics>(method);
  if (const auto& resnet = training.get<std::string>("encoder_weights"); !resnet.empty())
    KERB_CHECK(network->startFrom(resnet));
  TrainingPlan plan;
  plan.batch = training.get<int64_t>("batch_size");
  const auto [width, height] = network->inputSize();
  plan.streams = {labelledStream({18, width, height, {}}, training)};
  OptimiserSpec adam{
      .name = "adam", .adam = {}, .schedule = {}, .clip_norm = training.get<double>("clip_norm")};
  adam.adam.learning_rate = training.get<double>("learning_rate");
  adam.schedule = {Schedule::Kind::step, training.get<int64_t>("decay_every"), 0.1};
  plan.optimisers = {adam};
  const LossWeights weights{training.get<double>("depth_weight"), training.get<double>("edge_weight"),
                            training.get<double>("class_weight"), training.get<double>("class_balance")};
  StepSpec step{.name = "supervised",
                .streams = {"labelled"},
                .optimiser = "adam",
                .trains = {"encoder", "decoder"},
                .loss = {}};
  step.loss = [network, weights](const StepInput& input) { return network->loss(input, weights); };
  plan.phases = {{"train", training.get<int64_t>("epochs"), {step}}};
  return plan;
}

Result<std::shared_ptr<Method>> create(const Parameters& parameters, const Weights* weights) {
  if (weights != nullptr && weights->info.method != kId) {
    return Error{fmt::format("the weights are of method '{}', not '{}'", weights->info.method, kId),
                 weights->path.string(), "Choose that method, or other weights"};
  }
  const Configuration configuration = configurationOf(parameters, weights);
  KERB_CHECK(check(configuration));
  auto method = std::make_shared<DepthSemantics>(configuration);
  if (weights != nullptr) KERB_CHECK(method->load(*weights));
  return std::shared_ptr<Method>(method);
}

Parameter number(std::string name, std::string help, double value, double low, double high,
                 std::string unit = "") {
  return {std::move(name), std::move(help), value, low, high, std::move(unit), {}};
}

Parameter count(std::string name, std::string help, int64_t value, double low, double high,
                std::string unit = "") {
  return {std::move(name), std::move(help), value, low, high, std::move(unit), {}};
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
      number("zoom", "pictures are cropped to 1/zoom of their size at most; 1: not", 1.6, 1, 8),
      number("least_aspect", "width/height that pictures are cropped to at least; 0: their own", 1.6, 0, 20),
      number("largest_aspect", "width/height that pictures are cropped to at most; 0: their own", 3.6, 0, 20),
      number("depth_weight", "of the error of log depth", 1, 0, 1e6),
      number("edge_weight", "of the error of differences of log depth between neighbours", 0.5, 0, 1e6),
      number("class_weight", "of the cross entropy of classes", 0.5, 0, 1e6),
      number("class_balance", "how much more rare classes count: 0 not, 1 as their rarity", 0.3, 0, 1),
      {"encoder_weights", "a torchvision ResNet (.pth) to start from", std::string(), {}, {}, "", {}},
  };
}

}  // namespace

MethodSpec depthSemanticsSpec() {
  MethodSpec spec;
  spec.id = kId;
  spec.title = "Depth and semantics";
  spec.citation =
      "Kerb's own; network after C. Godard et al.: Digging Into Self-Supervised Monocular Depth Estimation. "
      "ICCV 2019";
  spec.summary = "Depth and 19 classes from one image, learnt from labelled pictures: the starter model";
  spec.needs = {.weights = Need::required};
  spec.parameters = {
      count("layers", "layers of the ResNet encoder: 18 or 50", 18, 18, 50),
      count("width", "width that images are resized to; weights bring their own", 640, 64, 4096, "px"),
      count("height", "height that images are resized to; weights bring their own", 192, 64, 4096, "px"),
      number("min_depth", "the nearest depth the network can say, through KITTI's lens", 1, 1e-3, 1e3, "m"),
      number("max_depth", "the farthest depth the network can say; the sky's", 100, 1e-3, 1e5, "m"),
  };
  spec.create = &create;
  spec.training = trainingParameters();
  spec.plan = &planOf;
  return spec;
}

}  // namespace kerb
