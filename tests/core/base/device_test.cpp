#include "core/base/device.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace kerb {
namespace {

using ::testing::AnyOf;
using ::testing::HasSubstr;

TEST(ChooseDevice, KnowsTheCpu) {
  const auto choice = chooseDevice("cpu");
  ASSERT_TRUE(choice);
  EXPECT_TRUE(choice->device.is_cpu());
  EXPECT_EQ(choice->note, "");
}

TEST(ChooseDevice, AutoAlwaysFindsOne) {
  const auto choice = chooseDevice("auto");
  ASSERT_TRUE(choice);
  EXPECT_THAT(choice->note, AnyOf("", HasSubstr("using the CPU")));
}

TEST(ChooseDevice, RefusesWhatItDoesNotKnow) {
  for (const char* name : {"", "gpu", "cuda:", "cuda:x", "cuda:-1", "cuda:1x", "cuda:999", "CPU"}) {
    const auto choice = chooseDevice(name);
    ASSERT_FALSE(choice) << name;
    EXPECT_THAT(choice.error().message(), HasSubstr("unknown device"));
  }
}

TEST(ChooseDevice, SaysWhyThereIsNoCuda) {
  const auto automatic = chooseDevice("auto");
  ASSERT_TRUE(automatic);
  if (automatic->device.is_cuda()) GTEST_SKIP() << "this machine has a CUDA device";
  for (const char* name : {"cuda", "cuda:0", "cuda:3"}) {
    const auto choice = chooseDevice(name);
    ASSERT_FALSE(choice) << name;
#ifdef KERB_WITH_CUDA
    EXPECT_THAT(choice.error().message(), HasSubstr("no CUDA device found"));
    EXPECT_EQ(automatic->note, "no CUDA device found: using the CPU");
#else
    EXPECT_THAT(choice.error().message(), HasSubstr("configure with preset cuda"));
#endif
  }
}

}  // namespace
}  // namespace kerb
