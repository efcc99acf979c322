// Three training steps of Monodepth2 beside the official ones, number for number (tests/golden/README.md).
#include <algorithm>
#include <array>
#include <cmath>
#include <memory>
#include <string>
#include <vector>

#include <ATen/ATen.h>
#include <gtest/gtest.h>
#include <torch/optim/adam.h>

#include "core/frame/camera.h"
#include "core/geometry/se3.h"
#include "core/loss/reprojection.h"
#include "core/loss/smoothness.h"
#include "core/nn/depth_decoder.h"
#include "core/nn/pose.h"
#include "core/nn/resnet.h"
#include "core/train/adam.h"
#include "core/train/plan.h"
#include "models/catalogue.h"
#include "tests/models/golden.h"

namespace kerb {
namespace {

using golden::kHeight;
using golden::kWidth;
using Numbers = nlohmann::json;

constexpr int64_t kBatch = 2, kScales = 4;

struct Networks {
  ResnetEncoder encoder, pose_encoder;
  DepthDecoder depth;
  PoseDecoder pose;

  Networks(int64_t layers, const std::string& tag, at::ScalarType type)
      : encoder(layers),
        pose_encoder(layers, 2),
        depth(DepthDecoderOptions{.encoder_channels = encoder.channels()}),
        pose({encoder.channels()[4]}) {
    const auto names = named();
    for (const auto& [name, module] : names) {
      golden::fill(*module, tag, name);
      module->to(type);
      module->train();
    }
  }
  std::vector<std::pair<std::string, torch::nn::Module*>> named() {
    return {{"encoder", &encoder}, {"depth", &depth}, {"pose_encoder", &pose_encoder}, {"pose", &pose}};
  }
  std::vector<at::Tensor> parameters() {
    std::vector<at::Tensor> all;
    for (const auto& [name, module] : named()) {
      for (const auto& parameter : module->parameters()) all.push_back(parameter);
    }
    return all;
  }
  /// By "module.key".
  at::Tensor parameter(const std::string& name) {
    for (const auto& [prefix, module] : named()) {
      if (name.starts_with(prefix + ".")) return module->named_parameters()[name.substr(prefix.size() + 1)];
    }
    return {};
  }
};

struct Batch {
  at::Tensor previous, target, next;

