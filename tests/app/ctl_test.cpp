// kerb ctl against runs that really train: told what to do, killed, on two ranks.
#include <csignal>

#include <fcntl.h>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "core/train/checkpoint.h"
#include "core/train/control_client.h"
#include "tests/app/run_kerb.h"
#include "tests/free_port.h"

namespace kerb {
namespace {

namespace fs = std::filesystem;
using std::chrono::seconds;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kSmall[] =
    " --method monodepth2 --set use_stereo=true --set pose_network=false --set width=64 --set height=64"
    " --set batch_size=2 --set picture_every=0 --set log_every=1 --set threads=1 --set "
    "checkpoint_every=100000"
    " --data synthetic:seed=4,frames=6,width=64,height=64";

/// A process that trains, until it ends by itself or is killed.
class Training {
 public:
  Training(const std::string& line, const fs::path& said) : pid_(::fork()) {
    if (pid_ != 0) return;
    const int file = ::open(said.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0644);
    ::dup2(file, STDOUT_FILENO);
    ::dup2(file, STDERR_FILENO);
    ::signal(SIGINT, SIG_DFL);  // whoever runs tests in the background ignores it
    const std::string command = "exec " + line;
    ::execl("/bin/sh", "sh", "-c", command.c_str(), nullptr);
    ::_exit(127);
  }
  Training(const Training&) = delete;
  Training& operator=(const Training&) = delete;
  ~Training() { kill(); }

  int wait() {
    int status = 0;
    ::waitpid(std::exchange(pid_, -1), &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  }
  void interrupt() const { ::kill(pid_, SIGINT); }
  void kill() {
    if (pid_ < 0) return;
    ::kill(pid_, SIGKILL);
    wait();
  }

 private:
  pid_t pid_;
};

class Ctl : public ::testing::Test {
 protected:
  fs::path run() const { return folder_.path() / "run"; }
  fs::path said() const { return folder_.path() / "said"; }
  std::string train(const std::string& arguments) const {
    return std::string(KERB_BIN_DIR) + "/kerb train --run " + run().string() + arguments;
  }
  Ran ctl(const std::string& order) const { return runKerb("ctl " + run().string() + " " + order); }
  std::string said(const std::string& order) const {
    const Ran ran = ctl(order);
    return ran.code == 0 ? ran.out : ran.err;
  }
  RunStatus status() const {
    const auto reply = askRun(run(), {"status"}, seconds(20));
    return reply ? *reply->status : RunStatus();
  }
  void awaitIteration(int64_t iteration) const {
    for (int i = 0; i < 6000 && status().iteration < iteration; ++i)
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    ASSERT_GE(status().iteration, iteration) << *readWhole(said());
  }
  std::string ask(const ControlRequest& request) const {
    const auto reply = askRun(run(), request, seconds(60));
    return reply ? reply->said : reply.error().message();
  }
  void isObeyed() const;

