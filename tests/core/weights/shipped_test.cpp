// Weights at half the size, and weights found by a bare name.
#include "core/weights/shipped.h"

#include <ATen/ATen.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/weights/half.h"

namespace kerb {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

TEST(InHalf, RoundsFloatsAndKeepsTheRest) {
  const TensorMap tensors{{"weight", at::tensor({0.1F, -2.5F})}, {"steps", at::tensor({int64_t{1} << 40})}};
  const auto halves = inHalf(tensors);
  ASSERT_TRUE(halves) << halves.error().message();
  EXPECT_EQ(halves->at("weight").scalar_type(), at::kHalf);
  EXPECT_NEAR(halves->at("weight")[0].item<double>(), 0.1, 0.1 / 2048);
  EXPECT_EQ(halves->at("weight")[1].item<double>(), -2.5);
  EXPECT_TRUE(at::equal(halves->at("steps"), tensors.at("steps")));
}

TEST(InHalf, RefusesWhatDoesNotFit) {
  const auto halves = inHalf({{"fine", at::ones({2})}, {"variance", at::tensor({1.0F, 7e4F})}});
  ASSERT_FALSE(halves);
  EXPECT_THAT(halves.error().message(), AllOf(HasSubstr("variance"), HasSubstr("fp32")));
}

TEST(ShippedWeights, ANameThatIsNoneIsNoFile) { EXPECT_TRUE(shippedWeights("no_such_model").empty()); }

}  // namespace
}  // namespace kerb
