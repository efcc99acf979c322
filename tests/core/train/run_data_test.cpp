// What is said of a run's data before the first step.
#include "core/train/run_data.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/train/run_footage.h"
#include "tests/core/train/toy_method.h"

namespace kerb {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

/// The line about synthetic drives with these --camera.
std::string lineOf(const std::vector<std::string>& cameras) {
  RunConfig config;
  config.method = "toy";
  for (const std::string& camera : cameras) {
    config.data.push_back({"", "synthetic:seed=4,frames=4,width=64,height=64", {}, {}});
    config.data.back().opening.camera = camera;
  }
  TrainingPlan plan;
  plan.streams = {{"video", kToySample, {}}};
  std::string said;
  const auto data = openRunData(config, plan, [&](const std::string& line) { said += line; }, {}, {});
  return data ? said : data.error().message();
}

TEST(RunData, SaysWhereTheIntrinsicsOfEachSourceComeFrom) {
  constexpr char kGiven[] = "60,60,32,32";
  EXPECT_THAT(lineOf({"", ""}), HasSubstr("8 frames, 8 to train on; intrinsics: the synthetic drive's own"));
  EXPECT_THAT(lineOf({"", ""}), Not(HasSubstr("own for")));
  EXPECT_THAT(lineOf({"", kGiven, ""}),
              HasSubstr("intrinsics: the synthetic drive's own for synthetic drive, synthetic drive; "
                        "--camera for synthetic drive"));
}

TEST(RunData, SaysThatDistortionIsNotUsed) {
  EXPECT_THAT(lineOf({"60,60,32,32,-0.3,0.1,0,0"}),
              HasSubstr("intrinsics: --camera (its lens distortion is not used: --undistort"));
  EXPECT_THAT(lineOf({"60,60,32,32"}), Not(HasSubstr("distortion")));
}

}  // namespace
}  // namespace kerb
