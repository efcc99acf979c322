// Several ranks on this machine, as processes of rank_program, started by mpirun or by hand.
#include "core/train/distributed.h"

#include <cmath>
#include <map>

#include <ATen/ATen.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/train/control.h"
#include "core/weights/safetensors.h"
#include "tests/free_port.h"
#include "tests/run_shell.h"
#include "tests/temporary_folder.h"

namespace kerb {
namespace {

using ::testing::HasSubstr;
using Variables = std::map<std::string, std::string>;

Result<RankPlace> placeOf(const Variables& variables) {
  return rankPlace([&](const char* name) -> const char* {
    const auto found = variables.find(name);
    return found == variables.end() ? nullptr : found->second.c_str();
  });
}

std::string program() { return std::string(KERB_BIN_DIR) + "/rank_program "; }

/// Two ranks of rank_program under Debian's Open MPI.
Ran onTwoRanks(const std::string& arguments) {
  return runShell(
      "timeout 120 mpirun --allow-run-as-root --oversubscribe --bind-to none -n 2 -x OMP_NUM_THREADS=1 "
      "-x MASTER_PORT=" +
      freePort() + " " + program() + arguments);
}

#define KERB_NEEDS_MPIRUN() \
  if (!haveTool("mpirun")) GTEST_SKIP() << "no mpirun: install openmpi-bin"

/// The difference of two sets of weights, relative to their size (L2 norms).
double relativeDifference(const std::filesystem::path& a, const std::filesystem::path& b) {
  const auto one = readSafetensors(a), two = readSafetensors(b);
  double difference = 0, size = 0;
  for (const auto& [name, tensor] : one->tensors) {
    difference += (tensor - two->tensors.at(name)).to(at::kDouble).square().sum().item<double>();
    size += tensor.to(at::kDouble).square().sum().item<double>();
  }
  return std::sqrt(difference / size);
}

TEST(RankPlace, IsWhatTheLauncherSays) {
  EXPECT_EQ(placeOf({})->world, 1);
  const auto torchrun = placeOf({{"RANK", "5"},
                                 {"WORLD_SIZE", "8"},
                                 {"LOCAL_RANK", "1"},
                                 {"LOCAL_WORLD_SIZE", "4"},
                                 {"MASTER_ADDR", "node1"},
                                 {"MASTER_PORT", "12345"},
                                 {"TORCHELASTIC_USE_AGENT_STORE", "True"},
                                 {"TORCHELASTIC_RESTART_COUNT", "2"}});
  EXPECT_EQ(torchrun->rank, 5);
  EXPECT_EQ(torchrun->local_rank, 1);
  EXPECT_EQ(torchrun->local_world, 4);
  EXPECT_EQ(torchrun->host, "node1");
  EXPECT_EQ(torchrun->port, 12345);
  EXPECT_TRUE(torchrun->agent);
  EXPECT_EQ(torchrun->attempt, 2);
  const auto slurm = placeOf({{"SLURM_PROCID", "3"},
                              {"SLURM_STEP_NUM_TASKS", "4"},
                              {"SLURM_LOCALID", "1"},
                              {"SLURM_STEP_NODELIST", "gpu[07-09,12]"},
                              {"SLURM_JOB_ID", "77"},
                              {"SLURM_STEP_ID", "0"}});
  EXPECT_EQ(slurm->rank, 3);
  EXPECT_EQ(slurm->host, "gpu07");
  EXPECT_THAT(slurm->job, HasSubstr("77"));
  // A batch script is no task of a step: it trains alone.
  EXPECT_EQ(placeOf({{"SLURM_PROCID", "0"}, {"SLURM_NTASKS", "4"}, {"SLURM_JOB_ID", "77"}})->world, 1);
}

TEST(RankPlace, KnowsHowManyShareTheMachineWhereThatIsANumber) {
  const auto local = [](const Variables& variables) {
    const auto place = placeOf(variables);
    return place ? place->local_world : -1;
  };
  EXPECT_EQ(local({}), 1);
  EXPECT_EQ(local({{"OMPI_COMM_WORLD_RANK", "0"},
                   {"OMPI_COMM_WORLD_SIZE", "2"},
                   {"OMPI_COMM_WORLD_LOCAL_SIZE", "2"}}),
            2);
  const auto slurm = [&](const char* tasks) {
    return local({{"SLURM_PROCID", "3"}, {"SLURM_STEP_NUM_TASKS", "16"}, {"SLURM_NTASKS_PER_NODE", tasks}});
  };
  EXPECT_EQ(slurm("8"), 8);
  EXPECT_EQ(slurm("8(x2)"), 1);
  EXPECT_EQ(slurm("0"), 1);
  EXPECT_EQ(slurm("99"), 16);
}

TEST(RankPlace, SaysWhatIsWrong) {
  EXPECT_THAT(placeOf({{"RANK", "2"}, {"WORLD_SIZE", "2"}}).error().message(),
              HasSubstr("RANK: '2' is not a number from 0 to 1"));
  EXPECT_THAT(placeOf({{"RANK", "0"}, {"WORLD_SIZE", "many"}}).error().message(), HasSubstr("WORLD_SIZE"));
  EXPECT_THAT(placeOf({{"RANK", "0"}, {"WORLD_SIZE", "2"}, {"MASTER_PORT", "0"}}).error().message(),
              HasSubstr("MASTER_PORT"));
  EXPECT_THAT(placeOf({{"OMPI_COMM_WORLD_RANK", "0"},
                       {"OMPI_COMM_WORLD_SIZE", "16"},
                       {"OMPI_COMM_WORLD_LOCAL_SIZE", "8"}})
                  .error()
                  .message(),
              HasSubstr("MASTER_ADDR"));
}

TEST(RankPlace, FirstHostOfASlurmList) {
  EXPECT_EQ(firstHost("node1"), "node1");
  EXPECT_EQ(firstHost("node1,node2"), "node1");
  EXPECT_EQ(firstHost("gpu[003-010],cpu1"), "gpu003");
  EXPECT_EQ(firstHost("gpu[5,7]"), "gpu5");
  EXPECT_EQ(firstHost("login,gpu[5,7]"), "login");
  EXPECT_EQ(firstHost(""), "");
}

TEST(Ranks, AloneNeedNobody) {
  const auto ranks = Ranks::join({});
  ASSERT_TRUE(ranks) << ranks.error().message();
  EXPECT_TRUE((*ranks)->leads());
  EXPECT_EQ(*(*ranks)->gather("a"), std::vector<std::string>{"a"});
  EXPECT_FALSE((*ranks)->agree(Error{"no"}));
  EXPECT_TRUE((*ranks)->broadcast({at::ones({2})}));
}

TEST(Ranks, OneThatDoesNotArriveIsNamed) {
  const Ran ran = runShell("RANK=0 WORLD_SIZE=3 MASTER_PORT=" + freePort() + " " + program() + "arrive");
  EXPECT_EQ(ran.code, 1);
  EXPECT_THAT(lastLine(ran.err), HasSubstr("rank 1, 2 of 3 did not arrive within 2 s"));
  EXPECT_THAT(ran.err, HasSubstr("waits for rank 1, 2 of 3, 2 s at most"));
}

TEST(Ranks, TheLeadingOneThatDoesNotArriveIsNamed) {
  const Ran ran = runShell("RANK=1 WORLD_SIZE=2 MASTER_PORT=" + freePort() + " " + program() + "arrive");
  EXPECT_EQ(ran.code, 1);
  EXPECT_THAT(ran.err, HasSubstr("rank 1 of 2 waits for rank 0 at 127.0.0.1:"));
  EXPECT_THAT(lastLine(ran.err), HasSubstr("rank 0 was not found within 2 s"));
}

TEST(Ranks, ALeadingOneThatComesAfterTheNoticeIsMet) {
  const TemporaryFolder folder;
  const std::string said = (folder.path() / "said").string();
  const std::string run = " WORLD_SIZE=2 MASTER_PORT=" + freePort() + " " + program() + "arrive 30";
  const Ran ran = runShell("RANK=1" + run + " 2>" + said + " & for i in $(seq 150); do grep -qs waits " +
                           said + " && break; sleep 0.1; done; RANK=0" + run + " && wait $!");
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_THAT(*readWhole(said), HasSubstr("rank 1 of 2 waits for rank 0 at"));
}

TEST(Ranks, APortInUseIsNamed) {
  const PortHolder holder;
  const Ran ran = runShell("RANK=0 WORLD_SIZE=2 MASTER_PORT=" + holder.port() + " " + program() + "arrive");
  EXPECT_EQ(ran.code, 1);
  EXPECT_THAT(lastLine(ran.err), HasSubstr("the port is in use. Set MASTER_PORT"));
}

TEST(Ranks, ShareOrdersAndErrors) {
  KERB_NEEDS_MPIRUN();
  const Ran ran = onTwoRanks("words");
  EXPECT_EQ(ran.code, 0) << ran.err;
}

TEST(Ranks, HearOfTheOneThatLooksThroughFootage) {
  KERB_NEEDS_MPIRUN();
  const TemporaryFolder folder;
  const Ran ran = onTwoRanks("scan " + folder.path().string());
  EXPECT_EQ(ran.code, 0) << ran.err;
}

TEST(Ranks, TheDeathOfOneIsAnErrorOfTheOthers) {
  KERB_NEEDS_MPIRUN();
  const Ran ran = onTwoRanks("death");
  EXPECT_THAT(ran.err, HasSubstr("rank 0 of 2: another rank ended or cannot be reached"));
  EXPECT_THAT(ran.err, Not(HasSubstr("terminate called")));
}

TEST(GradientBuckets, TwoRanksOfFourTrainAsOneOfEight) {
  KERB_NEEDS_MPIRUN();
  const TemporaryFolder folder;
  const auto one = folder.path() / "one", two = folder.path() / "two", parts = folder.path() / "parts";
  const Ran alone = runShell("OMP_NUM_THREADS=1 " + program() + "train " + one.string());
  ASSERT_EQ(alone.code, 0) << alone.err;
  const Ran ran = onTwoRanks("train " + two.string());
  ASSERT_EQ(ran.code, 0) << ran.err;
  EXPECT_LT(relativeDifference(one, two), 1e-6);
  const Ran accumulated = onTwoRanks("train " + parts.string() + " 2");
  ASSERT_EQ(accumulated.code, 0) << accumulated.err;
  EXPECT_LT(relativeDifference(one, parts), 1e-6);
}

TEST(GradientBuckets, WhatIsNotTrainedDoesNotMove) {
  KERB_NEEDS_MPIRUN();
  const Ran untrained = onTwoRanks("untrained");
  EXPECT_EQ(untrained.code, 0) << untrained.err;
  const Ran unused = onTwoRanks("unused");
  EXPECT_EQ(unused.code, 0) << unused.err;
}

TEST(GradientBuckets, BatchNormsStatisticsAreTheMeanOfEveryShares) {
  KERB_NEEDS_MPIRUN();
  const Ran ran = onTwoRanks("statistics");
  EXPECT_EQ(ran.code, 0) << ran.err;
}

TEST(GradientBuckets, WhatIsNotFiniteOnOneRankIsLeftOutOnAll) {
  KERB_NEEDS_MPIRUN();
  const Ran ran = onTwoRanks("skips");
  EXPECT_EQ(ran.code, 0) << ran.err;
}

}  // namespace
}  // namespace kerb
