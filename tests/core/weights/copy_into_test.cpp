// Tensors into modules.
#include "core/weights/copy_into.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <torch/nn/modules/batchnorm.h>
#include <torch/nn/modules/conv.h>

namespace kerb {
namespace {

using ::testing::HasSubstr;

struct Network : torch::nn::Module {
  torch::nn::Conv2d conv{torch::nn::Conv2dOptions(3, 4, 1)};
  torch::nn::BatchNorm2d norm{4};
  Network() {
    register_module("conv", conv);
    register_module("norm", norm);
  }
};

TensorMap fitting() {
  return {{"net.conv.weight", at::full({4, 3, 1, 1}, 2.0)},
          {"net.conv.bias", at::full({4}, 3.0)},
          {"net.norm.weight", at::full({4}, 4.0)},
          {"net.norm.bias", at::full({4}, 5.0)},
          {"net.norm.running_mean", at::full({4}, 6.0)},
          {"net.norm.running_var", at::full({4}, 7.0)},
          {"other.weight", at::ones({1})}};
}

std::string failureOf(const TensorMap& tensors) {
  Network network;
  const at::Tensor before = network.conv->weight.detach().clone();
  const auto copied = copyInto(network, tensors, "net.");
  EXPECT_TRUE(copied || at::equal(before, network.conv->weight)) << "a refused file changed the network";
  return copied ? "no error" : copied.error().message();
}

TEST(CopyIntoTest, CopiesParametersAndBuffers) {
  Network network;
  TensorMap tensors = fitting();
  tensors["net.conv.bias"] = tensors["net.conv.bias"].to(at::kHalf);
  const auto copied = copyInto(network, tensors, "net.");
  ASSERT_TRUE(copied) << copied.error().message();
  EXPECT_TRUE(at::equal(network.conv->weight, at::full({4, 3, 1, 1}, 2.0)));
  EXPECT_TRUE(at::equal(network.conv->bias, at::full({4}, 3.0)));
  EXPECT_TRUE(at::equal(network.norm->running_var, at::full({4}, 7.0)));
  EXPECT_TRUE(network.conv->weight.requires_grad());
}

TEST(CopyIntoTest, NamesWhatDoesNotFit) {
  TensorMap tensors = fitting();
  tensors.erase("net.conv.bias");
  EXPECT_THAT(failureOf(tensors), HasSubstr("1 missing: net.conv.bias"));
  tensors["net.conv.weight"] = at::ones({4, 3});
  EXPECT_THAT(failureOf(tensors), HasSubstr("net.conv.weight (expected Float [4,3,1,1], found Float [4,3])"));
  for (int i = 0; i < 9; ++i) tensors["net.extra" + std::to_string(i)] = at::ones({1});
  EXPECT_THAT(failureOf(tensors), HasSubstr("9 not part of this network: net.extra0, net.extra1, net.extra2, "
                                            "net.extra3 and 5 more"));
  tensors = fitting();
  tensors["net.norm.num_batches_tracked"] = at::scalar_tensor(1.0);
  EXPECT_THAT(failureOf(tensors),
              HasSubstr("net.norm.num_batches_tracked (expected Long [], found Float [])"));
}

}  // namespace
}  // namespace kerb
