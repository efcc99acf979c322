// What `kerb bench resume` counts, and what it does with programs that fail or hang.
#include "bench/kill_and_resume.h"

#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/temporary_folder.h"

namespace kerb::bench {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::HasSubstr;

class KillAndResume : public ::testing::Test {
 protected:
  fs::path run() const { return folder_.path() / "run"; }
  void write(const std::string& file) const {
    const fs::path path = run() / "checkpoints" / file;
    fs::create_directories(path.parent_path());
    std::ofstream(path) << "something";
  }
  bool writes(std::chrono::seconds since = std::chrono::seconds(-100)) const {
    return isWritingCheckpoint(run(), fs::file_time_type::clock::now() + since);
  }
  /// The error of killing a shell script twice.
  std::string failure(const std::string& script) const {
    const fs::path program = folder_.path() / "kerb";
    std::ofstream(program) << "#!/bin/sh\n" << script << "\n";
    fs::permissions(program, fs::perms::owner_all);
    const auto report = killAndResume(program, folder_.path(), 2, 1, std::chrono::seconds(1));
    return report ? "no error" : report.error().message();
  }
  TemporaryFolder folder_;
};

TEST_F(KillAndResume, OnlyAHalfWrittenCheckpointCountsAsWriting) {
  EXPECT_FALSE(writes());
  write("step-00000008/state.json");
  write(".partial-step-00000006/model.safetensors");
  EXPECT_FALSE(writes()) << "an old checkpoint that is being removed";
  fs::create_directories(run() / "checkpoints/.partial-step-00000010");
  EXPECT_FALSE(writes()) << "nothing is in it";
  write(".partial-step-00000010/.model.safetensors.77.partial.safetensors");
  EXPECT_TRUE(writes());
  EXPECT_FALSE(writes(std::chrono::seconds(100))) << "what an earlier kill left";
  write(".partial-step-00000010/state.json");
  EXPECT_FALSE(writes()) << "all of it is there";
}

TEST_F(KillAndResume, IsMetOnlyByKillsThatHitTheHardMoments) {
  const KillReport all{.kills = 50, .while_writing = 1, .of_resumed = 17, .finished = 1, .different = {}};
  EXPECT_TRUE(all.met());
  KillReport some = all;
  some.while_writing = 0;
  EXPECT_FALSE(some.met());
  some = all;
  some.of_resumed = 16;
  EXPECT_FALSE(some.met());
  some = all;
  some.different = {"model.safetensors"};
  EXPECT_FALSE(some.met());
}

TEST_F(KillAndResume, ARunThatFailsOrHangsIsAnError) {
  EXPECT_THAT(failure("exit 3"), HasSubstr("ended with code 3"));
  EXPECT_THAT(failure("exec sleep 100"), HasSubstr("hangs"));
  // The run that is not killed ends; the other one never writes a checkpoint.
  EXPECT_THAT(failure("case $3 in */straight) mkdir -p $3/checkpoints/step-1;; *) exec sleep 100;; esac"),
              AllOf(HasSubstr("hangs"), HasSubstr("killed")));
  fs::remove_all(folder_.path() / "straight");
  EXPECT_THAT(killAndResume("/nowhere/kerb", folder_.path(), 1, 1).error().message(), HasSubstr("127"));
}

}  // namespace
}  // namespace kerb::bench
