#include "core/nn/stem.h"

#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>
#include <c10/core/Allocator.h>
#include <c10/util/ThreadLocalDebugInfo.h>
#include <gtest/gtest.h>

#include "core/train/precision.h"

namespace kerb {
namespace {

using Stage = ResidualBlock::Stage;

struct Case {
  at::ScalarType type;  ///< of image and kernel
  bool trains;
  bool autocast = false;  ///< float32 numbers computed in bfloat16, as in mixed-precision training
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

/// `layout` decides which form is taken.
Outcome run(const Case& each, at::MemoryFormat layout) {
  Stage stem = stage(each.trains);
  stem.conv->weight.set_data(stem.conv->weight.detach().to(each.type).contiguous(layout));
  auto image = numbers({2, 6, 32, 48}, 1).to(each.type).contiguous(layout).set_requires_grad(true);
  Outcome outcome;
  {
    const MixedPrecision precision(at::kCPU, each.autocast ? Precision::bf16 : Precision::fp32);
    outcome.features = stemFeatures(stem, image);
  }
  const auto by_features = numbers({2, 64, 16, 24}, 4).to(outcome.features.scalar_type()).contiguous(layout);
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
  const bool exact = GetParam().type == at::kFloat && !GetParam().autocast;
  const double tolerance = exact ? 1e-5 : 0.02;
  EXPECT_EQ(found.features.scalar_type(), exact ? at::kFloat : at::kBFloat16);
  EXPECT_EQ(found.by_image.scalar_type(), GetParam().type);
  EXPECT_LE(difference(found.features, expected.features), tolerance);
  EXPECT_LE(difference(found.by_image, expected.by_image), tolerance);
  for (size_t i = 0; i < 3; ++i) {
    EXPECT_LE(difference(found.by_parameters[i], expected.by_parameters[i]), tolerance) << i;
    EXPECT_EQ(found.by_parameters[i].scalar_type(), expected.by_parameters[i].scalar_type()) << i;
    EXPECT_LE(difference(found.buffers[i], expected.buffers[i]), tolerance) << i;
  }
  EXPECT_EQ(found.buffers[2].item<int64_t>(), GetParam().trains ? 1 : 0);
}

INSTANTIATE_TEST_SUITE_P(Forms, StemFeatures,
                         testing::Values(Case{at::kFloat, true}, Case{at::kFloat, false},
                                         Case{at::kBFloat16, true}, Case{at::kFloat, true, true},
                                         Case{at::kFloat, false, true}));

TEST(StemFeatures, AverageAllBatchesWithoutAMomentum) {
  const auto statistics = [](at::MemoryFormat layout) {
    Stage stem = stage(true);
    stem.norm->options.momentum(std::nullopt);
    for (const uint64_t seed : {1, 2, 3})
      stemFeatures(stem, numbers({2, 6, 32, 48}, seed).contiguous(layout));
    return std::pair(stem.norm->running_mean, stem.norm->running_var);
  };
  const auto found = statistics(at::MemoryFormat::ChannelsLast);
  const auto expected = statistics(at::MemoryFormat::Contiguous);
  EXPECT_LE(difference(found.first, expected.first), 1e-5);
  EXPECT_LE(difference(found.second, expected.second), 1e-5);
}

/// Bytes of tensors that this thread has made and not given back.
class LiveBytes final : public c10::MemoryReportingInfoBase {
 public:
  void reportMemoryUsage(void*, int64_t size, size_t, size_t, c10::Device) override { bytes_ += size; }
  bool memoryProfilingEnabled() const override { return true; }
  int64_t bytes() const { return bytes_; }

 private:
  int64_t bytes_ = 0;
};

/// What is there of a forward pass for as long as its result is, in maps of the convolution.
double mapsKept(at::MemoryFormat layout) {
  Stage stem = stage(true);
  const auto image = numbers({1, 6, 64, 96}, 1).contiguous(layout);
  const auto live = std::make_shared<LiveBytes>();
  const c10::DebugInfoGuard watching(c10::DebugInfoKind::PROFILER_STATE, live);
  const at::Tensor features = stemFeatures(stem, image);
  return static_cast<double>(live->bytes()) / static_cast<double>(features.nbytes());
}

TEST(StemFeatures, KeepTheImageAndNotTheMap) {
  // The result, a byte for each of its signs, and a few channels; the plain form keeps the map as well.
  EXPECT_LT(mapsKept(at::MemoryFormat::ChannelsLast), 1.3);
  EXPECT_GE(mapsKept(at::MemoryFormat::Contiguous), 2);
}

}  // namespace
}  // namespace kerb