  TemporaryFolder folder_;
};

/// Whoever trains in the folder; at its end nobody does.
void Ctl::isObeyed() const {
  awaitIteration(2);
  EXPECT_THAT(said("pause"), HasSubstr("paused after iteration"));
  const int64_t at = status().iteration;
  EXPECT_THAT(said("status"),
              AllOf(HasSubstr("paused"), HasSubstr(fmt::format("iteration {} of 300000", at)),
                    HasSubstr("reprojection"), HasSubstr("images/s"), HasSubstr("adam 0.0001")));
  EXPECT_THAT(said("set lr=5e-5"), HasSubstr(fmt::format("is 5e-05 from iteration {} on", at + 1)));
  EXPECT_THAT(said("set lr=0"), HasSubstr("a number above 0"));
  EXPECT_THAT(said("set lr=fast"), HasSubstr("'fast' is no number"));
  EXPECT_THAT(said("set epochs=3"), HasSubstr("nothing that a run can change"));
  EXPECT_THAT(said("set lr=1e-5 --optimiser sgd"), AllOf(HasSubstr("no optimiser 'sgd'"), HasSubstr("adam")));
  const auto status = nlohmann::json::parse(ctl("status --json").out, nullptr, false);
  EXPECT_EQ(status["paused"], true);
  EXPECT_EQ(status["iteration"], at);
  EXPECT_EQ(status["learning_rates"][0]["value"], 5e-5);
  EXPECT_EQ(listCheckpoints(run()).size(), 1U) << "from before the rate was changed";
  EXPECT_THAT(said("resume"), HasSubstr("goes on"));
  awaitIteration(at + 1);
  EXPECT_THAT(said("save"), HasSubstr("saved after iteration"));
  EXPECT_EQ(listCheckpoints(run()).size(), 2U);
  EXPECT_THAT(said("stop"), AllOf(HasSubstr("stopped after iteration"), HasSubstr("checkpoints/step-")));
}

TEST_F(Ctl, ARunIsToldWhatToDo) {
  EXPECT_THAT(said("status"), HasSubstr("holds no run"));
  Training training(train(std::string(kSmall) + " --set epochs=100000"), said());
  isObeyed();
  EXPECT_EQ(training.wait(), 0) << *readWhole(said());
  EXPECT_THAT(said("status"), HasSubstr("nothing trains in this folder"));
  EXPECT_THAT(*readWhole(run() / "log.txt"),
              AllOf(HasSubstr("paused after iteration"), HasSubstr("goes on"),
                    HasSubstr("learning rate of adam set to 5e-05 by hand"), HasSubstr("stopped after")));
}

TEST_F(Ctl, CtrlCSavesAndStops) {
  Training training(train(std::string(kSmall) + " --set epochs=100000"), said());
  awaitIteration(1);
  training.interrupt();
  EXPECT_EQ(training.wait(), 130) << *readWhole(said());
  EXPECT_THAT(*readWhole(said()), AllOf(HasSubstr("stopped after iteration"), HasSubstr("--resume")));
  ASSERT_EQ(listCheckpoints(run()).size(), 1U);
  const auto checkpoint = readCheckpoint(listCheckpoints(run()).back());
  ASSERT_TRUE(checkpoint) << checkpoint.error().message();
  EXPECT_THAT(*readWhole(run() / "log.txt"),
              HasSubstr(fmt::format("stopped after iteration {}\n", checkpoint->state.iteration)));
}

TEST_F(Ctl, StopNowSavesNothingAndAKilledRunIsKnown) {
  const std::string line = train(std::string(kSmall) + " --set epochs=100000");
  {
    Training training(line, said());
    awaitIteration(1);
    EXPECT_EQ(ask({"save"}).substr(0, 5), "saved");
    awaitIteration(status().iteration + 1);
    training.kill();
  }
  EXPECT_THAT(said("pause"), AllOf(HasSubstr("was killed"), HasSubstr("--resume")));
  Training again(train(" --resume"), said());
  awaitIteration(status().iteration + 1);
  EXPECT_THAT(ask({"stop-now"}), HasSubstr("stopped after iteration"));
  EXPECT_EQ(again.wait(), 0) << *readWhole(said());
  EXPECT_EQ(listCheckpoints(run()).size(), 1U);
}

TEST_F(Ctl, ARateSetByHandSurvivesTheScheduleAndAResumeToTheLastBit) {
  const std::string line = train(std::string(kSmall) + " --set epochs=6 --set decay_every=3 --set keep=9");
  Training training(line, said());
  awaitIteration(1);
  EXPECT_THAT(ask({"pause"}), HasSubstr("paused"));
  const int64_t first = status().iteration;
  ASSERT_LT(first, 9);
  EXPECT_THAT(ask({"set", "adam", 4e-5}), HasSubstr("is 4e-05"));
  EXPECT_EQ(ask({"resume"}), "goes on");
  awaitIteration(11);
  EXPECT_THAT(ask({"set", "", 7e-6}), HasSubstr("is 7e-06"));
  ASSERT_EQ(training.wait(), 0) << *readWhole(said());
  EXPECT_THAT(*readWhole(run() / "log.txt"), HasSubstr("learning rate of adam is 4e-06 by its schedule"));
  const auto checkpoints = listCheckpoints(run());
  ASSERT_EQ(checkpoints.size(), 3U) << "before each change, and the last";
  // As if it had been killed at any moment after the first checkpoint, and its later ones were lost.
  const fs::path last = folder_.path() / "last";
  fs::rename(checkpoints.back(), last);
  fs::remove_all(checkpoints[1]);
  const Ran resumed = runShell(train(" --resume"));
  ASSERT_EQ(resumed.code, 0) << resumed.err;
  EXPECT_THAT(resumed.err, HasSubstr("learning rate of adam set to 7e-06 again, as by hand before"));
  for (const char* name : {"model.safetensors", "optimizer.safetensors", "state.json"})
    EXPECT_EQ(*readWhole(last / name), *readWhole(checkpoints.back() / name)) << name;
  // Whoever goes back does not want it again.
  const Ran back = runShell(train(" --resume --from " + checkpoints.front().filename().string()));
  ASSERT_EQ(back.code, 0) << back.err;
  EXPECT_THAT(back.err,
              AllOf(HasSubstr("set by hand later are forgotten"), Not(HasSubstr("again, as by hand"))));
  EXPECT_NE(*readWhole(last / "model.safetensors"), *readWhole(checkpoints.back() / "model.safetensors"));
}

TEST_F(Ctl, OnTwoRanks) {
  if (!haveTool("mpirun")) GTEST_SKIP() << "no mpirun: install openmpi-bin";
  Training training(
      "timeout 200 mpirun --allow-run-as-root --oversubscribe --bind-to none -n 2 -x OMP_NUM_THREADS=1 "
      "-x MASTER_PORT=" +
          freePort() + " " + train(std::string(kSmall) + " --set epochs=100000"),
      said());
  isObeyed();
  EXPECT_EQ(training.wait(), 0) << *readWhole(said());
}

}  // namespace
}  // namespace kerb
