// What `kerb synth` writes must be read back unchanged by Kerb's own readers.
#include "core/synth/layouts.h"

#include "core/prediction/export.h"
#include "core/source/image_file.h"
#include "tests/core/synth/drive.h"
#include "tests/temporary_folder.h"

namespace kerb {
namespace {

namespace fs = std::filesystem;

constexpr const char* kName = "synthetic:seed=4,frames=3,width=320,height=96";

void write(Status (*writer)(const Source&, const synth::DriveOptions&, const fs::path&,
                            const synth::WriteControl&),
           const fs::path& out) {
  const auto options = synth::parseDriveOptions(kName);
  ASSERT_TRUE(options);
  const auto drive = openSource(kName);
  ASSERT_TRUE(drive) << drive.error().message();
  const Status done = writer(**drive, *options, out, {});
  ASSERT_TRUE(done) << done.error().message();
}

TEST(SyntheticLayouts, KittiRawIsReadBackUnchanged) {
  const TemporaryFolder folder;
  write(synth::writeKittiRaw, folder.path());
  const auto read = openSource(folder.path());
  ASSERT_TRUE(read) << read.error().message();
  const auto drive = openSource(kName);
  ASSERT_TRUE(drive);
  ASSERT_EQ((*read)->info().layout, "kitti_raw");
  ASSERT_EQ((*read)->info().count, 3);
  FrameParts parts;
  parts.stereo = parts.depth = true;
  const Frame written = frameAt(**drive, 1, parts), back = frameAt(**read, 1, parts);
  EXPECT_TRUE(at::equal(written.image, back.image));
  EXPECT_TRUE(at::equal(written.stereo->image, back.stereo->image));
  EXPECT_NEAR(back.stereo->baseline_m, written.stereo->baseline_m, 1e-6);
  EXPECT_TRUE(back.camera.matrix(320, 96).isApprox(written.camera.matrix(320, 96), 1e-6));
  // KITTI's world is the first camera; the drive's is level.
  const auto first_from = [](const Source& source, const Frame& frame) {
    return frameAt(source, 0, {}).world_from_camera->inverse() * *frame.world_from_camera;
  };
  const Frame last = frameAt(**drive, 2, {}), last_back = frameAt(**read, 2, {});
  ASSERT_TRUE(last_back.world_from_camera);
  const Eigen::Isometry3d moved = first_from(**drive, last);
  ASSERT_GT(moved.translation().norm(), 0.1);
  EXPECT_LT((first_from(**read, last_back).matrix() - moved.matrix()).cwiseAbs().maxCoeff(), 1e-6);
  EXPECT_NEAR(last_back.time_s, last.time_s, 1e-9);
  // Its depth is the LiDAR's: sparse, and under the Eigen protocol a pixel off.
  ASSERT_TRUE(back.depth_m);
  const at::Tensor both = (*back.depth_m > 0) & isOneSurface(*written.depth_m, 2);
  const at::Tensor error = ((*back.depth_m - *written.depth_m).abs() / *written.depth_m).masked_select(both);
  ASSERT_GT(error.numel(), 500);
  EXPECT_LT(error.median().item<float>(), 0.03F);
}

TEST(SyntheticLayouts, KittiDepthMapsHoldTheTruth) {
  const TemporaryFolder folder;
  write(synth::writeKittiRaw, folder.path());
  SourceOptions options;
  options.depth = "improved";
  const auto read = openSource(folder.path(), options);
  ASSERT_TRUE(read) << read.error().message();
  const FrameParts parts{false, false, true, false, false, false, false};
  const auto drive = openSource(kName);
  const at::Tensor depth = *frameAt(**read, 2, parts).depth_m, truth = *frameAt(**drive, 2, parts).depth_m;
  const at::Tensor storable = truth < 255.9;
  EXPECT_GT(storable.sum().item<int64_t>(), 10000);
  EXPECT_LT((depth - truth).abs().masked_select(storable).max().item<float>(), 1.0F / 256);
}

/// Whether two images of ids (0: none) group the same pixels into things.
bool sameThings(const at::Tensor& a, const at::Tensor& b) {
  if (!at::equal(a == 0, b == 0)) return false;
  const at::Tensor pairs = a.flatten().to(at::kLong) * (int64_t{1} << 32) + b.flatten().to(at::kLong);
  const auto count = [](const at::Tensor& t) { return std::get<0>(at::_unique(t)).numel(); };
  return count(pairs) == count(a) && count(a) == count(b);
}

TEST(SyntheticLayouts, CityscapesIsReadBackUnchanged) {
  const TemporaryFolder folder;
  write(synth::writeCityscapes, folder.path());
  const auto read = openSource(folder.path());
  ASSERT_TRUE(read) << read.error().message();
  ASSERT_EQ((*read)->info().layout, "cityscapes");
  ASSERT_EQ((*read)->info().count, 3);
  const auto drive = openSource(kName);
  FrameParts parts;
  parts.stereo = parts.depth = parts.semantics = parts.instances = true;
  const Frame truth = frameAt(**drive, 1, parts), back = frameAt(**read, 1, parts);
  EXPECT_TRUE(at::equal(back.image, truth.image));
  EXPECT_TRUE(at::equal(back.stereo->image, truth.stereo->image));
  EXPECT_NEAR(back.stereo->baseline_m, truth.stereo->baseline_m, 1e-6);
  EXPECT_TRUE(back.camera.matrix(320, 96).isApprox(truth.camera.matrix(320, 96), 1e-6));
  EXPECT_TRUE(at::equal(back.semantics->ids, truth.semantics->ids));
  const at::Tensor is_thing = (truth.semantics->ids >= 11) & (truth.semantics->ids <= 18);
  EXPECT_TRUE(sameThings(*back.instance_ids, truth.instance_ids->masked_fill(~is_thing, 0)));
  EXPECT_GT(back.instance_ids->max().item<int32_t>(), 24000);
  const at::Tensor near = (*truth.depth_m > 0) & (*truth.depth_m < 40);
  const at::Tensor error = ((*back.depth_m - *truth.depth_m).abs() / *truth.depth_m).masked_select(near);
  EXPECT_GT(error.numel(), 10000);
  EXPECT_LT(error.max().item<float>(), 0.02F);  // disparity is stored in 256ths of a pixel
  EXPECT_TRUE(at::equal(*back.depth_m == 0, *truth.depth_m == 0));
}

/// What was written when, by path.
std::map<std::filesystem::path, std::filesystem::file_time_type> filesIn(
    const std::filesystem::path& folder) {
  std::map<std::filesystem::path, std::filesystem::file_time_type> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (entry.is_regular_file()) files[entry.path()] = entry.last_write_time();
  }
  return files;
}

// Stopped after two of four frames; what is there is not rendered again, and nothing is missing in the end.
TEST(SyntheticLayouts, GoOnWhereTheyWereStopped) {
  for (const auto& layout : synth::driveLayouts()) {
    const TemporaryFolder folder;
    const bool is_vkitti2 = layout.id == "vkitti2";
    const std::string name = synth::driveNameFor(
        layout, is_vkitti2 ? "synthetic:frames=2,drives=2,traffic=off"
                           : "synthetic:frames=2,drives=2,traffic=off,width=64,height=32");
    const auto options = synth::parseDriveOptions(name);
    const auto drive = openSource(name);
    ASSERT_TRUE(options && drive);
    std::stop_source stop;
    const synth::WriteControl stopping{[&](int64_t done, int64_t) {
                                         if (done == 2) stop.request_stop();
                                       },
                                       stop.get_token()};
    EXPECT_TRUE(layout.write(**drive, *options, folder.path(), stopping).error().cancelled) << layout.id;
    const auto first = filesIn(folder.path());
    ASSERT_TRUE(layout.write(**drive, *options, folder.path(), {})) << layout.id;
    const auto all = filesIn(folder.path());
    EXPECT_GT(all.size(), first.size());
    int kept = 0;
    for (const auto& [path, time] : first) kept += all.at(path) == time ? 1 : 0;
    EXPECT_GE(kept, 8) << layout.id;
    const auto read = openSource(folder.path());
    ASSERT_TRUE(read) << read.error().message();
    EXPECT_EQ((*read)->info().count, 4) << layout.id;
  }
}

TEST(SyntheticLayouts, Vkitti2RefusesSparseDepth) {
  const TemporaryFolder folder;
  const auto& layout = synth::driveLayouts().back();
  const std::string name = synth::driveNameFor(layout, "synthetic:frames=1,depth=lidar");
  const auto options = synth::parseDriveOptions(name);
  const auto drive = openSource(name);
  ASSERT_TRUE(options && drive);
  const Status refused = layout.write(**drive, *options, folder.path(), {});
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().message(), testing::HasSubstr("no code for pixels without depth"));
}

