// Parameter counts, shapes and initialisation of the networks (methods.md section 1, invariants 14 to 16).
#include <ATen/Context.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/rand.h>
#include <c10/core/GradMode.h>
#include <gtest/gtest.h>

#include "core/nn/depth_decoder.h"
#include "core/nn/pose.h"
#include "core/nn/resnet.h"
#include "core/weights/copy_into.h"

namespace kerb {
namespace {

int64_t parameterCount(const torch::nn::Module& module, const std::string& without = "-") {
  int64_t count = 0;
  for (const auto& item : module.named_parameters()) {
    if (item.key().find(without) == std::string::npos) count += item.value().numel();
  }
  return count;
}

DepthDecoderOptions decoderFor(int64_t layers) {
  DepthDecoderOptions options;
  options.encoder_channels = ResnetEncoder(layers).channels();
  return options;
}

TEST(ParameterCounts, EncodersAreThePublishedOnes) {
  EXPECT_EQ(parameterCount(ResnetEncoder(18)), 11'689'512);
  EXPECT_EQ(parameterCount(ResnetEncoder(18), ".fc."), 11'176'512);
  EXPECT_EQ(parameterCount(ResnetEncoder(50)), 25'557'032);
  EXPECT_EQ(parameterCount(ResnetEncoder(50), ".fc."), 23'508'032);
  EXPECT_EQ(parameterCount(ResnetEncoder(18, 2)), 11'698'920);
  EXPECT_EQ(parameterCount(ResnetEncoder(50, 2)), 25'566'440);
  EXPECT_THROW(ResnetEncoder(34), std::invalid_argument);
}

TEST(ParameterCounts, DecodersAreThePublishedOnes) {
  DepthDecoderOptions r18 = decoderFor(18);
  DepthDecoderOptions r50 = decoderFor(50);
  EXPECT_EQ(parameterCount(DepthDecoder(r18)), 3'152'724);
  EXPECT_EQ(parameterCount(DepthDecoder(r50)), 9'014'100);
  r18.outputs = r50.outputs = 2;
  EXPECT_EQ(parameterCount(DepthDecoder(r18)), 3'154'888);
  EXPECT_EQ(parameterCount(DepthDecoder(r50)), 9'016'264);
  r18.outputs = 1;
  r18.semantic_classes = 19;
  EXPECT_EQ(parameterCount(DepthDecoder(r18)), 3'152'724 + 19 * (16 * 9 + 1));
}

TEST(ParameterCounts, PoseNetworksAreThePublishedOnes) {
  EXPECT_EQ(parameterCount(PoseDecoder({512, 1, 2})), 1'314'572);
  EXPECT_EQ(parameterCount(PoseDecoder({512, 1, 1})), 1'313'030);
  EXPECT_EQ(parameterCount(PoseDecoder({512, 2, 1})), 1'902'854);
  EXPECT_EQ(parameterCount(PoseDecoder({512, 3, 2})), 2'494'220);
  EXPECT_EQ(parameterCount(PoseDecoder({2048, 1, 2})), 1'707'788);
  EXPECT_EQ(parameterCount(PoseDecoder({2048, 1, 1})), 1'706'246);
  EXPECT_EQ(parameterCount(PoseDecoder({2048, 2, 1})), 2'296'070);
  EXPECT_EQ(parameterCount(PoseDecoder({2048, 3, 2})), 2'887'436);
  EXPECT_EQ(parameterCount(PoseCnn(2)), 1'586'774);
  EXPECT_EQ(parameterCount(PoseCnn(3)), 1'590'668);
}

TEST(StateDict, HasThePublishedNames) {
  const TensorMap encoder = tensorsOf(ResnetEncoder(18));
  const TensorMap decoder = tensorsOf(DepthDecoder());
  EXPECT_EQ(encoder.size(), 122U);
  EXPECT_EQ(decoder.size(), 28U);
  for (const char* name :
       {"encoder.conv1.weight", "encoder.bn1.running_mean", "encoder.layer1.0.conv1.weight",
        "encoder.layer4.0.downsample.1.num_batches_tracked", "encoder.fc.bias"}) {
    EXPECT_TRUE(encoder.contains(name)) << name;
  }
  EXPECT_EQ(decoder.at("decoder.0.conv.conv.weight").sizes(), (at::IntArrayRef{256, 512, 3, 3}));
  EXPECT_EQ(decoder.at("decoder.9.conv.conv.weight").sizes(), (at::IntArrayRef{16, 16, 3, 3}));
  EXPECT_EQ(decoder.at("decoder.10.conv.weight").sizes(), (at::IntArrayRef{1, 16, 3, 3}));
  EXPECT_EQ(decoder.at("decoder.13.conv.weight").sizes(), (at::IntArrayRef{1, 128, 3, 3}));
  EXPECT_TRUE(tensorsOf(PoseDecoder()).contains("net.3.bias"));
  EXPECT_TRUE(tensorsOf(PoseCnn(2)).contains("pose_conv.weight"));
  EXPECT_TRUE(tensorsOf(PoseCnn(2)).contains("net.6.weight"));
}

TEST(StateDict, BatchNormBuffersOfResnet18) {
  int64_t count = 0;
  for (const auto& buffer : ResnetEncoder(18).named_buffers()) count += buffer.value().numel();
  EXPECT_EQ(count, 9'620);
}

class Shapes : public ::testing::TestWithParam<int64_t> {};

TEST_P(Shapes, FeaturesAndDisparities) {
  const at::NoGradGuard no_grad;
  ResnetEncoder encoder(GetParam());
  DepthDecoderOptions options = decoderFor(GetParam());
  options.semantic_classes = 19;
  DepthDecoder decoder(options);
  const auto features = encoder.forward(at::rand({1, 3, 192, 640}));
  for (int64_t i = 0; i < 5; ++i) {
    EXPECT_EQ(features[i].sizes(), (at::IntArrayRef{1, encoder.channels()[i], 96 >> i, 320 >> i}));
  }
  const DepthOutput output = decoder.forward(features);
  ASSERT_EQ(output.sigmoids.size(), 4U);
  for (int64_t s = 0; s < 4; ++s) {
    EXPECT_EQ(output.sigmoids[s].sizes(), (at::IntArrayRef{1, 1, 192 >> s, 640 >> s}));
  }
  EXPECT_EQ(output.semantic_logits.sizes(), (at::IntArrayRef{1, 19, 192, 640}));
}

INSTANTIATE_TEST_SUITE_P(Layers, Shapes, ::testing::Values(18, 50));

TEST(ResnetEncoder, RepeatedImageWithSharedWeightsEqualsOneImage) {
  const at::NoGradGuard no_grad;
  ResnetEncoder one(18, 1);
  ResnetEncoder two(18, 2);
  TensorMap weights = tensorsOf(one);
  weights["encoder.conv1.weight"] =
      at::cat({weights["encoder.conv1.weight"], weights["encoder.conv1.weight"]}, 1) / 2;
  ASSERT_TRUE(copyInto(two, weights));
  one.eval();
  two.eval();
  const at::Tensor x = at::rand({1, 3, 64, 96});
  const at::Tensor difference = one.forward(x)[4] - two.forward(at::cat({x, x}, 1))[4];
  EXPECT_LT(difference.abs().max().item<double>(), 1e-4);
}

TEST(PoseDecoder, ZeroWeightsGiveNoMotion) {
  const at::NoGradGuard no_grad;
  PoseDecoder decoder;
  for (auto& parameter : decoder.parameters()) parameter.zero_();
  const PoseVectors motion = decoder.forward({at::rand({2, 512, 2, 3})});
  EXPECT_EQ(motion.axis_angle.sizes(), (at::IntArrayRef{2, 2, 3}));
  EXPECT_EQ(motion.axis_angle.abs().max().item<double>(), 0);
  EXPECT_EQ(motion.translation.abs().max().item<double>(), 0);
}

class Initialisation : public ::testing::TestWithParam<int> {};

TEST_P(Initialisation, StartsInTheMiddleAndStill) {
  const at::NoGradGuard no_grad;
  at::manual_seed(GetParam());
  ResnetEncoder encoder(18);
  DepthDecoder decoder;
  const at::Tensor x = at::rand({1, 3, 96, 320});
  for (const auto& sigmoid : decoder.forward(encoder.forward(x)).sigmoids) {
    EXPECT_GT(sigmoid.mean().item<double>(), 0.35);
    EXPECT_LT(sigmoid.mean().item<double>(), 0.7);
  }
  ResnetEncoder pose_encoder(18, 2);
  PoseDecoder pose;
  const PoseVectors motion = pose.forward({pose_encoder.forward(at::cat({x, x}, 1))[4]});
  EXPECT_LE(motion.axis_angle.abs().max().item<double>(), 2e-3);
  EXPECT_LE(motion.translation.abs().max().item<double>(), 2e-3);
  EXPECT_GT(motion.translation.abs().max().item<double>(), 0);
}

INSTANTIATE_TEST_SUITE_P(Seeds, Initialisation, ::testing::Values(1, 2, 3, 4));

}  // namespace
}  // namespace kerb
