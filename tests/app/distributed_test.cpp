// kerb train and kerb inspect on two ranks of this machine, as a person would start them.
#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/train/checkpoint.h"
#include "tests/app/run_kerb.h"
#include "tests/free_port.h"

namespace kerb {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

constexpr char kSmall[] =
    " --method monodepth2 --set use_stereo=true --set pose_network=false --set width=64 --set height=64"
    " --set batch_size=2 --set picture_every=0 --set log_every=1 --set threads=1 --set checkpoint_every=4"
    " --data synthetic:seed=4,frames=6,width=64,height=64";

class OnTwoRanks : public ::testing::Test {
 protected:
  fs::path run() const { return folder_.path() / "run"; }
  static Ran mpirun(const std::string& arguments) {
    return runShell(
        "timeout 200 mpirun --allow-run-as-root --oversubscribe --bind-to none -n 2 -x OMP_NUM_THREADS=1 "
        "-x MASTER_PORT=" +
        freePort() + " " + KERB_BIN_DIR + "/kerb " + arguments);
  }
  /// torchrun of the wheel that the build uses; `before` runs in each worker's shell, before kerb.
  static Ran torchrun(const std::string& options, const std::string& before, const std::string& arguments) {
    return runShell("PYTHONPATH=" KERB_SITE_DIR
                    " OMP_NUM_THREADS=1 timeout 250 python3 -m torch.distributed.run "
                    "--nproc-per-node=2 --rdzv-backend=c10d --rdzv-endpoint=127.0.0.1:0 " +
                    options + " --no-python sh -c '" + before + " exec " KERB_BIN_DIR "/kerb " + arguments +
                    "'");
  }
  int64_t newestIteration() const {
    std::vector<std::string> damaged;
    const auto newest = readNewestCheckpoint(run(), damaged);
    return newest ? newest->state.iteration : -1;
  }
  TemporaryFolder folder_;
};

TEST_F(OnTwoRanks, TrainIntoOneRunFolderAndResume) {
  if (!haveTool("mpirun")) GTEST_SKIP() << "no mpirun: install openmpi-bin";
  const Ran first =
      mpirun("train --run " + run().string() + kSmall + " --static-threshold 0.01 --set epochs=1");
  ASSERT_EQ(first.code, 0) << first.err;
  EXPECT_TRUE(fs::exists(run() / "footage-0.json"));
  EXPECT_THAT(first.err, HasSubstr("on cpu, 2 ranks"));
  EXPECT_EQ(newestIteration(), 3);
  // What is said once is said by one.
  const std::string ended = "finished after iteration";
  EXPECT_EQ(first.err.find(ended), first.err.rfind(ended));
  EXPECT_EQ(std::ranges::count_if(fs::directory_iterator(run()),
                                  [](const fs::directory_entry& file) {
                                    return file.path().filename().string().starts_with("events");
                                  }),
            1);
  const Ran again = mpirun("train --run " + run().string() + kSmall);
  EXPECT_NE(again.code, 0);
  EXPECT_THAT(again.err, HasSubstr("holds a run already"));
  const Ran more = mpirun("train --resume --run " + run().string() + " --set epochs=2");
  ASSERT_EQ(more.code, 0) << more.err;
  EXPECT_EQ(newestIteration(), 6);
}

TEST_F(OnTwoRanks, AResumeEndsInTheSameBits) {
  if (!haveTool("mpirun")) GTEST_SKIP() << "no mpirun: install openmpi-bin";
  const fs::path straight = folder_.path() / "straight";
  const auto trains = [](const fs::path& folder, const std::string& what) {
    const Ran ran = mpirun("train --run " + folder.string() + what);
    EXPECT_EQ(ran.code, 0) << ran.err;
  };
  trains(straight, std::string(kSmall) + " --set samples=0 --set epochs=2");
  trains(run(), std::string(kSmall) + " --set samples=0 --set epochs=1");
  trains(run(), " --resume --set epochs=2");
  ASSERT_EQ(newestIteration(), 6);
  for (const char* name : {"model.safetensors", "optimizer.safetensors"})
    EXPECT_TRUE(*readWhole(listCheckpoints(run()).back() / name) ==
                *readWhole(listCheckpoints(straight).back() / name))
        << name;
}

TEST_F(OnTwoRanks, AKilledWorkerUnderTorchrunGoesOnFromTheLastCheckpoint) {
  const Ran import =
      runShell("PYTHONPATH=" KERB_SITE_DIR " timeout 120 python3 -c 'import torch.distributed.run'");
  if (import.code != 0) GTEST_SKIP() << "Python cannot import torch: " << lastLine(import.err);
  // Rank 1's first life ends as soon as there is a checkpoint. (torchrun itself replaces two dollars by one.)
  const std::string killer =
      "if [ $RANK$TORCHELASTIC_RESTART_COUNT = 10 ]; then read me rest </proc/self/stat; "
      "(while [ ! -d " +
      run().string() + "/checkpoints/step-00000004 ]; do sleep 0.02; done; kill -9 $me) & fi;";
  const Ran ran = torchrun("--max-restarts=1", killer,
                           "train --run " + run().string() + kSmall + " --set epochs=4 --set keep=1");
  ASSERT_EQ(ran.code, 0) << ran.err;
  const auto log = readWhole(run() / "log.txt");
  EXPECT_THAT(*log, HasSubstr("restored step-"));
  EXPECT_THAT(*log, HasSubstr("finished after iteration 12"));
  EXPECT_EQ(newestIteration(), 12);
}

TEST_F(OnTwoRanks, InspectSharesTheFrames) {
  if (!haveTool("mpirun")) GTEST_SKIP() << "no mpirun: install openmpi-bin";
  const std::string what =
      "inspect synthetic:seed=4,frames=5,width=64,height=64 --method truth --range 2:80 --out ";
  const fs::path one = folder_.path() / "one", two = folder_.path() / "two";
  ASSERT_EQ(runKerb(what + one.string()).code, 0);
  const Ran ran = mpirun(what + two.string());
  ASSERT_EQ(ran.code, 0) << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("5 frames exported"));
  // An encoder on several threads may write other bytes for the same pictures.
  EXPECT_EQ(
      runShell("diff -rq -x summary.json -x .inspect -x video.mp4 " + one.string() + " " + two.string()).out,
      "");
  EXPECT_TRUE(fs::exists(two / "video.mp4"));
  EXPECT_FALSE(fs::exists(two / ".inspect/frames.rank1.jsonl"));
  // All of it is known to one process as well.
  EXPECT_THAT(runKerb(what + two.string()).out, HasSubstr("0 frames exported"));
}

}  // namespace
}  // namespace kerb