TEST(SyntheticLayouts, Vkitti2IsReadBackUnchanged) {
  const TemporaryFolder folder;
  const auto& layout = synth::driveLayouts().back();
  const std::string name = synth::driveNameFor(layout, "synthetic:seed=4,frames=3");
  const auto options = synth::parseDriveOptions(name);
  ASSERT_TRUE(options) << options.error().message();
  const auto drive = openSource(name);
  ASSERT_TRUE(drive) << drive.error().message();
  const Status done = layout.write(**drive, *options, folder.path(), {});
  ASSERT_TRUE(done) << done.error().message();
  const auto read = openSource(folder.path());
  ASSERT_TRUE(read) << read.error().message();
  ASSERT_EQ((*read)->info().layout, "vkitti2");
  ASSERT_EQ((*read)->info().count, 3);
  const Frame written = frameAt(**drive, 1, FrameParts::all()), back = frameAt(**read, 1, FrameParts::all());
  const auto mean_difference = [](const at::Tensor& a, const at::Tensor& b) {
    return (a.to(at::kDouble) - b.to(at::kDouble)).abs().mean().item<double>();
  };
  EXPECT_LT(mean_difference(written.image, back.image), 3);  // JPEG
  EXPECT_LT(mean_difference(written.stereo->image, back.stereo->image), 3);
  EXPECT_NEAR(back.stereo->baseline_m, written.stereo->baseline_m, 1e-6);
  EXPECT_TRUE(back.camera.matrix(1242, 375).isApprox(written.camera.matrix(1242, 375), 1e-6));
  EXPECT_NEAR(back.camera.matrix(1242, 375)(0, 0), 725.0087, 1e-3);
  ASSERT_TRUE(back.depth_m);
  const at::Tensor storable = (*written.depth_m > 0) & (*written.depth_m < 655);
  EXPECT_LT((*back.depth_m - *written.depth_m).abs().masked_select(storable).max().item<float>(), 0.00501F);
  for (const auto& [a, b, reach] : {std::tuple{&written.flow_px, &back.flow_px, 1241.0},
                                    std::tuple{&written.backward_flow_px, &back.backward_flow_px, 1241.0}}) {
    ASSERT_TRUE(*b);
    EXPECT_TRUE(at::equal((*a)->isfinite(), (*b)->isfinite()));
    EXPECT_LT((**a - **b).abs().nan_to_num(0).max().item<double>(), 1.01 * reach / 65535);
  }
  EXPECT_TRUE(back.world_from_camera->isApprox(*written.world_from_camera, 1e-6));
  ASSERT_TRUE(back.semantics);
  const at::Tensor known = back.semantics->ids != 255;
  EXPECT_TRUE(
      at::equal(back.semantics->ids.masked_select(known), written.semantics->ids.masked_select(known)));
  EXPECT_GT(known.to(at::kDouble).mean().item<double>(), 0.7);
  EXPECT_TRUE((back.semantics->ids == 13).any().item<bool>());
}

TEST(SyntheticLayouts, Vkitti2HasOneSize) {
  const TemporaryFolder folder;
  const auto options = synth::parseDriveOptions(kName);
  const auto drive = openSource(kName);
  const Status done = synth::writeVkitti2(**drive, *options, folder.path(), {});
  ASSERT_FALSE(done);
  EXPECT_NE(done.error().message().find("1242x375"), std::string::npos);
}

TEST(SyntheticLayouts, StopsWhenAsked) {
  const TemporaryFolder folder;
  const auto drive = openSource(kName);
  std::stop_source stop;
  const Status done =
      synth::writeKittiRaw(**drive, *synth::parseDriveOptions(kName), folder.path(),
                           {[&](int64_t, int64_t) { stop.request_stop(); }, stop.get_token()});
  ASSERT_FALSE(done);
  EXPECT_TRUE(done.error().cancelled);
}

}  // namespace
}  // namespace kerb
