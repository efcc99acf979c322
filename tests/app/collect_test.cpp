// kerb inspect --collect on a rendered drive: from its files, and as it is rendered.
#include <cstring>

#include <ATen/ATen.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "core/base/file.h"
#include "core/prediction/ply.h"
#include "tests/app/run_kerb.h"
#include "tests/collected_points.h"

namespace kerb {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using ::testing::HasSubstr;

constexpr char kRendered[] = "synthetic:seed=4,frames=6,width=96,height=64";

/// Frames at least 40 cm from all of them before: on this drive no one turns on the spot.
std::vector<int64_t> framesThatAdd(const Source& source) {
  std::vector<int64_t> frames;
  std::vector<Eigen::Vector3d> places;
  for (int64_t i = 0; i < source.info().count; ++i) {
    const Eigen::Vector3d place = source.at(i, {})->world_from_camera->translation();
    if (std::ranges::any_of(places, [&](const auto& other) { return (other - place).norm() < 0.4; }))
      continue;
    places.push_back(place);
    frames.push_back(i);
  }
  return frames;
}

/// x y z of a binary PCD file with rgb and perhaps label.
at::Tensor pointsOfPcd(const fs::path& path, bool has_label) {
  const std::string bytes = *readWhole(path);
  const size_t stride = has_label ? 20 : 16;
  const std::string end = "DATA binary\n";
  const size_t body = bytes.find(end) + end.size();
  const size_t count = (bytes.size() - body) / stride;
  EXPECT_THAT(bytes.substr(0, body), HasSubstr("POINTS " + std::to_string(count) + "\n"));
  const at::Tensor xyz = at::empty({static_cast<int64_t>(count), 3}, at::kFloat);
  for (size_t i = 0; i < count; ++i)
    std::memcpy(xyz.mutable_data_ptr<float>() + 3 * i, bytes.data() + body + stride * i, 12);
  return xyz;
}

json collect(const std::string& source, const fs::path& out, const std::string& options) {
  const Ran ran = runKerb("inspect " + source + " --out " + out.string() +
                          " --method truth --export depth --collect --json " + options);
  EXPECT_EQ(ran.code, 0) << ran.err;
  return json::parse(ran.out, nullptr, false)["collected"];
}

void expectPoints(const at::Tensor& xyz, const at::Tensor& expected) {
  ASSERT_EQ(xyz.sizes(), expected.sizes());
  EXPECT_GT(xyz.size(0), 1000);
  EXPECT_TRUE(at::allclose(xyz.to(at::kDouble), expected, 1e-4, 1e-3));
}

TEST(Collect, PointsAreThoseThatThePosesGive) {
  const TemporaryFolder folder;
  const auto source = openSource(kRendered);
  ASSERT_TRUE(source) << source.error().message();
  const auto frames = framesThatAdd(**source);
  const json all = collect(kRendered, folder.path() / "all", "");
  EXPECT_EQ(all["frames"], frames.size());
  expectPoints(readPly(folder.path() / "all/collected.ply")->xyz, collectedPoints(**source, frames));
  const json still = collect(kRendered, folder.path() / "still", "--without-moving --cloud-format pcd");
  const at::Tensor expected = collectedPoints(**source, frames, {11, 12, 13, 14, 15, 16, 17, 18});
  expectPoints(pointsOfPcd(folder.path() / "still/collected.pcd", true), expected);
  EXPECT_LT(still["points"].get<int64_t>(), all["points"].get<int64_t>());
}

TEST(Collect, AKittiDriveIsCollectedFromItsFiles) {
  const TemporaryFolder folder;
  const fs::path drive = folder.path() / "drive";
  ASSERT_EQ(runKerb("synth " + std::string(kRendered) + " --out " + drive.string()).code, 0);
  const auto source = openSource(drive);
  ASSERT_TRUE(source) << source.error().message();
  collect(drive.string(), folder.path() / "out", "");
  const auto cloud = readPly(folder.path() / "out/collected.ply");
  ASSERT_TRUE(cloud) << cloud.error().message();
  ASSERT_FALSE(cloud->class_id) << "the files have no classes";
  expectPoints(cloud->xyz, collectedPoints(**source, framesThatAdd(**source)));
}

TEST(Collect, SaysWhyNot) {
  const TemporaryFolder folder;
  const fs::path drive = folder.path() / "drive";
  ASSERT_EQ(runKerb("inspect " + std::string(kRendered) + " --out " + drive.string() +
                    " --method truth --export colour")
                .code,
            0);
  const std::string pictures = "inspect " + (drive / "colour").string() + " --out " + drive.string() + "/out";
  const Ran blind = runKerb(pictures + " --collect");
  EXPECT_EQ(blind.code, 1);
  EXPECT_THAT(lastLine(blind.err), HasSubstr("has no poses"));
  EXPECT_THAT(runKerb(pictures + " --cloud-format las").err, HasSubstr("There are: ply, pcd"));
}

}  // namespace
}  // namespace kerb
