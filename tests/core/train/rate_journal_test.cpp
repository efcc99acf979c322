#include "core/train/rate_journal.h"

#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/temporary_folder.h"

namespace kerb {
namespace {

class RateJournal : public ::testing::Test {
 protected:
  void set(int64_t iteration, const std::string& optimiser, double rate) const {
    ASSERT_TRUE(appendRateChange(folder_.path(), {iteration, optimiser, rate}));
  }
  std::string all() const {
    const auto changes = readRateChanges(folder_.path());
    if (!changes) return changes.error().message();
    std::string text;
    for (const auto& change : *changes)
      text += std::to_string(change.iteration) + change.optimiser + (change.rate == 0.1 ? "! " : " ");
    return text;
  }
  TemporaryFolder folder_;
};

TEST_F(RateJournal, ComesBackInOrderToTheLastBit) {
  EXPECT_EQ(all(), "");
  set(3, "a", 0.1);
  set(3, "b", 0.1);
  set(5, "a", 0.1);
  EXPECT_EQ(all(), "3a! 3b! 5a! ");
}

TEST_F(RateJournal, ANewLifeForgetsWhatTheFormerOneDidLater) {
  set(3, "a", 0.1);
  set(9, "a", 0.1);
  set(5, "b", 0.1);
  EXPECT_EQ(all(), "3a! 5b! ");
}

TEST_F(RateJournal, GoingBackKeepsWhatWasSetBefore) {
  set(3, "a", 0.1);
  set(5, "a", 0.1);
  set(9, "a", 0.1);
  ASSERT_TRUE(forgetRateChanges(folder_.path(), 5));
  EXPECT_EQ(all(), "3a! ");
  set(6, "b", 0.1);
  EXPECT_EQ(all(), "3a! 6b! ");
  ASSERT_TRUE(forgetRateChanges(folder_.path()));
  EXPECT_EQ(all(), "");
  ASSERT_TRUE(forgetRateChanges(folder_.path(), 5)) << "there is none";
}

TEST_F(RateJournal, ALineThatWasCutOffIsLeftOutAndDamageIsNamed) {
  set(3, "a", 0.1);
  const auto path = folder_.path() / "learning_rates.jsonl";
  std::ofstream(path, std::ios::app) << "{\"iteration\": 4, \"opti";
  EXPECT_EQ(all(), "3a! ");
  set(7, "a", 0.1);
  EXPECT_EQ(all(), "3a! 7a! ");
  std::ofstream(path, std::ios::app) << "{\"iteration\": \"x\"}\n";
  EXPECT_THAT(all(), testing::HasSubstr("learning_rates.jsonl, line 4"));
}

}  // namespace
}  // namespace kerb
