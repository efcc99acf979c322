#include "core/nn/padded_input.h"

#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>
#include <gtest/gtest.h>

#include "core/nn/depth_decoder.h"
#include "core/nn/max_pool.h"

namespace kerb {
namespace {

at::Tensor numbers(at::IntArrayRef size, uint64_t seed) {
  return at::rand(size, at::make_generator<at::CPUGeneratorImpl>(seed)) * 4 - 2;
}

at::Tensor nhwc(const at::Tensor& x, at::ScalarType type) {
  return x.to(type).contiguous(at::MemoryFormat::ChannelsLast);
}

double difference(const at::Tensor& a, const at::Tensor& b) {
  return (a.to(at::kFloat) - b.to(at::kFloat)).abs().max().item<double>();
}

struct Case {
  at::ScalarType type;
  bool elu, enlarge, skip;
};

class PaddedInput : public testing::TestWithParam<Case> {};

TEST_P(PaddedInput, EqualsItsComposition) {
  const auto [type, elu, enlarge, with_skip] = GetParam();
  const int64_t step = enlarge ? 2 : 1;
  for (const auto& [height, width] : {std::pair<int64_t, int64_t>{5, 7}, {2, 2}, {3, 20}, {1, 6}, {6, 1}}) {
    if (std::min(height, width) * step < 2) continue;  // refused, see below
    // Rounded to the type first, so that both forms see the same numbers.
    auto x = numbers({2, 19, height, width}, 1).to(type).to(at::kFloat).set_requires_grad(true);
    auto skip =
        numbers({2, 6, height * step, width * step}, 2).to(type).to(at::kFloat).set_requires_grad(true);
    auto fused_x = nhwc(x.detach(), type).set_requires_grad(true);
    auto fused_skip = nhwc(skip.detach(), type).set_requires_grad(true);
    const auto expected = paddedInput(x, elu, enlarge, with_skip ? skip : at::Tensor());
    const auto found = paddedInput(fused_x, elu, enlarge, with_skip ? fused_skip : at::Tensor());
    ASSERT_EQ(found.sizes(), expected.sizes());
    ASSERT_TRUE(found.is_contiguous(at::MemoryFormat::ChannelsLast));
    const bool wide = type == at::kFloat;
    EXPECT_LE(difference(found, expected), wide ? 1e-6 : 8e-3);
    const auto by_padded = numbers(expected.sizes(), 3).to(type).to(at::kFloat);
    expected.backward(by_padded);
    found.backward(nhwc(by_padded, type));
    EXPECT_LE(difference(fused_x.grad(), x.grad()), wide ? 1e-5 : 0.1);
    if (with_skip) {
      EXPECT_LE(difference(fused_skip.grad(), skip.grad()), wide ? 1e-5 : 0.05);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(
    AllForms, PaddedInput,
    testing::Values(Case{at::kFloat, false, false, false}, Case{at::kFloat, true, false, false},
                    Case{at::kFloat, true, true, false}, Case{at::kFloat, true, true, true},
                    Case{at::kBFloat16, true, false, false}, Case{at::kBFloat16, true, true, true}));

TEST(PaddedInput, DifferentSizesAreRefused) {
  EXPECT_THROW(paddedInput(at::zeros({1, 2, 4, 4}), true, true, at::zeros({1, 2, 4, 4})),
               std::invalid_argument);
}

TEST(PaddedInput, MapsOfOneRowOrColumnAreRefused) {
  for (const bool channels_last : {false, true}) {
    for (const auto& [height, width] : {std::pair<int64_t, int64_t>{1, 5}, {5, 1}, {1, 1}}) {
      const at::Tensor map = at::zeros({2, 3, height, width});
      const at::Tensor x = channels_last ? nhwc(map, at::kFloat) : map;
      try {
        paddedInput(x, true);
        ADD_FAILURE() << height << "x" << width;
      } catch (const std::invalid_argument& refused) {
        EXPECT_NE(std::string(refused.what()).find("nothing beside its border"), std::string::npos);
      }
    }
  }
}

TEST(MaxPool, EqualsItsComposition) {
  for (const at::ScalarType type : {at::kFloat, at::kBFloat16}) {
    for (const auto& [height, width] : {std::pair<int64_t, int64_t>{6, 8}, {5, 7}, {1, 2}}) {
      // Many equal numbers, so that the choice among them shows.
      const auto x = numbers({2, 37, height, width}, 1).round().to(type).to(at::kFloat);
      const auto plain = x.clone().set_requires_grad(true), fused = nhwc(x, type).set_requires_grad(true);
      const auto expected = maxPool(plain), found = maxPool(fused);
      EXPECT_EQ(difference(found, expected), 0);
      const auto by_out = numbers(expected.sizes(), 2).to(type).to(at::kFloat);
      expected.backward(by_out);
      found.backward(nhwc(by_out, type));
      EXPECT_LE(difference(fused.grad(), plain.grad()), type == at::kFloat ? 1e-6 : 0.05);
    }
  }
}

/// Gradients of all parameters of a decoder, by name, and of its features.
std::map<std::string, at::Tensor> gradients(bool channels_last) {
  at::manual_seed(4);
  DepthDecoder decoder;
  const auto layout = [&](const at::Tensor& x) { return channels_last ? nhwc(x, at::kFloat) : x; };
  for (auto& parameter : decoder.parameters()) {
    if (parameter.dim() == 4) parameter.set_data(layout(parameter.detach()));
  }
  std::map<std::string, at::Tensor> all;
  std::array<at::Tensor, 5> features;
  for (int64_t i = 0; i < 5; ++i) {
    const int64_t channels = decoder.options().encoder_channels[i];
    features[i] = layout(numbers({2, channels, 64 >> i, 96 >> i}, 7 + i).abs()).set_requires_grad(true);
  }
  at::Tensor total = at::zeros({});
  for (const auto& sigmoid : decoder.forward(features).sigmoids) {
    total = total + (sigmoid * numbers(sigmoid.sizes(), 6)).sum();
  }
  total.backward();
  for (const auto& item : decoder.named_parameters()) all[item.key()] = item.value().grad();
  for (size_t i = 0; i < features.size(); ++i) all["feature " + std::to_string(i)] = features[i].grad();
  return all;
}

TEST(DepthDecoder, TrainsTheSameInBothLayouts) {
  const auto plain = gradients(false), found = gradients(true);
  for (const auto& [name, gradient] : plain) {
    EXPECT_LE(difference(found.at(name), gradient), 1e-4 * gradient.abs().max().item<double>()) << name;
  }
}

}  // namespace
}  // namespace kerb
