#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "core/job/inspect_journal.h"
#include "tests/temporary_folder.h"

namespace kerb {
namespace {

using json = nlohmann::ordered_json;
using ::testing::HasSubstr;

FrameRecord record(int64_t index) {
  FrameRecord r;
  r.index = index;
  r.name = "f" + std::to_string(index);
  r.range = {1, 2};
  r.requested = OutputSet::fromNames({"depth", "cloud"});
  r.written = OutputSet::fromNames({"depth"});
  return r;
}

TEST(InspectJournal, ComesBackWithPoses) {
  const TemporaryFolder folder;
  const json identity{{"source", "a"}};
  {
    auto journal = InspectJournal::open(folder.path(), identity);
    ASSERT_TRUE(journal);
    FrameRecord first = record(3);
    Eigen::Isometry3d pose = Eigen::Isometry3d::Identity();
    pose.translation() = Eigen::Vector3d(0.1, 1.0 / 3, -2e-9);
    first.world_from_camera = poseNumbers(pose);
    ASSERT_TRUE(journal->add(first));
    FrameRecord failed = record(4);
    failed.error = "does not decode";
    ASSERT_TRUE(journal->add(failed));
  }
  const auto journal = InspectJournal::open(folder.path(), identity);
  ASSERT_TRUE(journal);
  ASSERT_EQ(journal->records().size(), 1U);  // the failed frame is tried again
  const FrameRecord& first = journal->records().at(3);
  EXPECT_EQ(first.written.names(), std::vector<std::string>{"depth"});
  EXPECT_TRUE(first.requested.contains(Output::cloud));
  EXPECT_EQ((*first.world_from_camera)[7], 1.0 / 3);  // bit-exact
}

TEST(InspectJournal, ATornLineCostsOneFrame) {
  const TemporaryFolder folder;
  const json identity{{"source", "a"}};
  {
    auto journal = InspectJournal::open(folder.path(), identity);
    ASSERT_TRUE(journal->add(record(0)));
    ASSERT_TRUE(journal->add(record(1)));
  }
  const auto file = folder.path() / ".inspect" / "frames.jsonl";
  std::filesystem::resize_file(file, std::filesystem::file_size(file) - 9);
  {
    auto journal = InspectJournal::open(folder.path(), identity);
    ASSERT_TRUE(journal);
    EXPECT_EQ(journal->records().size(), 1U);
    ASSERT_TRUE(journal->add(record(2)));
  }
  const auto journal = InspectJournal::open(folder.path(), identity);
  EXPECT_TRUE(journal->records().contains(0));
  EXPECT_TRUE(journal->records().contains(2));
}

TEST(InspectJournal, TwoNeverShareAFolder) {
  const TemporaryFolder folder;
  const auto first = InspectJournal::open(folder.path(), {{"source", "a"}});
  ASSERT_TRUE(first);
  EXPECT_THAT(InspectJournal::open(folder.path(), {{"source", "a"}}).error().message(),
              HasSubstr("another kerb"));
}

TEST(InspectJournal, AFolderWithOtherFilesIsRefusedAndLeftAlone) {
  const TemporaryFolder folder;
  std::ofstream(folder.path() / "thesis.tex") << "x";
  EXPECT_THAT(InspectJournal::open(folder.path(), {{"source", "a"}}).error().message(),
              HasSubstr("other files"));
  EXPECT_FALSE(std::filesystem::exists(folder.path() / ".inspect"));
}

TEST(InspectJournal, WhatAKilledRunLeftIsRemoved) {
  const TemporaryFolder folder;
  {
    ASSERT_TRUE(InspectJournal::open(folder.path(), {{"source", "a"}}));
  }
  const auto left = folder.path() / "depth" / ".f1.png.123-4.partial.png";
  std::filesystem::create_directories(left.parent_path());
  std::ofstream(left) << "half";
  ASSERT_TRUE(InspectJournal::open(folder.path(), {{"source", "a"}}));
  EXPECT_FALSE(std::filesystem::exists(left));
}

TEST(InspectJournal, AnotherExportIsRefusedByItsFirstDifference) {
  const TemporaryFolder folder;
  ASSERT_TRUE(InspectJournal::open(folder.path(), {{"source", "a"}, {"method", "sgbm"}}));
  const auto other = InspectJournal::open(folder.path(), {{"source", "a"}, {"method", "truth"}});
  ASSERT_FALSE(other);
  EXPECT_THAT(other.error().message(), HasSubstr("method was \"sgbm\", not \"truth\""));
}

}  // namespace
}  // namespace kerb
