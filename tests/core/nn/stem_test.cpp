#include "core/nn/stem.h"

#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>
#include <gtest/gtest.h>
#include <torch/csrc/autograd/function.h>

namespace kerb {
namespace {

using Stage = ResidualBlock::Stage;

struct Case {
  at::ScalarType type;
  bool trains;
};

class StemFeatures : public testing::TestWithParam<Case> {};

at::Tensor numbers(at::IntArrayRef size, uint64_t seed) {
  return at::randn(size, at::make_generator<at::CPUGeneratorImpl>(seed));
}

Stage stage(bool trains) {
  at::manual_seed(5);
  Stage made{torch::nn::Conv2d(torch::nn::Conv2dOptions(6, 64, 7).stride(2).padding(3).bias(false)),
             torch::nn::BatchNorm2d(64)};
  const at::NoGradGuard no_grad;
  made.norm->weight.copy_(numbers({64}, 2));
  made.norm->bias.copy_(numbers({64}, 3));
  made.norm->train(trains);
  return made;
}

struct Outcome {
  at::Tensor features, by_image;
  std::vector<at::Tensor> by_parameters, buffers;
};

/// `layout` decides which form is taken; the type is that of image and kernel.
Outcome run(const Case& each, at::MemoryFormat layout) {
  Stage stem = stage(each.trains);
  stem.conv->weight.set_data(stem.conv->weight.detach().to(each.type).contiguous(layout));
  auto image = numbers({2, 6, 32, 48}, 1).to(each.type).contiguous(layout).set_requires_grad(true);
  Outcome outcome;
  outcome.features = stemFeatures(stem, image);
  const auto by_features = numbers({2, 64, 16, 24}, 4).to(each.type).contiguous(layout);
  outcome.features.backward(by_features);
  outcome.by_image = image.grad();
  outcome.by_parameters = {stem.conv->weight.grad(), stem.norm->weight.grad(), stem.norm->bias.grad()};
  outcome.buffers = {stem.norm->running_mean, stem.norm->running_var, stem.norm->num_batches_tracked};
  return outcome;
}

double difference(const at::Tensor& found, const at::Tensor& expected) {
  return ((found.to(at::kDouble) - expected.to(at::kDouble)).norm() /
          (expected.to(at::kDouble).norm() + 1e-9))
      .item<double>();
}

TEST_P(StemFeatures, EqualConvolutionNormAndRelu) {
  const auto found = run(GetParam(), at::MemoryFormat::ChannelsLast);
  const auto expected = run(GetParam(), at::MemoryFormat::Contiguous);
  const double tolerance = GetParam().type == at::kFloat ? 1e-5 : 0.02;
  EXPECT_LE(difference(found.features, expected.features), tolerance);
  EXPECT_LE(difference(found.by_image, expected.by_image), tolerance);
  for (size_t i = 0; i < 3; ++i) {
    EXPECT_LE(difference(found.by_parameters[i], expected.by_parameters[i]), tolerance) << i;
    EXPECT_LE(difference(found.buffers[i], expected.buffers[i]), tolerance) << i;
  }
  EXPECT_EQ(found.buffers[2].item<int64_t>(), GetParam().trains ? 1 : 0);
}

INSTANTIATE_TEST_SUITE_P(Forms, StemFeatures,
                         testing::Values(Case{at::kFloat, true}, Case{at::kFloat, false},
                                         Case{at::kBFloat16, true}));

TEST(StemFeatures, KeepTheImageAndNotTheMap) {
  Stage stem = stage(true);
  const auto image = numbers({1, 6, 64, 96}, 1).contiguous(at::MemoryFormat::ChannelsLast);
  at::Tensor features = stemFeatures(stem, image);
  const auto storage = features.storage().getWeakStorageImpl();
  const auto kept = features.grad_fn();
  features.reset();
  EXPECT_TRUE(storage.expired()) << "something keeps the largest map of the network";
  EXPECT_NE(kept, nullptr);
}

}  // namespace
}  // namespace kerb
