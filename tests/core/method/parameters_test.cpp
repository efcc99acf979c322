#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/method/method.h"

namespace kerb {
namespace {

using ::testing::HasSubstr;

std::vector<Parameter> table() {
  return {
      {"size", "", int64_t{5}, 1, 21, "px", {}},
      {"weight", "", 0.5, 0.0, 1.0, "", {}},
      {"flip", "", false, {}, {}, "", {}},
      {"mode", "", std::string("fast"), {}, {}, "", {"fast", "exact"}},
  };
}

TEST(Parameters, BeginWithDefaultsAndTakeText) {
  Parameters parameters(table());
  EXPECT_EQ(parameters.get<int64_t>("size"), 5);
  ASSERT_TRUE(parameters.set("size", "7"));
  ASSERT_TRUE(parameters.set("weight", "0.25"));
  ASSERT_TRUE(parameters.set("flip", "true"));
  ASSERT_TRUE(parameters.set("mode", "exact"));
  EXPECT_EQ(parameters.get<int64_t>("size"), 7);
  EXPECT_EQ(parameters.get<double>("weight"), 0.25);
  EXPECT_TRUE(parameters.get<bool>("flip"));
  EXPECT_EQ(parameters.get<std::string>("mode"), "exact");
}

TEST(Parameters, TextRoundTrips) {
  Parameters first(table());
  ASSERT_TRUE(first.set("weight", "0.1"));
  Parameters second(table());
  for (const auto& [name, value] : first.asText()) ASSERT_TRUE(second.set(name, value)) << name;
  EXPECT_EQ(second.get<double>("weight"), 0.1);
  EXPECT_EQ(first.asText(), second.asText());
}

TEST(Parameters, RefuseWhatDoesNotFitAndKeepTheOldValue) {
  Parameters parameters(table());
  EXPECT_THAT(parameters.set("sise", "7").error().message(), HasSubstr("size, weight, flip, mode"));
  EXPECT_THAT(parameters.set("size", "7.5").error().message(), HasSubstr("whole number"));
  EXPECT_THAT(parameters.set("size", "22").error().message(), HasSubstr("greatest value 21"));
  EXPECT_THAT(parameters.set("weight", "-0.1").error().message(), HasSubstr("least value 0"));
  EXPECT_THAT(parameters.set("flip", "maybe").error().message(), HasSubstr("neither true nor false"));
  EXPECT_THAT(parameters.set("mode", "slow").error().message(), HasSubstr("fast, exact"));
  EXPECT_EQ(parameters.get<int64_t>("size"), 5);
}

}  // namespace
}  // namespace kerb
