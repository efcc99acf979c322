// Monodepth2 as a method: parameters, errors, and what a prediction says.
#include <ATen/Context.h>
#include <ATen/ops/equal.h>
#include <ATen/ops/randint.h>
#include <ATen/ops/zeros_like.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/method/method.h"
#include "core/weights/copy_into.h"

namespace kerb {

MethodSpec monodepth2Spec();

namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using Settings = std::map<std::string, std::string>;

Parameters parametersWith(const Settings& settings) {
  Parameters parameters(monodepth2Spec().parameters);
  EXPECT_TRUE(parameters.set("width", "128") && parameters.set("height", "64"));
  for (const auto& [name, value] : settings) {
    const Status status = parameters.set(name, value);
    EXPECT_TRUE(status) << (status ? "" : status.error().message());
  }
  return parameters;
}

/// Weights as a file would hold them, from networks of random numbers.
Weights randomWeights(const Settings& settings) {
  at::manual_seed(3);
  const auto untrained = monodepth2Spec().create(parametersWith(settings), nullptr);
  Weights weights{"random.safetensors", {}, tensorsOf(**untrained)};
  weights.info.method = "monodepth2";
  return weights;
}

std::shared_ptr<Method> ready(const Settings& settings, const Weights& weights,
                              Precision precision = Precision::fp32) {
  auto method = monodepth2Spec().create(parametersWith(settings), &weights);
  EXPECT_TRUE(method) << (method ? "" : method.error().message());
  EXPECT_TRUE((*method)->prepare(at::kCPU, precision));
  return *method;
}

Frame frameOf(int64_t seed) {
  at::manual_seed(seed);
  Frame frame;
  frame.image = at::randint(0, 256, {3, 75, 200}, at::kByte);
  return frame;
}

Input inputWith(bool previous) {
  Input input;
  input.target = frameOf(1);
  if (previous) input.previous = frameOf(2);
  input.fallbacks = {"from the caller"};
  return input;
}

TEST(Monodepth2, PredictsDepthWithItsScale) {
  const auto prediction = ready({}, randomWeights({}))->predict(inputWith(false));
  ASSERT_TRUE(prediction);
  ASSERT_TRUE(prediction->depth);
  EXPECT_EQ(prediction->depth->sizes(), (at::IntArrayRef{75, 200}));
  EXPECT_EQ(prediction->disparity->sizes(), (at::IntArrayRef{64, 128}));
  EXPECT_EQ(prediction->disparity_unit, "1/depth");
  EXPECT_EQ(prediction->scale.kind, ScaleKind::relative);
  EXPECT_GE(prediction->depth->min().item<double>(), 0.1 * 0.9999);
  EXPECT_LE(prediction->depth->max().item<double>(), 100 * 1.0001);
  EXPECT_FALSE(prediction->camera_from_previous);
  EXPECT_FALSE(prediction->semantics);
  EXPECT_THAT(prediction->fallbacks, ::testing::IsEmpty());  // the engine adds those of the input
}

TEST(Monodepth2, StereoTrainingMakesMetres) {
  const Weights weights = randomWeights({});
  const auto relative = ready({}, weights)->predict(inputWith(false));
  const auto metric = ready({{"use_stereo", "true"}}, weights)->predict(inputWith(false));
  ASSERT_TRUE(relative && metric);
  EXPECT_EQ(metric->scale.kind, ScaleKind::metric);
  EXPECT_THAT(metric->scale.how, HasSubstr("0.54 m"));
  EXPECT_LT((*metric->depth - 5.4 * *relative->depth).abs().max().item<double>(), 1e-4);
}

TEST(Monodepth2, DepthLimitsAreParameters) {
  const auto prediction =
      ready({{"min_depth", "10"}, {"max_depth", "20"}}, randomWeights({}))->predict(inputWith(false));
  ASSERT_TRUE(prediction);
  EXPECT_GE(prediction->depth->min().item<double>(), 9.999);
  EXPECT_LE(prediction->depth->max().item<double>(), 20.001);
}

TEST(Monodepth2, PreviousFrameGivesMotion) {
  const Weights weights = randomWeights({});
  const auto moved = ready({}, weights)->predict(inputWith(true));
  ASSERT_TRUE(moved && moved->camera_from_previous);
  EXPECT_GT(moved->camera_from_previous->translation().norm(), 0);
  EXPECT_LT((moved->camera_from_previous->linear() - Eigen::Matrix3d::Identity()).norm(), 0.02);

  Weights still = weights;
  for (auto& [name, tensor] : still.tensors) {
    if (name.starts_with("pose_decoder.")) tensor = at::zeros_like(tensor);
  }
  const auto unmoved = ready({}, still)->predict(inputWith(true));
  ASSERT_TRUE(unmoved && unmoved->camera_from_previous);
  EXPECT_TRUE(unmoved->camera_from_previous->matrix().isIdentity(0));
}

TEST(Monodepth2, WeightsWithoutPoseNetworksPredictDepth) {
  Weights weights = randomWeights({});
  std::erase_if(weights.tensors, [](const auto& item) { return item.first.starts_with("pose_"); });
  const auto prediction = ready({}, weights)->predict(inputWith(true));
  ASSERT_TRUE(prediction);
  EXPECT_FALSE(prediction->camera_from_previous);
}

TEST(Monodepth2, SemanticHeadGivesClasses) {
  const Settings settings{{"semantic_classes", "19"}};
  const auto prediction = ready(settings, randomWeights(settings))->predict(inputWith(false));
  ASSERT_TRUE(prediction && prediction->semantics);
  EXPECT_EQ(prediction->semantics->ids.sizes(), (at::IntArrayRef{75, 200}));
  EXPECT_EQ(prediction->semantics->ids.scalar_type(), at::kByte);
  EXPECT_LT(prediction->semantics->ids.max().item<int64_t>(), 19);
  EXPECT_EQ(prediction->semantics_from, "semantic head");
}

TEST(Monodepth2, Bfloat16IsCloseOrSaysThatItIsNot) {
  const Weights weights = randomWeights({});
  const auto wide = ready({}, weights)->predict(inputWith(false));
  const auto narrow = ready({}, weights, Precision::bf16)->predict(inputWith(false));
  ASSERT_TRUE(wide && narrow);
  EXPECT_LT((*wide->disparity - *narrow->disparity).abs().max().item<double>(), 2e-2 * 9.99);
  const bool exact = at::equal(*wide->disparity, *narrow->disparity);
  EXPECT_EQ(exact, !narrow->fallbacks.empty());
}

TEST(Monodepth2, WithoutWeightsSaysHowToGetSome) {
  const auto method = monodepth2Spec().create(parametersWith({}), nullptr);
  ASSERT_TRUE(method);
  ASSERT_TRUE((*method)->prepare(at::kCPU, Precision::fp32));
  const auto prediction = (*method)->predict(inputWith(false));
  ASSERT_FALSE(prediction);
  EXPECT_THAT(prediction.error().message(), AllOf(HasSubstr("no weights"), HasSubstr("--model")));
}

std::string errorOf(const Settings& settings, const Weights* weights) {
  const auto method = monodepth2Spec().create(parametersWith(settings), weights);
  return method ? "no error" : method.error().message();
}

TEST(Monodepth2, RefusesWeightsThatDoNotFit) {
  Weights weights = randomWeights({});
  EXPECT_THAT(errorOf({{"layers", "50"}}, &weights),
              AllOf(HasSubstr("random.safetensors"), HasSubstr("depth_")));
  weights.info.method = "li2021";
  EXPECT_THAT(errorOf({}, &weights), HasSubstr("'li2021'"));
}

TEST(Monodepth2, RefusesParametersThatMakeNoNetwork) {
  EXPECT_THAT(errorOf({{"layers", "34"}}, nullptr), HasSubstr("18 or 50"));
  EXPECT_THAT(errorOf({{"width", "650"}}, nullptr), HasSubstr("650x64"));
  EXPECT_THAT(errorOf({{"semantic_classes", "5"}}, nullptr), HasSubstr("0 or 19"));
  EXPECT_THAT(errorOf({{"min_depth", "5"}, {"max_depth", "5"}}, nullptr), HasSubstr("max_depth"));
}

}  // namespace
}  // namespace kerb
