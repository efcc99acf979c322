#include "core/train/checkpoint.h"

#include <fstream>
#include <functional>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "core/base/file.h"
#include "core/train/run_model.h"
#include "tests/core/train/toy_method.h"
#include "tests/temporary_folder.h"

namespace kerb {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

class CheckpointTest : public testing::Test {
 protected:
  void write(std::optional<double> value = {}, const std::string& name = "loss") {
    const auto metric = value ? std::optional(Metric{name, *value}) : std::nullopt;
    iterate(*trainer_);
    ASSERT_TRUE(writeCheckpoint(run(), *trainer_, *toy_, toyInfo(), metric));
  }
  fs::path run() const { return folder_.path(); }
  std::vector<std::string> names() const {
    std::vector<std::string> all;
    for (const auto& path : listCheckpoints(run())) all.push_back(path.filename().string());
    return all;
  }
  void damage(const fs::path& file) const {
    std::fstream stream(file, std::ios::in | std::ios::out | std::ios::binary);
    stream.seekp(static_cast<std::streamoff>(fs::file_size(file) - 1));
    stream.put('\x55');
  }

  /// Changes the newest state.json.
  void edit(const std::function<void(nlohmann::json&)>& change) const {
    const fs::path file = listCheckpoints(run()).back() / "state.json";
    auto state = nlohmann::json::parse(*readWhole(file));
    change(state);
    ASSERT_TRUE(writeWhole(file, state.dump(2)));
  }

