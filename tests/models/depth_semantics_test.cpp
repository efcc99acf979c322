// The starter model's method: parameters, errors, scale, and what a prediction says.
#include <ATen/ATen.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/method/method.h"
#include "core/train/validation.h"
#include "core/weights/copy_into.h"

namespace kerb {

MethodSpec depthSemanticsSpec();

namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using Settings = std::map<std::string, std::string>;

Parameters parametersWith(const Settings& settings) {
  Parameters parameters(depthSemanticsSpec().parameters);
  EXPECT_TRUE(parameters.set("width", "128") && parameters.set("height", "64"));
  for (const auto& [name, value] : settings) EXPECT_TRUE(parameters.set(name, value)) << name;
  return parameters;
}

/// Weights as a file would hold them, from a network of random numbers.
Weights randomWeights() {
  at::manual_seed(3);
  const auto untrained = depthSemanticsSpec().create(parametersWith({}), nullptr);
  Weights weights{"random.safetensors", {}, tensorsOf(**untrained)};
  weights.info.method = "depth_semantics";
  return weights;
}

std::shared_ptr<Method> ready(const Weights& weights, const Settings& settings = {},
                              Precision precision = Precision::fp32) {
  auto method = depthSemanticsSpec().create(parametersWith(settings), &weights);
  EXPECT_TRUE(method) << (method ? "" : method.error().message());
  EXPECT_TRUE((*method)->prepare(at::kCPU, precision));
  return *method;
}

Input inputWith(const Camera& camera) {
  at::manual_seed(1);
  Input input;
  input.target.image = at::randint(0, 256, {3, 75, 200}, at::kByte);
  input.target.camera = camera;
  return input;
}

Camera cameraWith(double fy) {
  Camera camera;
  camera.fy = fy;
  camera.origin = CameraOrigin::given;
  return camera;
}

TEST(DepthSemantics, PredictsDepthAndClasses) {
  const auto prediction = ready(randomWeights())->predict(inputWith({}));
  ASSERT_TRUE(prediction) << prediction.error().message();
  EXPECT_EQ(prediction->depth->sizes(), (at::IntArrayRef{75, 200}));
  EXPECT_EQ(prediction->disparity->sizes(), (at::IntArrayRef{64, 128}));
  EXPECT_GE(prediction->depth->min().item<double>(), 0.9999);
  EXPECT_LE(prediction->depth->max().item<double>(), 100.01);
  EXPECT_EQ(prediction->semantics->ids.sizes(), (at::IntArrayRef{75, 200}));
  EXPECT_EQ(prediction->semantics->taxonomy, Taxonomy::cityscapes);
  EXPECT_LT(prediction->semantics->ids.max().item<int64_t>(), 19);
  EXPECT_EQ(prediction->semantics_from, "semantic head");
}

TEST(DepthSemantics, MetresNeedAKnownLensAndFollowIt) {
  const auto method = ready(randomWeights());
  const auto guess = method->predict(inputWith({}));
  EXPECT_EQ(guess->scale.kind, ScaleKind::relative);
  EXPECT_THAT(guess->scale.how, HasSubstr("guess"));
  const auto known = method->predict(inputWith(cameraWith(1.92)));
  const auto longer = method->predict(inputWith(cameraWith(3.84)));
  EXPECT_EQ(known->scale.kind, ScaleKind::metric);
  EXPECT_THAT(known->scale.how, HasSubstr("1.65 m"));
  EXPECT_TRUE(at::equal(*known->depth, *guess->depth));
  EXPECT_LT((*longer->depth - 2 * *known->depth).abs().max().item<double>(), 1e-4);
}

TEST(DepthSemantics, HalfPrecisionWeightsPredictTheSame) {
  const Weights weights = randomWeights();
  Weights half = weights;
  for (auto& [name, tensor] : half.tensors) {
    if (tensor.is_floating_point()) tensor = tensor.to(at::kHalf);
  }
  const auto wide = ready(weights)->predict(inputWith({})), narrow = ready(half)->predict(inputWith({}));
  ASSERT_TRUE(wide && narrow);
  EXPECT_LT((wide->depth->log() - narrow->depth->log()).abs().max().item<double>(), 1e-2);
}

TEST(DepthSemantics, Bfloat16IsClose) {
  const Weights weights = randomWeights();
  const auto wide = ready(weights)->predict(inputWith({}));
  const auto narrow = ready(weights, {}, Precision::bf16)->predict(inputWith({}));
  ASSERT_TRUE(wide && narrow);
  EXPECT_LT((wide->depth->log() - narrow->depth->log()).abs().max().item<double>(), 0.1);
}

TEST(DepthSemantics, WithoutWeightsSaysHowToGetSome) {
  const auto method = depthSemanticsSpec().create(parametersWith({}), nullptr);
  ASSERT_TRUE(method);
  ASSERT_TRUE((*method)->prepare(at::kCPU, Precision::fp32));
  const auto prediction = (*method)->predict(inputWith({}));
  ASSERT_FALSE(prediction);
  EXPECT_THAT(prediction.error().message(), AllOf(HasSubstr("no weights"), HasSubstr("--model")));
}

std::string errorOf(const Settings& settings, const Weights* weights) {
  const auto method = depthSemanticsSpec().create(parametersWith(settings), weights);
  return method ? "no error" : method.error().message();
}

TEST(DepthSemantics, RefusesWeightsAndParametersThatDoNotFit) {
  Weights weights = randomWeights();
  EXPECT_THAT(errorOf({{"layers", "50"}}, &weights),
              AllOf(HasSubstr("random.safetensors"), HasSubstr("fit")));
  weights.info.method = "monodepth2";
  EXPECT_THAT(errorOf({}, &weights), HasSubstr("'monodepth2'"));
  EXPECT_THAT(errorOf({{"layers", "34"}}, nullptr), HasSubstr("18 or 50"));
  EXPECT_THAT(errorOf({{"width", "650"}}, nullptr), HasSubstr("650x64"));
  EXPECT_THAT(errorOf({{"min_depth", "200"}}, nullptr), HasSubstr("max_depth"));
}

TEST(DepthSemantics, OfPixelAccuracyALargerOneIsBetter) {
  const MethodSpec spec = depthSemanticsSpec();
  const auto method = spec.create(parametersWith({}), nullptr);
  ASSERT_TRUE(method);
  const auto plan = spec.plan(*method, Parameters(spec.training));
  ASSERT_TRUE(plan) << plan.error().message();
  EXPECT_TRUE(isLargerBetter(plan->phases[0], "pixel_accuracy"));
  EXPECT_FALSE(isLargerBetter(plan->phases[0], "loss"));
}

}  // namespace
}  // namespace kerb
