// What is settled of a run before anything is read.
#include "core/train/run_folder.h"

#include <functional>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/core/train/toy_method.h"
#include "tests/temporary_folder.h"

namespace kerb {
namespace {

/// Starts from weights, and from those of an encoder.
MethodSpec claimedSpec() {
  MethodSpec spec;
  spec.id = spec.title = "toy";
  spec.training = {
      {"encoder_weights", "of ImageNet", std::string(), {}, {}, "file to start from", {}},
  };
  spec.plan = [](const std::shared_ptr<Method>&, const Parameters&) -> Result<TrainingPlan> {
    return TrainingPlan();
  };
  return spec;
}

/// run.toml holds UTF-8 alone: such a run could never be resumed.
TEST(Claim, NamesThatRunTomlCannotHoldAreRefused) {
  const std::vector<std::function<void(RunConfig&)>> names{
      [](RunConfig& config) { config.data.back().source = "/d\xff"; },
      [](RunConfig& config) { config.data.back().opening.camera_file = "/d\xff.yaml"; },
      [](RunConfig& config) { config.data.back().opening.split_file = "/d\xff.txt"; },
      [](RunConfig& config) { config.data.back().opening.split_ids = "/d\xff.npy"; },
      [](RunConfig& config) { config.run["weights"] = "/d\xff.safetensors"; },
      [](RunConfig& config) { config.training["encoder_weights"] = "/d\xff.safetensors"; },
      [](RunConfig& config) { config.recipe = "/d\xff.toml"; }};
  const auto ranks = Ranks::join({});
  ASSERT_TRUE(ranks);
  const TemporaryFolder folder;
  for (size_t i = 0; i < names.size(); ++i) {
    RunRequest request;
    request.folder = folder.path() / "run";
    request.config.method = "toy";
    request.config.data.push_back({"", "/data", {}, {}});
    names[i](request.config);
    Claim claim;
    const Status taken = claim.take(request, {claimedSpec()}, **ranks);
    ASSERT_FALSE(taken) << i;
    EXPECT_THAT(taken.error().message(), testing::HasSubstr("is not valid UTF-8")) << i;
    EXPECT_FALSE(std::filesystem::exists(request.folder)) << i;
  }
}

}  // namespace
}  // namespace kerb