  explicit Batch(at::ScalarType type)
      : previous(frames(-1, type)), target(frames(0, type)), next(frames(1, type)) {}
  static at::Tensor frames(int64_t f, at::ScalarType type) {
    return at::cat({golden::image(f, 0), golden::image(f, 1)}).to(type);
  }
};

at::Tensor intrinsics(at::ScalarType type) {
  const Eigen::Matrix3d k = Camera{}.matrix(kWidth, kHeight);
  return at::tensor({k(0, 0), 0.0, k(0, 2), 0.0, k(1, 1), k(1, 2), 0.0, 0.0, 1.0}, at::kDouble)
      .to(type)
      .view({1, 3, 3})
      .expand({kBatch, 3, 3});
}

struct Step {
  at::Tensor loss;
  std::vector<at::Tensor> per_scale;
  ReprojectionLoss reprojection;
  PoseVectors motions[2];  // previous, next
};

Step forward(Networks& networks, const Batch& batch, Evaluation evaluation) {
  Step step;
  const auto sigmoids = networks.depth.forward(networks.encoder.forward(batch.target)).sigmoids;
  // In two calls: batch norm takes its statistics from each pair alone.
  const auto motion = [&](const at::Tensor& earlier, const at::Tensor& later) {
    return networks.pose.forward({networks.pose_encoder.forward(at::cat({earlier, later}, 1))[4]});
  };
  step.motions[0] = motion(batch.previous, batch.target);
  step.motions[1] = motion(batch.target, batch.next);
  std::vector<at::Tensor> source_from_target;
  for (const int i : {0, 1}) {
    source_from_target.push_back(transformFromPose(step.motions[i].axis_angle.select(1, 0),
                                                   step.motions[i].translation.select(1, 0), i == 0));
  }
  step.reprojection = minimumReprojection({.target = batch.target,
                                           .sources = {batch.previous, batch.next},
                                           .source_from_target = source_from_target,
                                           .disparities = sigmoids,
                                           .intrinsics = intrinsics(batch.target.scalar_type())},
                                          {.evaluation = evaluation});
  for (int64_t s = 0; s < kScales; ++s) {
    const auto small = s == 0 ? batch.target : at::avg_pool2d(batch.target, {1 << s, 1 << s});
    const auto smooth = edgeAwareSmoothness(sigmoids[s], small, evaluation);
    step.per_scale.push_back(step.reprojection.per_scale[s] + 1e-3 / (1 << s) * smooth);
  }
  step.loss = at::stack(step.per_scale).mean();
  return step;
}

/// Agreement that is demanded, relative unless said otherwise: rows of the table, one for each step.
struct Tolerance {
  double loss, share, gradient;  // share is absolute
};
using Tolerances = std::array<Tolerance, 3>;
constexpr double kAny = std::numeric_limits<double>::infinity();

void expectClose(double found, double expected, double tolerance, const std::string& what) {
  EXPECT_NEAR(found, expected,
              std::max(1e-6 * std::min(1.0, tolerance / 1e-6), tolerance * std::abs(expected)))
      << what;
}

void comparePoses(const Step& step, const Numbers& expected, double tolerance) {
  for (const int i : {0, 1}) {
    const auto& pose = expected.at(i == 0 ? "-1" : "1");
    for (int64_t b = 0; b < kBatch; ++b) {
      for (int64_t axis = 0; axis < 3; ++axis) {
        expectClose(step.motions[i].axis_angle[b][0][axis].item<double>(), pose.at("axisangle")[b][axis],
                    tolerance, "rotation");
        expectClose(step.motions[i].translation[b][0][axis].item<double>(), pose.at("translation")[b][axis],
                    tolerance, "translation");
      }
    }
  }
}

void compareGradients(Networks& networks, const Numbers& expected, double tolerance) {
  for (const auto& [name, norm] : expected.items()) {
    const auto gradient = networks.parameter(name).grad();
    ASSERT_TRUE(gradient.defined()) << name;
    expectClose(gradient.norm().item<double>(), norm, tolerance, "gradient of " + name);
  }
  EXPECT_FALSE(networks.parameter("encoder.encoder.fc.weight").grad().defined());
}

void compare(Networks& networks, const Step& step, const Numbers& expected, const Tolerance& tolerance) {
  expectClose(step.loss.item<double>(), expected.at("loss"), tolerance.loss, "loss");
  for (int64_t s = 0; s < kScales; ++s) {
    const std::string scale = std::to_string(s);
    expectClose(step.per_scale[s].item<double>(), expected.at("loss/" + scale), tolerance.loss,
                "loss/" + scale);
    EXPECT_NEAR(step.reprojection.warp_share[s].item<double>(), expected.at("automask_share")[s],
                tolerance.share)
        << "share " << s;
  }
  if (expected.contains("grad_l2")) compareGradients(networks, expected.at("grad_l2"), tolerance.gradient);
}

void train(const Numbers& numbers, at::ScalarType type, Evaluation evaluation, const Tolerances& tolerances) {
  Networks networks(numbers.at("layers"), numbers.at("tag"), type);
  const Batch batch(type);
  torch::optim::Adam adam(networks.parameters(), torch::optim::AdamOptions(1e-4));
  const auto& steps = numbers.at(type == at::kFloat ? "train" : "train_f64");
  for (size_t i = 0; i < tolerances.size(); ++i) {
    SCOPED_TRACE("step " + std::to_string(i + 1));
    adam.zero_grad();
    const Step step = forward(networks, batch, evaluation);
    step.loss.backward();
    compare(networks, step, steps.at(i), tolerances[i]);
    if (i == 0) comparePoses(step, steps.at(i).at("pose"), type == at::kFloat ? 1e-4 : 1e-10);
    adam.step();
  }
}

void trainOnAll(at::ScalarType type, Evaluation evaluation, const Tolerances& tolerances) {
  const auto files = golden::files();
  ASSERT_FALSE(files.empty()) << "no golden numbers";
  for (const auto& numbers : files) {
    SCOPED_TRACE(numbers.at("tag").dump() + " ResNet-" + numbers.at("layers").dump());
    train(numbers, type, evaluation, tolerances);
  }
}

constexpr Tolerances kFloat32{{{1e-6, 1e-4, 3e-2}, {1e-3, kAny, kAny}, {1e-2, kAny, kAny}}};
constexpr Tolerances kFloat32Fused{{{2e-6, 1e-4, 3e-2}, {1e-3, kAny, kAny}, {1e-2, kAny, kAny}}};
constexpr Tolerances kFloat64{{{1e-10, 1e-5, 1e-8}, {1e-9, kAny, 1e-5}, {1e-6, kAny, kAny}}};

/// The same steps by what `kerb train` runs: the method's plan, the trainer's optimiser.
class Product {
 public:
  Product(const Numbers& numbers, at::ScalarType type, Evaluation evaluation) : spec_(findSpec()) {
    Parameters model(spec_.parameters), training(spec_.training);
    EXPECT_TRUE(model.set("layers", numbers.at("layers").dump()));
    EXPECT_TRUE(training.set("tie_noise", "false"));
    EXPECT_TRUE(training.set("fused", evaluation == Evaluation::fused ? "true" : "false"));
    method_ = *spec_.create(model, nullptr);
    for (const auto& [module, name] : kNames) {
      golden::fill(*method_->named_children()[module], numbers.at("tag"), name);
    }
    method_->to(type);
    method_->train();
    plan_ = *spec_.plan(method_, training);
    batch_.indices = {0, 1};
    const Batch frames(type);
    const auto same = [](const at::Tensor& image) { return BatchView{image, image}; };
    batch_.target = same(frames.target);
    batch_.previous = same(frames.previous);
    batch_.next = same(frames.next);
    for (int s = 0; s < kScales; ++s)
      batch_.pyramid.push_back(s == 0 ? frames.target : at::avg_pool2d(frames.target, {1 << s, 1 << s}));
    batch_.intrinsics = intrinsics(type);
  }

