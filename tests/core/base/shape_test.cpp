#include "core/base/shape.h"

#include <ATen/ops/zeros.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace kerb {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

TEST(ExpectShape, AcceptsNamesAndSizes) {
  EXPECT_NO_THROW(expectShape(at::zeros({2, 1, 4, 5}), {"B", 1, "H", "W"}));
  EXPECT_NO_THROW(expectShape(at::zeros({3, 3}), {"N", "N"}));
  EXPECT_NO_THROW(expectShape(at::zeros({3, 4}), {"?", "?"}));
}

TEST(ExpectShape, NamesFileExpectedAndFound) {
  EXPECT_THAT([] { expectShape(at::zeros({2, 3}), {"N", "N"}); },
              ThrowsMessage<std::invalid_argument>(
                  AllOf(HasSubstr("shape_test.cpp"), HasSubstr("[N,N]"), HasSubstr("[2,3]"))));
  EXPECT_THROW(expectShape(at::zeros({2}), {"B", 1}), std::invalid_argument);
  EXPECT_THROW(expectShape(at::Tensor(), {"B"}), std::invalid_argument);
}

TEST(ExpectType, NamesBoth) {
  EXPECT_THAT([] { expectType(at::zeros({1}), at::kByte); },
              ThrowsMessage<std::invalid_argument>(AllOf(HasSubstr("Byte"), HasSubstr("Float"))));
}

}  // namespace
}  // namespace kerb
