// The inference path agrees with the modules that it was packed from.
#include <cmath>
#include <fstream>
#include <iterator>

#include <ATen/Context.h>
#include <ATen/ops/rand.h>
#include <c10/core/GradMode.h>
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "core/nn/fast_depth.h"
#include "core/nn/parity.h"

namespace kerb {
namespace {

TEST(InferenceKernels, Bfloat16IsFastWhereTheProcessorHasInstructionsForIt) {
  std::ifstream file("/proc/cpuinfo");
  const std::string flags((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  const auto has = [&](const char* flag) { return flags.find(flag) != std::string::npos; };
  if (!has("avx2")) GTEST_SKIP() << "no x86 processor under Linux";
  EXPECT_EQ(hasFastBfloat16(), has("avx512_bf16") || has("amx_bf16"));
}

TEST(InferenceKernels, AgreeWithComposedOperators) {
  const auto checks = checkInferenceKernels();
  EXPECT_GE(checks.size(), hasFastBfloat16() ? 8U : 4U);
  for (const auto& check : checks) {
    EXPECT_TRUE(check.passed()) << check.name << ": " << check.max_error << " > " << check.tolerance;
  }
}

TEST(InferenceKernels, TheFoldedNetworkAgreesOnEveryDevice) {
  std::vector<at::Device> devices{at::kCPU};
  if (at::globalContext().hasCUDA()) devices.emplace_back(at::kCUDA);
  for (const auto& device : devices) {
    for (const auto& check : checkInference(device)) {
      EXPECT_TRUE(check.passed()) << check.name << ": " << check.max_error << " > " << check.tolerance;
    }
  }
}

TEST(KernelCheck, FailsOnNotANumber) {
  EXPECT_FALSE((KernelCheck{"", "", std::nan(""), 1}.passed()));
  EXPECT_FALSE((KernelCheck{"", "", 2, 1}.passed()));
  EXPECT_TRUE((KernelCheck{"", "", 1, 1}.passed()));
}

struct Case {
  int64_t layers, height, width, batch;
};

struct Networks {
  ResnetEncoder encoder;
  DepthDecoder decoder;

  // Running statistics and heads are spread, so that a wrong fold shows and sigmoids are not all alike.
  explicit Networks(int64_t layers) : encoder(layers), decoder(optionsFor(encoder)) {
    const at::NoGradGuard no_grad;
    for (auto& item : encoder.named_buffers()) {
      if (item.value().is_floating_point()) item.value().uniform_(0.6, 1.4);
    }
    for (auto& item : decoder.named_parameters()) {
      if (item.key().starts_with("decoder.10.")) item.value().mul_(4);
    }
    encoder.eval();
    decoder.eval();
  }
  static DepthDecoderOptions optionsFor(const ResnetEncoder& encoder) {
    DepthDecoderOptions options;
    options.encoder_channels = encoder.channels();
    options.semantic_classes = 19;
    return options;
  }
};

double largestDifference(const at::Tensor& a, const at::Tensor& b) {
  return (a.to(at::kFloat) - b.to(at::kFloat)).abs().max().item<double>();
}

class FastDepthTest : public ::testing::TestWithParam<Case> {};

TEST_P(FastDepthTest, AgreesWithTheModules) {
  const at::NoGradGuard no_grad;
  at::manual_seed(7);
  const Case c = GetParam();
  Networks networks(c.layers);
  const at::Tensor rgb = at::rand({c.batch, 3, c.height, c.width});
  const DepthOutput expected = networks.decoder.forward(networks.encoder.forward(rgb));
  const at::Tensor& sigmoid = expected.sigmoids[0];
  ASSERT_GT((sigmoid.max() - sigmoid.min()).item<double>(), 0.02) << "the comparison must see a difference";

  FastDepth fp32(networks.encoder, networks.decoder, c.height, c.width, at::kFloat);
  const auto wide = fp32(rgb);
  EXPECT_LT(largestDifference(wide.sigmoid, sigmoid), 1e-5);
  EXPECT_LT(largestDifference(wide.semantic_logits, expected.semantic_logits), 1e-4);
  EXPECT_EQ(largestDifference(fp32(rgb).sigmoid, wide.sigmoid), 0) << "buffers are reused";

  FastDepth bf16(networks.encoder, networks.decoder, c.height, c.width, at::kBFloat16);
  const auto narrow = bf16(rgb);
  EXPECT_EQ(narrow.sigmoid.scalar_type(), at::kFloat);
  EXPECT_LT(largestDifference(narrow.sigmoid, sigmoid), 2e-2);
}

INSTANTIATE_TEST_SUITE_P(Sizes, FastDepthTest,
                         ::testing::Values(Case{18, 192, 640, 1}, Case{18, 320, 1024, 1},
                                           Case{18, 128, 416, 1}, Case{18, 64, 96, 2}, Case{50, 192, 640, 1},
                                           Case{50, 128, 416, 1}),
                         [](const auto& test) {
                           const Case& c = test.param;
                           return fmt::format("R{}_{}x{}", c.layers, c.width, c.height);
                         });

/// What other devices run: no kernels, ATen's convolutions, in a type that shows every mistake.
TEST(FastDepth, ComposedOperatorsAgreeInFloat64) {
  const at::NoGradGuard no_grad;
  Networks networks(18);
  networks.encoder.to(at::kDouble);
  networks.decoder.to(at::kDouble);
  const at::Tensor rgb = at::rand({2, 3, 64, 96}, at::kDouble);
  const auto expected = networks.decoder.forward(networks.encoder.forward(rgb));
  FastDepth folded(networks.encoder, networks.decoder, 64, 96, at::kDouble);
  const auto output = folded(rgb);
  EXPECT_EQ(output.sigmoid.scalar_type(), at::kDouble);
  EXPECT_LT((output.sigmoid - expected.sigmoids[0]).abs().max().item<double>(), 1e-12);
  EXPECT_LT((output.semantic_logits - expected.semantic_logits).abs().max().item<double>(), 1e-11);
}

TEST(FastDepth, TakesOtherSizesThanItWasPackedFor) {
  const at::NoGradGuard no_grad;
  Networks networks(18);
  FastDepth fast(networks.encoder, networks.decoder, 96, 320, at::kFloat);
  for (const int64_t height : {96, 64, 128}) {
    const at::Tensor rgb = at::rand({1, 3, height, 128});
    const auto expected = networks.decoder.forward(networks.encoder.forward(rgb));
    EXPECT_LT(largestDifference(fast(rgb).sigmoid, expected.sigmoids[0]), 1e-5) << height;
  }
}

TEST(FastResnet, SeesTwoImages) {
  const at::NoGradGuard no_grad;
  ResnetEncoder encoder(18, 2);
  encoder.eval();
  const at::Tensor rgb = at::rand({1, 6, 64, 96});
  const auto fast = FastResnet(encoder, 64, 96, at::kFloat)(rgb);
  const auto plain = encoder.forward(rgb);
  for (size_t i = 0; i < 5; ++i) {
    EXPECT_LT(largestDifference(fast[i], plain[i]), 1e-4 * plain[i].abs().max().item<double>()) << i;
  }
}

}  // namespace
}  // namespace kerb
