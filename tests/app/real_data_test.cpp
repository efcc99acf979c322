// The whole program on real driving footage.
#include <ATen/ATen.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "core/prediction/ply.h"
#include "core/source/image_file.h"
#include "tests/app/run_kerb.h"

namespace kerb {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using ::testing::HasSubstr;

json inspectJson(const fs::path& source, const TemporaryFolder& out, const std::string& options) {
  const Ran ran =
      runKerb("inspect " + source.string() + " --out " + out.path().string() + " --json " + options);
  EXPECT_EQ(ran.code, 0) << ran.err;
  return json::parse(ran.out, nullptr, false);
}

TEST(RealData, StereoDepthOfKittiOdometryIsPlausible) {
  KERB_NEEDS_REAL_DATA(data);
  const TemporaryFolder out;
  const json summary = inspectJson(data / "kitti_odometry", out, "--frames 0:3 --remove-edges");
  EXPECT_EQ(summary["method"]["id"], "sgbm");
  EXPECT_EQ(summary["source"]["camera"]["origin"], "calibration");
  EXPECT_EQ(summary["contents"]["depth"]["scale"], "metric");
  EXPECT_GT(summary["contents"]["depth"]["pixels_with_depth"].get<double>(), 0.5);
  fs::path depth_file;
  for (const auto& entry : fs::recursive_directory_iterator(out.path() / "depth")) {
    if (entry.is_regular_file()) depth_file = entry.path();
  }
  const at::Tensor metres = readSingleChannel(depth_file)->to(at::kFloat) / 256;
  // The road just before the car, 4 to 12 m away at the bottom of a KITTI image.
  const at::Tensor road = metres.slice(0, 330, 365).slice(1, 500, 700);
  const double median = road.masked_select(road > 0).median().item<double>();
  EXPECT_GT(median, 4);
  EXPECT_LT(median, 12);
  EXPECT_TRUE(fs::exists(out.path() / "video.mp4"));
  EXPECT_TRUE(fs::exists(out.path() / "trajectory_source_kitti.txt"));
}

TEST(RealData, LidarOverKittiRaw) {
  KERB_NEEDS_REAL_DATA(data);
  const TemporaryFolder out;
  const json summary = inspectJson(data / "kitti_raw", out, "--frames 0:3");
  EXPECT_EQ(summary["method"]["id"], "truth");
  const double share = summary["contents"]["depth"]["pixels_with_depth"].get<double>();
  EXPECT_GT(share, 0.02);
  EXPECT_LT(share, 0.2);
  EXPECT_EQ(summary["frames"]["exported"], 3);  // of which one has a scan; the others are no failures
  EXPECT_EQ(summary["frames"]["failed"], 0);
}

TEST(RealData, OverlaysOnCamvid) {
  KERB_NEEDS_REAL_DATA(data);
  const TemporaryFolder out;
  const json summary = inspectJson(data / "camvid", out, "");
  EXPECT_EQ(summary["frames"]["exported"], 16);
  EXPECT_EQ(summary["contents"]["semantics"]["from"], "labels of the source");
  const auto& classes = summary["contents"]["semantics"]["classes"];
  const auto road = std::ranges::find_if(classes, [](const json& c) { return c["name"] == "Road"; });
  ASSERT_NE(road, classes.end());
  EXPECT_GT((*road)["pixel_share"].get<double>(), 0.1);
  EXPECT_EQ((*road)["colour"], "#804080");
}

}  // namespace
}  // namespace kerb