  TemporaryFolder folder_;
  std::shared_ptr<ToyMethod> toy_ = std::make_shared<ToyMethod>();
  std::unique_ptr<Trainer> trainer_ = trainer(toy_, flowPlan(toy_));
};

TEST_F(CheckpointTest, KeepsTheNewestAndTheBest) {
  write(3.0);
  write(1.0);
  write(2.0);
  write();
  write();
  ASSERT_TRUE(pruneCheckpoints(run(), 2));
  EXPECT_THAT(names(), testing::ElementsAre("step-00000002", "step-00000004", "step-00000005"));
  EXPECT_EQ(*modelFile(run()), run() / "checkpoints/step-00000005/model.safetensors");
  EXPECT_EQ(*modelFile(run().string() + ":best"), run() / "checkpoints/step-00000002/model.safetensors");
}

TEST_F(CheckpointTest, ARunThatWasNeverMeasuredHasNoBest) {
  write();
  const auto best = modelFile(run().string() + ":best");
  ASSERT_FALSE(best);
  EXPECT_THAT(best.error().message(), HasSubstr("--validate"));
}

TEST_F(CheckpointTest, TheBestIsOfTheLastPhaseThatWasMeasured) {
  TrainingPlan plan = flowPlan(toy_, 1);
  plan.phases.push_back(plan.phases[0]);
  trainer_ = trainer(toy_, plan);  // 3 iterations a phase
  for (const double metric : {0.1, 0.2, 5.0, 7.0, 6.0}) write(metric);
  write();
  ASSERT_TRUE(pruneCheckpoints(run(), 1));
  EXPECT_THAT(names(), testing::ElementsAre("step-00000003", "step-00000006"));
}

TEST_F(CheckpointTest, FiguresOfAnotherNameAreNotCompared) {
  write(0.1, "terms/size");
  write(5.0);
  write(7.0);
  write();
  ASSERT_TRUE(pruneCheckpoints(run(), 1));
  EXPECT_THAT(names(), testing::ElementsAre("step-00000002", "step-00000004"));
}

TEST_F(CheckpointTest, ADamagedOneIsFoundAndTheOneBeforeIsUsed) {
  write();
  write();
  damage(listCheckpoints(run()).back() / "optimizer.safetensors");
  EXPECT_THAT(readCheckpoint(listCheckpoints(run()).back()).error().message(), HasSubstr("checksum differs"));
  std::vector<std::string> damaged;
  const auto older = readNewestCheckpoint(run(), damaged);
  ASSERT_TRUE(older) << older.error().message();
  EXPECT_EQ(older->state.iteration, 1);
  EXPECT_THAT(damaged, testing::ElementsAre(HasSubstr("step-00000002")));
  fs::remove(older->folder / "state.json");
  EXPECT_THAT(readNewestCheckpoint(run(), damaged).error().message(),
              HasSubstr("no checkpoint that is whole"));
}

TEST_F(CheckpointTest, AStateThatIsDamagedIsFoundAndTheOneBeforeIsUsed) {
  write();
  write(1.0);
  const fs::path file = listCheckpoints(run()).back() / "state.json";
  const std::string whole = *readWhole(file);
  using State = nlohmann::json;
  const std::vector<std::function<void(State&)>> damages{
      [](State& state) { state["format"] = "1"; },
      [](State& state) { state["trainer"]["iteration"] = 3; },
      [](State& state) { state["trainer"]["drawn"]["depth"] = 7; },
      [](State& state) { state["trainer"]["drawn"] = 2; },
      [](State& state) { state["trainer"] = State::array({1}); },
      [](State& state) { state["checksums"] = "none"; },
      [](State& state) { state["trainer_checksum"] = "none"; },
      [](State& state) { state = State::array(); }};
  for (size_t i = 0; i < damages.size(); ++i) {
    edit(damages[i]);
    std::vector<std::string> damaged;
    const auto older = readNewestCheckpoint(run(), damaged);
    ASSERT_TRUE(older) << i << ": " << older.error().message();
    EXPECT_EQ(older->state.iteration, 1) << i;
    EXPECT_THAT(damaged, testing::ElementsAre(HasSubstr("step-00000002"))) << i;
    EXPECT_TRUE(pruneCheckpoints(run(), 2)) << i;
    ASSERT_TRUE(writeWhole(file, whole));
  }
  EXPECT_EQ(readCheckpoint(listCheckpoints(run()).back())->state.iteration, 2);
}

TEST_F(CheckpointTest, AFigureThatIsDamagedIsNone) {
  write(1.0);
  write(2.0);
  edit([](nlohmann::json& state) { state["metric_name"] = 7; });
  EXPECT_EQ(bestCheckpoint(run()).filename(), "step-00000001");
  const auto checkpoint = readCheckpoint(listCheckpoints(run()).back());
  ASSERT_TRUE(checkpoint) << checkpoint.error().message();
  EXPECT_FALSE(checkpoint->metric);
}

TEST_F(CheckpointTest, OneOfAnOlderVersionHasNoChecksumOfItsState) {
  write();
  edit([](nlohmann::json& state) { EXPECT_EQ(state.erase("trainer_checksum"), 1U); });
  const auto checkpoint = readCheckpoint(listCheckpoints(run()).back());
  ASSERT_TRUE(checkpoint) << checkpoint.error().message();
  EXPECT_EQ(checkpoint->state.iteration, 1);
  ASSERT_TRUE(noteMetric(checkpoint->folder, {"loss", 0.5}));
  EXPECT_TRUE(readCheckpoint(checkpoint->folder));
}

TEST_F(CheckpointTest, WhatCannotBeReadIsKeptAside) {
  write();
  write();
  const fs::path newest = listCheckpoints(run()).back();
  for (int i = 0; i < 2; ++i) {
    if (i > 0) fs::copy(run() / "checkpoints/aside-step-00000002", newest, fs::copy_options::recursive);
    ASSERT_TRUE(setCheckpointsAsideAfter(run(), listCheckpoints(run()).front()));
    EXPECT_THAT(names(), testing::ElementsAre("step-00000001"));
  }
  ASSERT_TRUE(pruneCheckpoints(run(), 1));
  for (const auto* name : {"aside-step-00000002", "aside-step-00000002-2"})
    EXPECT_TRUE(fs::exists(run() / "checkpoints" / name / "model.safetensors")) << name;
}

TEST_F(CheckpointTest, WhatACrashLeftIsNotSeenAndIsCleared) {
  write();
  fs::create_directories(run() / "checkpoints/.partial-step-00000002");
  EXPECT_EQ(names().size(), 1U);
  ASSERT_TRUE(pruneCheckpoints(run(), 3));
  EXPECT_FALSE(fs::exists(run() / "checkpoints/.partial-step-00000002"));
}

TEST_F(CheckpointTest, TheBestIsTheLargestOfAFigureThatSaysSo) {
  for (const double accuracy : {0.5, 0.9, 0.7}) {
    iterate(*trainer_);
    ASSERT_TRUE(writeCheckpoint(run(), *trainer_, *toy_, toyInfo(), Metric{"accuracy", accuracy, true}));
  }
  ASSERT_TRUE(pruneCheckpoints(run(), 1));
  EXPECT_THAT(names(), testing::ElementsAre("step-00000002", "step-00000003"));
}

TEST_F(CheckpointTest, AnEmptyRunSaysSo) {
  std::vector<std::string> damaged;
  EXPECT_THAT(readNewestCheckpoint(run(), damaged).error().message(),
              HasSubstr("no checkpoint to go on from"));
}

}  // namespace
}  // namespace kerb
