// What kerb train is given besides data: recipes, weights to start from, data to validate on.
#include <algorithm>
#include <fstream>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "core/train/checkpoint.h"
#include "core/train/events.h"
#include "core/train/run_config.h"
#include "tests/app/run_kerb.h"
#include "tests/free_port.h"

namespace kerb {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::SizeIs;

constexpr char kTiny[] =
    " --set width=64 --set height=64 --set batch_size=2 --set picture_every=0 --set log_every=1 --set "
    "threads=1"
    " --data synthetic:seed=4,frames=6,width=64,height=64";

class TrainOptions : public ::testing::Test {
 protected:
  fs::path at(const std::string& name) const { return folder_.path() / name; }
  Ran train(const std::string& run, const std::string& arguments) const {
    return runKerb("train --run " + at(run).string() + arguments);
  }
  RunConfig config(const std::string& run) const {
    const auto read = readRunConfig(at(run) / "run.toml");
    return read ? *read : RunConfig();
  }
  TemporaryFolder folder_;
};

TEST_F(TrainOptions, ARecipeIsFoundByItsNameAndTheCommandLineWinsOverIt) {
  const std::string recipe = " --recipe monodepth2/table1-s-no-pretrain";
  const Ran ran = train("run", recipe + kTiny + " --set epochs=1 --set samples=0");
  ASSERT_EQ(ran.code, 0) << ran.err;
  const RunConfig made = config("run");
  EXPECT_EQ(made.recipe, "monodepth2/table1-s-no-pretrain");
  EXPECT_EQ(made.model.at("pose_network"), "false");
  EXPECT_EQ(made.training.at("epochs"), "1");
  const Ran more = train("run", " --resume --set epochs=2");
  EXPECT_EQ(more.code, 0) << more.err;
  EXPECT_EQ(config("run").recipe, made.recipe);
  EXPECT_THAT(train("other", std::string(" --recipe monodepth2/table1-m") + kTiny).err,
              AllOf(HasSubstr("ResNet-18"), HasSubstr("--set encoder_weights=FILE")));
  EXPECT_THAT(train("other", std::string(" --recipe monodepth2/table7") + kTiny).err,
              AllOf(HasSubstr("no recipe 'monodepth2/table7'"), HasSubstr("monodepth2/table1-m")));
  EXPECT_THAT(train("other", recipe + " --method sgbm" + kTiny).err,
              HasSubstr("a recipe of method 'monodepth2'"));
  const auto listed = json::parse(runKerb("models --recipes --json").out, nullptr, false);
  ASSERT_TRUE(listed.is_array());
  EXPECT_TRUE(
      std::ranges::any_of(listed, [](const json& row) { return row["name"] == "monodepth2/table1-ms"; }));
}

TEST_F(TrainOptions, RecipesAreInstalled) {
  const Ran ran = runShell(
      fmt::format("cmake --install {}/.. --component kerb --prefix {}", KERB_BIN_DIR, at("prefix").string()));
  ASSERT_EQ(ran.code, 0) << ran.err;
  EXPECT_TRUE(fs::exists(at("prefix") / "share/kerb/recipes/monodepth2/table1-m.toml"));
}

TEST_F(TrainOptions, ARunHasTheNetworkOfItsWeightsUnlessItSaysOtherwise) {
  const std::string stereo =
      " --method monodepth2 --set use_stereo=true --set pose_network=false --set samples=0 --set epochs=1";
  ASSERT_EQ(train("first", stereo + kTiny).code, 0);
  const fs::path weights = listCheckpoints(at("first")).back() / "model.safetensors";
  const Ran tuned = train("second",
                          " --method monodepth2 --set width=96 --set batch_size=2 --set epochs=1 --set "
                          "threads=1 --set samples=0 --set picture_every=0 --set weights=" +
                              weights.string() + " --data synthetic:seed=4,frames=6,width=96,height=64");
  ASSERT_EQ(tuned.code, 0) << tuned.err;
  const RunConfig made = config("second");
  EXPECT_EQ(made.model.at("use_stereo"), "true");
  EXPECT_EQ(made.model.at("width"), "96");
  EXPECT_EQ(made.model.at("height"), "64");
  const auto checkpoint = readCheckpoint(listCheckpoints(at("second")).back());
  ASSERT_TRUE(checkpoint) << checkpoint.error().message();
  EXPECT_EQ(checkpoint->model.info.input_width, 96);
  fs::remove_all(at("first"));
  EXPECT_EQ(train("second", " --resume --set epochs=2").code, 0);
}

TEST_F(TrainOptions, TheBestCheckpointIsKeptAndLookingDoesNotChangeTheTraining) {
  const std::string what =
      std::string(" --method monodepth2 --set use_stereo=true --set pose_network=false") + kTiny +
      " --set epochs=6 --set keep=1 --set learning_rate=1e-3";
  const Ran watched = train(
      "watched",
      what + " --validate synthetic:seed=9,frames=4,width=64,height=64 --set keep_best=terms/reprojection/0");
  ASSERT_EQ(watched.code, 0) << watched.err;
  std::vector<ScalarEvent> measured;
  for (const auto& file : fs::directory_iterator(at("watched"))) {
    if (!file.path().filename().string().starts_with("events")) continue;
    const auto events = readScalars(file.path());
    ASSERT_TRUE(events);
    std::ranges::copy_if(*events, std::back_inserter(measured),
                         [](const ScalarEvent& e) { return e.tag == "validation/terms/reprojection/0"; });
  }
  ASSERT_THAT(measured, SizeIs(6));
  const auto best = std::ranges::min_element(measured, {}, &ScalarEvent::value);
  const auto kept = listCheckpoints(at("watched"));
  ASSERT_THAT(kept, SizeIs(best->step == 18 ? 1 : 2));
  const auto checkpoint = readCheckpoint(kept.front());
  ASSERT_TRUE(checkpoint) << checkpoint.error().message();
  EXPECT_EQ(checkpoint->state.iteration, best->step);
  ASSERT_TRUE(checkpoint->metric);
  EXPECT_EQ(checkpoint->metric->name, "terms/reprojection/0");
  EXPECT_NEAR(checkpoint->metric->value, best->value, 1e-6);
  EXPECT_TRUE(fs::exists(at("watched") / "samples/step-00000018"));
  EXPECT_EQ(std::distance(fs::directory_iterator(at("watched") / "samples/step-00000003"), {}), 4);
  // Nothing of it is in the weights.
  ASSERT_EQ(train("alone", what + " --set samples=0").code, 0);
  for (const char* name : {"model.safetensors", "optimizer.safetensors"})
    EXPECT_EQ(*readWhole(kept.back() / name), *readWhole(listCheckpoints(at("alone")).back() / name)) << name;
  // A run can begin with it.
  const Ran next = train(
      "next", what + " --set samples=0 --set epochs=1 --set weights=" + at("watched").string() + ":best");
  ASSERT_EQ(next.code, 0) << next.err;
  const auto config = readRunConfig(at("next") / "run.toml");
  ASSERT_TRUE(config);
  EXPECT_EQ(config->run.at("weights"), (kept.front() / "model.safetensors").string());
}

TEST_F(TrainOptions, Fp16NeedsAGpuAndSaysSo) {
  const Ran ran =
      train("run", std::string(" --method monodepth2 --set device=cpu --set precision=fp16") + kTiny);
  EXPECT_EQ(ran.code, 1);
  EXPECT_EQ(lastLine(ran.err),
            "kerb: precision: fp16 training needs a GPU. Choose --set precision=bf16 or fp32");
  EXPECT_FALSE(fs::exists(at("run")));
}

TEST_F(TrainOptions, AnotherSeedIsAnotherTraining) {
  const auto trained = [&](const std::string& name, int seed) {
    const Ran ran =
        train(name, fmt::format(" --method monodepth2 --set use_stereo=true --set pose_network=false --set "
                                "epochs=1 --set samples=0 --set seed={}{}",
                                seed, kTiny));
    EXPECT_EQ(ran.code, 0) << ran.err;
    return *readWhole(listCheckpoints(at(name)).back() / "model.safetensors");
  };
  const std::string one = trained("one", 1), two = trained("two", 2);
  EXPECT_EQ(one.size(), two.size());
  EXPECT_TRUE(one != two);
}

TEST_F(TrainOptions, ARankThatDoesNotArriveIsWaitedForAsLongAsSaid) {
  const Ran ran = runShell("RANK=0 WORLD_SIZE=2 MASTER_PORT=" + freePort() +
                           " " KERB_BIN_DIR "/kerb train --wait 2 --method monodepth2 --run " +
                           at("run").string() + kTiny);
  EXPECT_EQ(ran.code, 1);
  EXPECT_THAT(lastLine(ran.err), HasSubstr("rank 1 of 2 did not arrive within 2 s"));
  EXPECT_FALSE(fs::exists(at("run")));
}

TEST_F(TrainOptions, ValidationIsCheckedBeforeTheFirstStep) {
  const std::string what =
      std::string(" --method monodepth2 --set use_stereo=true --set pose_network=false") + kTiny;
  EXPECT_THAT(
      train("run", what + " --validate synthetic:frames=4,width=64,height=64 --set keep_best=accuracy").err,
      AllOf(HasSubstr("no figure 'accuracy'"), HasSubstr("terms/smoothness/0")));
  EXPECT_THAT(train("run", what + " --validate synthetic:frames=1,width=64,height=64").err,
              HasSubstr("can be validated on"));
  EXPECT_THAT(train("run", what + " --validate /nowhere").err, HasSubstr("/nowhere"));
  EXPECT_FALSE(fs::exists(at("run") / "run.toml"));
}

}  // namespace
}  // namespace kerb
