// What TensorBoard shows of a run of kerb train.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/app/run_kerb.h"
#include "tests/tensorboard.h"

namespace kerb {
namespace {

TEST(TensorBoardRun, HasPicturesLossesAndHyperParameters) {
  KERB_NEEDS_TENSORBOARD(python);
  const TemporaryFolder folder;
  const auto run = folder.path() / "run";
  const Ran ran = runKerb(
      "train --run " + run.string() +
      " --method monodepth2 --set use_stereo=true --set pose_network=false --set width=64 --set height=64"
      " --set batch_size=2 --set learning_rate=2e-4 --set epochs=1 --set threads=1 --set samples=0"
      " --set picture_every=1 --set log_every=1 --data synthetic:seed=4,frames=4,width=64,height=64");
  ASSERT_EQ(ran.code, 0) << ran.err;
  const nlohmann::json found = readBack(python, run);
  ASSERT_TRUE(found.is_object());
  for (const char* name : {"target", "disparity", "error", "auto_mask"}) {
    ASSERT_TRUE(found["images"].contains(name)) << name;
    const nlohmann::json& pictures = found["images"][name];
    ASSERT_EQ(pictures.size(), 2U) << name;
    EXPECT_EQ(pictures[0]["step"], 1) << name;
    EXPECT_EQ(pictures[1]["step"], 2) << name;
    EXPECT_EQ(pictures[1]["size"], nlohmann::json({64, 64})) << name;
  }
  for (const char* name : {"loss", "terms/reprojection/0", "warp_share", "learning_rate"}) {
    ASSERT_TRUE(found["scalars"].contains(name)) << name;
    EXPECT_EQ(found["scalars"][name].size(), 2U) << name;
  }
  const nlohmann::json& chosen = found["hparams"]["_hparams_/session_start_info"]["values"];
  EXPECT_EQ(chosen["batch_size"], 2);
  EXPECT_EQ(chosen["learning_rate"], 2e-4);
}

}  // namespace
}  // namespace kerb
