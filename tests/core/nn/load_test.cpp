// Loading says what does not fit, and then copies nothing.
#include "core/nn/load.h"

#include <ATen/ops/equal.h>
#include <ATen/ops/zeros.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/nn/pose.h"

namespace kerb {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

Weights weightsOf(const torch::nn::Module& module) {
  Weights weights{"pose.safetensors", {}, {}};
  weights.info.method = "some";
  for (const auto& [name, tensor] : tensorsOf(module)) weights.tensors[name] = tensor.clone();
  return weights;
}

TEST(LoadInto, CopiesEverything) {
  PoseDecoder from;
  PoseDecoder to;
  ASSERT_TRUE(loadInto(to, weightsOf(from)));
  for (const auto& [name, tensor] : tensorsOf(from)) EXPECT_TRUE(at::equal(tensor, tensorsOf(to).at(name)));
}

TEST(LoadInto, NamesWhatIsMissingUnknownOrMisshaped) {
  PoseDecoder module;
  Weights missing = weightsOf(module);
  missing.tensors.erase("net.2.bias");
  Weights unknown = weightsOf(module);
  unknown.tensors["extra"] = at::zeros({1});
  Weights misshaped = weightsOf(module);
  misshaped.tensors["net.3.bias"] = at::zeros({7});
  EXPECT_THAT(loadInto(module, missing).error().message(),
              AllOf(HasSubstr("net.2.bias"), HasSubstr("pose.safe")));
  EXPECT_THAT(loadInto(module, unknown).error().message(), HasSubstr("'extra'"));
  EXPECT_THAT(loadInto(module, misshaped).error().message(), AllOf(HasSubstr("[7]"), HasSubstr("[12]")));
}

TEST(LoadInto, LeavesTheModuleAloneOnError) {
  PoseDecoder module;
  const at::Tensor before = tensorsOf(module).at("net.0.weight").clone();
  Weights weights = weightsOf(PoseDecoder());
  weights.tensors.erase("net.3.bias");
  ASSERT_FALSE(loadInto(module, weights));
  EXPECT_TRUE(at::equal(before, tensorsOf(module).at("net.0.weight")));
}

}  // namespace
}  // namespace kerb