  void step(const Numbers& expected, const Tolerance& tolerance) {
    const StepSpec& step = plan_.phases.at(0).cycle.at(0);
    StepInput input;
    input.batches = {batch_};
    const StepOutput output = step.loss(input);
    at::Tensor total = at::zeros({}, batch_.intrinsics.options());
    std::map<std::string, double> per_scale;
    for (const Term& term : output.terms) {
      total = total + term.value * term.weight;
      const std::string scale = term.name.substr(term.name.find('/') + 1);
      per_scale[scale] += term.value.item<double>() * term.weight * kScales;
    }
    for (auto& parameter : method_->parameters()) parameter.mutable_grad() = at::Tensor();
    total.backward();
    expectClose(total.item<double>(), expected.at("loss"), tolerance.loss, "loss");
    for (const auto& [scale, loss] : per_scale)
      expectClose(loss, expected.at("loss/" + scale), tolerance.loss, "loss/" + scale);
    EXPECT_EQ(per_scale.size(), 4U);
    EXPECT_NEAR(output.figures.at(0).second.item<double>(), expected.at("automask_share")[0],
                tolerance.share);
    if (expected.contains("grad_l2")) compareGradients(expected.at("grad_l2"), tolerance.gradient);
    std::vector<NamedParameter> parameters;
    for (const auto& item : method_->named_parameters()) parameters.push_back({item.key(), item.value()});
    adam_.step(parameters, plan_.optimisers.at(0).adam.learning_rate);
  }

 private:
  static const MethodSpec& findSpec() { return **findMethod(methods(), "monodepth2"); }
  void compareGradients(const Numbers& expected, double tolerance) const {
    const auto parameters = method_->named_parameters();
    for (const auto& [name, norm] : expected.items()) {
      for (const auto& [module, golden_name] : kNames) {
        if (!name.starts_with(std::string(golden_name) + ".")) continue;
        const auto& gradient = parameters[module + name.substr(name.find('.'))].grad();
        expectClose(gradient.norm().item<double>(), norm, tolerance, "gradient of " + name);
      }
    }
  }

  static constexpr std::array<std::pair<const char*, const char*>, 4> kNames{
      {{"depth_encoder", "encoder"},
       {"depth_decoder", "depth"},
       {"pose_encoder", "pose_encoder"},
       {"pose_decoder", "pose"}}};
  const MethodSpec& spec_;
  std::shared_ptr<Method> method_;
  TrainingPlan plan_;
  kerb::Batch batch_;
  Adam adam_{AdamOptions{}};
};

void trainTheProduct(at::ScalarType type, Evaluation evaluation, const Tolerances& tolerances) {
  const auto files = golden::files();
  ASSERT_FALSE(files.empty()) << "no golden numbers";
  for (const auto& numbers : files) {
    Product product(numbers, type, evaluation);
    const auto& steps = numbers.at(type == at::kFloat ? "train" : "train_f64");
    for (size_t i = 0; i < tolerances.size(); ++i) {
      SCOPED_TRACE("step " + std::to_string(i + 1));
      product.step(steps.at(i), tolerances[i]);
    }
  }
}

TEST(GoldenTraining, TheProductInFloat32) { trainTheProduct(at::kFloat, Evaluation::fused, kFloat32Fused); }
TEST(GoldenTraining, TheProductInFloat64) { trainTheProduct(at::kDouble, Evaluation::fused, kFloat64); }
TEST(GoldenTraining, Float32Composed) { trainOnAll(at::kFloat, Evaluation::composed, kFloat32); }
TEST(GoldenTraining, Float64Composed) { trainOnAll(at::kDouble, Evaluation::composed, kFloat64); }

}  // namespace
}  // namespace kerb
