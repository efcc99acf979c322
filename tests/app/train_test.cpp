// kerb train as a process: killed, stopped, resumed, given nonsense.
#include <algorithm>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/mount.h>

#include "bench/kill_and_resume.h"
#include "core/train/checkpoint.h"
#include "core/train/events.h"
#include "tests/app/run_kerb.h"
#include "tests/free_port.h"

namespace kerb {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::HasSubstr;

constexpr char kSmall[] =
    " --method monodepth2 --set use_stereo=true --set pose_network=false --set width=64 --set height=64"
    " --set batch_size=2 --set picture_every=2 --set log_every=1 --set threads=1";
constexpr char kDrive[] = " --data synthetic:seed=4,frames=6,width=64,height=64";

class Train : public ::testing::Test {
 protected:
  fs::path run() const { return folder_.path() / "run"; }
  Ran train(const std::string& arguments) const {
    return runKerb("train --run " + run().string() + arguments);
  }
  void fails(const std::string& arguments, const ::testing::Matcher<std::string>& line) const {
    const Ran ran = train(arguments);
    EXPECT_EQ(ran.code, 1) << ran.err;
    EXPECT_THAT(lastLine(ran.err), line);
  }
  TemporaryFolder folder_;
};

TEST_F(Train, KilledFiveTimesEndsInTheSameBits) {
  const auto report = bench::killAndResume(fs::path(KERB_BIN_DIR) / "kerb", folder_.path(), 5, 11);
  ASSERT_TRUE(report) << report.error().message();
  EXPECT_EQ(report->kills, 5);
  EXPECT_GE(report->while_writing, 1);
  EXPECT_GE(report->of_resumed, 1);
  EXPECT_THAT(report->different, ::testing::IsEmpty());
}

TEST_F(Train, WritesARunAndExtendsIt) {
  const Ran first = train(std::string(kSmall) + kDrive + " --set epochs=1");
  ASSERT_EQ(first.code, 0) << first.err;
  EXPECT_THAT(first.err,
              AllOf(HasSubstr("6 frames, 6 to train on"), HasSubstr("finished after iteration 3")));
  EXPECT_EQ(listCheckpoints(run()).size(), 1U);
  EXPECT_TRUE(fs::exists(run() / "log.txt"));
  fails(std::string(kSmall) + kDrive, HasSubstr("holds a run already"));
  fails(" --resume --method sgbm", HasSubstr("is a run of method 'monodepth2', not 'sgbm'"));
  fails(" --resume --set unmasked_epochs=1", HasSubstr("the run is in phase 1 'train'"));
  const Ran more = train(" --resume --set epochs=2");
  ASSERT_EQ(more.code, 0) << more.err;
  EXPECT_THAT(more.err, HasSubstr("finished after iteration 6"));
  size_t scalars = 0;
  for (const auto& file : fs::directory_iterator(run())) {
    if (!file.path().filename().string().starts_with("events")) continue;
    const auto events = readScalars(file.path());
    ASSERT_TRUE(events) << events.error().message();
    scalars += static_cast<size_t>(std::ranges::count(*events, "loss", &ScalarEvent::tag));
  }
  EXPECT_EQ(scalars, 6U);
  const Ran depth = runKerb("inspect synthetic:seed=9,frames=1,width=64,height=64 --export depth --model " +
                            (listCheckpoints(run()).back() / "model.safetensors").string() + " --out " +
                            (folder_.path() / "out").string());
  EXPECT_EQ(depth.code, 0) << depth.err;
}

TEST_F(Train, AResumeChangesWhatItCanAndRefusesTheRest) {
  // A network to start from, which is gone when the run goes on.
  ASSERT_EQ(train(std::string(kSmall) + kDrive + " --set epochs=1").code, 0);
  const fs::path weights = folder_.path() / "start.safetensors", other = folder_.path() / "other";
  fs::copy(listCheckpoints(run()).back() / "model.safetensors", weights);
  const std::string there = "train --run " + other.string();
  ASSERT_EQ(runKerb(there + kSmall + kDrive + " --set epochs=1 --set weights=" + weights.string()).code, 0);
  fs::remove(weights);
  const auto refused = [&](const std::string& setting, const ::testing::Matcher<std::string>& line) {
    const Ran ran = runKerb(there + " --resume --set epochs=2 --set " + setting);
    EXPECT_EQ(ran.code, 1);
    EXPECT_THAT(lastLine(ran.err), line);
  };
  refused("width=128", HasSubstr("cannot change the network: width 64 -> 128"));
  refused("batch_size=4", HasSubstr("batches of 2 in 1 part(s), not 4 in 1"));
  refused("weights=other.safetensors", HasSubstr("'weights' is what a new run starts from"));
  refused("learning_rate=1e-4 --camera 1,1,1,1",
          HasSubstr("--resume goes on with the data as the run has it"));
  refused("accumulate=2", HasSubstr("batches of 2 in 1 part(s), not 2 in 2"));
  const Ran more = runKerb(there + " --resume --set epochs=2 --set learning_rate=5e-5");
  EXPECT_EQ(more.code, 0) << more.err;
  EXPECT_THAT(more.err, AllOf(HasSubstr("changed: learning_rate 0.0001 -> 5e-05"),
                              HasSubstr("finished after iteration 6")));
}

TEST_F(Train, SignalsCloseTogetherSaveAndStop) {
  // As `timeout` does: the process, and then its group.
  const std::string kerb = std::string(KERB_BIN_DIR) + "/kerb ";
  const std::string trains = "for i in $(seq 100); do " + kerb + "ctl " + run().string() +
                             " status --json 2>&1 | grep -q '\"iteration\": [1-9]' && break; sleep 0.2; done";
  const std::string line = kerb + "train --run " + run().string() + kSmall + kDrive +
                           " --set epochs=100000 & P=$!; " + trains +
                           "; kill -TERM $P; sleep 0.05; kill -TERM $P; wait $P";
  const Ran ran = runShell(line);
  EXPECT_EQ(ran.code, 143) << "a script can tell it from a run that finished";
  EXPECT_THAT(ran.err, AllOf(HasSubstr("stopped after iteration"), HasSubstr("--resume")));
  ASSERT_EQ(listCheckpoints(run()).size() > 0, true) << ran.err;
  std::vector<std::string> damaged;
  EXPECT_TRUE(readNewestCheckpoint(run(), damaged));
  EXPECT_TRUE(damaged.empty());
}

TEST_F(Train, SaysWhatIsWrongBeforeTheFirstStep) {
  fails(std::string(kSmall) + kDrive + " --set nonsense=1",
        AllOf(HasSubstr("nonsense"), HasSubstr("learning_rate")));
  fails(std::string(kSmall) + kDrive + " --set batch_size=0", HasSubstr("batch_size"));
  fails(std::string(kSmall) + " --data /nowhere", HasSubstr("/nowhere"));
  fails(std::string(kSmall), HasSubstr("needs data for its stream 'video'"));
  fails(std::string(kSmall) + " --data film=synthetic", HasSubstr("no stream 'film'"));
  fails(std::string(kSmall) + " --data synthetic:frames=1,width=64,height=64", HasSubstr("a batch takes 2"));
  fails(" --method sgbm --data synthetic", HasSubstr("nothing to train"));
  fails(" --method monodepth2 --set use_stereo=false --set pose_network=false --data synthetic",
        HasSubstr("use_stereo=true"));
  fails(" --resume", HasSubstr("holds no run to resume"));
  std::ofstream(folder_.path() / "bad.toml") << "method = \"monodepth2\"\n[training]\nepochs = [1\n";
  fails(" --recipe " + (folder_.path() / "bad.toml").string(),
        AllOf(HasSubstr("bad.toml, line"), HasSubstr("TOML")));
  EXPECT_FALSE(fs::exists(run()));
}

TEST_F(Train, AFullDiskStopsAndAResumeGoesOn) {
  fs::create_directories(run());
  // Room for one checkpoint of 172 MB and a half.
  if (::mount("tmpfs", run().c_str(), "tmpfs", 0, "size=260m") != 0)
    GTEST_SKIP() << "mounting a small file system needs root";
  const Ran full = train(std::string(kSmall) + kDrive + " --set epochs=4 --set keep=3");
  EXPECT_EQ(full.code, 1);
  EXPECT_THAT(lastLine(full.err), AllOf(HasSubstr("No space left"), HasSubstr("Free some space")));
  std::vector<std::string> damaged;
  const auto last = readNewestCheckpoint(run(), damaged);
  EXPECT_EQ(last ? last->state.iteration : -1, 3);
  EXPECT_EQ(::mount("tmpfs", run().c_str(), "tmpfs", MS_REMOUNT, "size=2g"), 0);
  const Ran more = train(" --resume");
  EXPECT_EQ(more.code, 0) << more.err;
  EXPECT_THAT(more.err, AllOf(HasSubstr("restored step-00000003"), HasSubstr("finished after iteration 12")));
  ::umount(run().c_str());
}

/// A launcher would take it for a failure, and torchrun would start all ranks again.
TEST_F(Train, CtrlCHasItsExitCodeButNotUnderALauncher) {
  const std::string kerb = std::string(KERB_BIN_DIR) + "/kerb train --run " + run().string() + kSmall +
                           kDrive + " --set epochs=100000",
                    begun = "for i in $(seq 600); do [ -e " + run().string() +
                            "/run.toml ] && break; sleep 0.1; done; ";
  const Ran alone = runShell(kerb + " & P=$!; " + begun + "kill -INT $P; wait $P");
  EXPECT_EQ(alone.code, 130) << alone.err;
  EXPECT_THAT(alone.err, HasSubstr("stopped after iteration"));
  fs::remove_all(run());
  const std::string ranks = "export WORLD_SIZE=2 MASTER_PORT=" + freePort() + "; RANK=0 " + kerb +
                            " & P=$!; RANK=1 " + kerb + " & Q=$!; ";
  const Ran two = runShell(ranks + begun + "kill -INT $P; wait $P && wait $Q");
  EXPECT_EQ(two.code, 0) << two.err;
  EXPECT_THAT(two.err, HasSubstr("stopped after iteration"));
}

}  // namespace
}  // namespace kerb
