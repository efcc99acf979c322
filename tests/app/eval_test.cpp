// kerb eval as a process.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/app/run_kerb.h"

namespace kerb {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using ::testing::AllOf;
using ::testing::HasSubstr;

constexpr char kDrive[] = " --data synthetic:seed=4,frames=3,width=96,height=64";

json evalJson(const std::string& arguments) {
  const Ran ran = runKerb("eval --json" + arguments);
  EXPECT_EQ(ran.code, 0) << ran.err;
  return json::parse(ran.out, nullptr, false);
}

void fails(const std::string& arguments, const ::testing::Matcher<std::string>& line) {
  const Ran ran = runKerb("eval" + arguments);
  EXPECT_EQ(ran.code, 1) << ran.out;
  EXPECT_THAT(lastLine(ran.err), line);
}

TEST(Eval, TheTruthHasNoErrors) {
  const json result = evalJson(std::string(kDrive) + " --model truth");
  EXPECT_EQ(result["counts"]["evaluated"], 3);
  EXPECT_EQ(result["depth"]["as_is"]["abs_rel"], 0);
  EXPECT_EQ(result["depth"]["median_scaled"]["delta_1"], 1);
  EXPECT_EQ(result["semantics"]["mean_iou"], 1);
  EXPECT_EQ(result["frames"].size(), 3U);
  EXPECT_EQ(result["protocol"]["id"], "plain");
}

TEST(Eval, StereoMatchingBesideTheBaseline) {
  const std::string arguments =
      " --data synthetic:seed=4,frames=2,width=320,height=96 --method sgbm --cap 1:50"
      " --baseline synthetic:seed=5,frames=6,width=96,height=64 --baseline-frames 4";
  const json result = evalJson(arguments);
  EXPECT_EQ(result["method"]["id"], "sgbm");
  EXPECT_EQ(result["baseline"]["frames_read"], 4);
  EXPECT_EQ(result["baseline"]["frames_of_source"], 6);
  EXPECT_LT(result["depth"]["coverage"].get<double>(), 1);
  EXPECT_LT(result["depth"]["as_is"]["abs_rel"].get<double>(),
            result["baseline"]["depth"]["as_is"]["abs_rel"].get<double>());
  const Ran table = runKerb("eval" + arguments);
  EXPECT_THAT(table.out, AllOf(HasSubstr("abs_rel"), HasSubstr("as predicted (metres)"),
                               HasSubstr("row medians: of 4 frames, evenly spread over 6")));
}

TEST(Eval, TakesARunAndItsCheckpointAndInspectDoesToo) {
  const TemporaryFolder folder;
  const std::string run = (folder.path() / "run").string();
  const std::string early = "mkdir " + run + " && touch " + run + "/run.toml";
  ASSERT_EQ(runShell(early).code, 0);
  fails(std::string(kDrive) + " --model " + run, HasSubstr("this run has no checkpoint yet"));
  fs::remove(run + "/run.toml");
  const Ran trained = runKerb("train --run " + run +
                              " --method monodepth2 --set use_stereo=true --set pose_network=false"
                              " --set width=64 --set height=64 --set batch_size=2 --set epochs=1"
                              " --data synthetic:seed=4,frames=4,width=64,height=64");
  ASSERT_EQ(trained.code, 0) << trained.err;
  const json result = evalJson(std::string(kDrive) + " --post-process --model " + run);
  EXPECT_THAT(result["method"]["weights"].get<std::string>(), HasSubstr("step-00000002/model.safetensors"));
  EXPECT_TRUE(result["depth"]["as_is"].is_object());  // trained with a rig: metres
  EXPECT_EQ(result["protocol"]["post_process"], true);
  const json same =
      evalJson(std::string(kDrive) + " --post-process --model " + run + "/checkpoints/step-00000002");
  EXPECT_EQ(result["depth"], same["depth"]);
  const Ran depth = runKerb("inspect synthetic:seed=4,frames=1,width=96,height=64 --export depth --model " +
                            run + " --out " + (folder.path() / "out").string());
  EXPECT_EQ(depth.code, 0) << depth.err;
}

TEST(Eval, SaysWhatIsMissing) {
  const TemporaryFolder folder;
  fails(kDrive, HasSubstr("names nothing to evaluate"));
  fails(std::string(kDrive) + " --model /nowhere.safetensors", HasSubstr("/nowhere.safetensors"));
  fails(std::string(kDrive) + " --model " + folder.path().string(), HasSubstr("is no run of training"));
  fails(std::string(kDrive) + " --model truth --frames 7", HasSubstr("there is no frame 7"));
  fails(std::string(kDrive) + " --model truth --cap 80:1", HasSubstr("is not MIN:MAX"));
  fails(std::string(kDrive) + " --model truth --protocol eigen2", HasSubstr("eigen2"));
  fails(std::string(kDrive) + " --model truth --post-process", HasSubstr("post-processing needs a method"));
}

// The eigen protocol takes the scanner's x for depth; two of the twelve frames have a scan.
TEST(Eval, LidarOfKittiRaw) {
  KERB_NEEDS_REAL_DATA(data);
  const std::string drive = " --data " + (data / "kitti_raw").string();
  const json eigen =
      evalJson(drive + " --model truth --protocol eigen --baseline " + (data / "kitti_raw").string());
  EXPECT_EQ(eigen["counts"]["evaluated"], 2);
  EXPECT_EQ(eigen["counts"]["without_result"], 10);
  EXPECT_EQ(eigen["depth"]["as_is"]["abs_rel"], 0);
  EXPECT_EQ(eigen["frames"][1]["note"], "no ground truth");
  const double rows = eigen["baseline"]["depth"]["as_is"]["abs_rel"].get<double>();
  EXPECT_GT(rows, 0.05);
  EXPECT_LT(rows, 0.5);
  // The scanner stands some centimetres behind the camera.
  const json z = evalJson(drive + " --model truth --protocol eigen --truth-depth lidar");
  EXPECT_NE(z["frames"][0]["depth"]["pixels"], 0);
}

}  // namespace
}  // namespace kerb
