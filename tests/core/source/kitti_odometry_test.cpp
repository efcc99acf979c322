#include <ATen/ATen.h>
#include <fmt/format.h>

#include "tests/core/source/tree.h"

namespace kerb {
namespace {

/// Three frames of cameras `first` and `first` + 1; poses 1 m apart along z.
fs::path writeSequence(const fs::path& root, int sequence, int first) {
  const fs::path folder = root / "sequences" / fmt::format("{:02}", sequence);
  std::string poses;
  for (int i = 0; i < 3; ++i) {
    for (const int camera : {first, first + 1})
      writeColour(folder / fmt::format("image_{}", camera) / fmt::format("{:06}.png", i), 20, 10,
                  100 * (sequence % 2) + 10 * camera + i);
    poses += fmt::format("1 0 0 0 0 1 0 0 0 0 1 {}\n", i);
  }
  std::string calib;
  const std::vector<double> shift{0, -5.4, 0.6, -4.8};
  for (int i = 0; i < 4; ++i)
    calib += fmt::format("P{}: 10 0 9.5 {} 0 10 4.5 0 0 0 1 0\n", i, shift[static_cast<size_t>(i)]);
  writeText(folder / "calib.txt", calib);
  writeText(folder / "times.txt", "0.0\n0.125\n0.25\n");
  writeText(root / "poses" / fmt::format("{:02}.txt", sequence), poses);
  return folder;
}

TEST(KittiOdometry, RootAndSequence) {
  const TemporaryFolder folder;
  const fs::path sequence = writeSequence(folder.path(), 6, 2);
  for (const auto& path : {folder.path(), folder.path() / "sequences", sequence}) {
    const auto source = openSource(path);
    ASSERT_TRUE(source) << source.error().message();
    EXPECT_EQ((*source)->info().layout, "kitti_odometry");
    ASSERT_EQ((*source)->info().count, 3);
    EXPECT_TRUE((*source)->info().has_poses);
    const auto frame = (*source)->at(2, FrameParts::all());
    ASSERT_TRUE(frame) << frame.error().message();
    EXPECT_EQ(frame->world_from_camera->translation().z(), 2);
    EXPECT_EQ(frame->time_s, 0.25);
    EXPECT_NEAR(frame->stereo->baseline_m, 0.54, 1e-9);
    EXPECT_EQ(frame->camera.origin, CameraOrigin::calibration);
    EXPECT_NEAR(frame->camera.cy, 0.45, 1e-12);
    EXPECT_EQ(frame->name, "000002");
  }
}

TEST(KittiOdometry, ColourGreyAndSide) {
  const TemporaryFolder folder;
  writeSequence(folder.path(), 6, 0);
  EXPECT_THAT((*openSource(folder.path()))->info().notes, Contains("grey images"));
  writeSequence(folder.path(), 6, 2);
  SourceOptions options;
  options.side = "right";
  EXPECT_EQ((*openSource(folder.path(), options))->at(1, {})->image[0][0][0].item<int>(), 31);
  options.colour = "grey";
  const auto frame = (*openSource(folder.path(), options))->at(1, FrameParts::all());
  EXPECT_EQ(frame->image[0][0][0].item<int>(), 11);
  EXPECT_NEAR(frame->stereo->baseline_m, -0.54, 1e-9);
}

TEST(KittiOdometry, SplitOverSequences) {
  const TemporaryFolder folder;
  writeSequence(folder.path(), 8, 2);
  writeSequence(folder.path(), 9, 2);
  SourceOptions options;
  options.split_file = folder.path() / "split.txt";
  writeText(options.split_file, "9 2 r\n8 000001 l\n8 4056 r\n");
  const auto source = openSource(folder.path(), options);
  ASSERT_TRUE(source) << source.error().message();
  EXPECT_EQ((*source)->info().count, 3);
  EXPECT_EQ((*source)->at(0, {})->image[0][0][0].item<int>(), 132);
  EXPECT_EQ((*source)->at(0, {})->world_from_camera->translation().z(), 2);
  EXPECT_EQ((*source)->at(1, {})->image[0][0][0].item<int>(), 21);
  EXPECT_THAT((*source)->info().notes, Contains(AllOf(HasSubstr("1 of 3 images"), HasSubstr("004056.png"))));
  writeText(options.split_file, "2011_09_26/x 2 r\n");
  EXPECT_THAT(openError(folder.path(), options), HasSubstr("split.txt:1"));
  EXPECT_EQ((*openSource(folder.path()))->info().count, 6);
}

TEST(KittiOdometry, NeighboursOfASplit) {
  const TemporaryFolder folder;
  const fs::path sequence = writeSequence(folder.path(), 8, 2);
  SourceOptions options;
  options.split_file = folder.path() / "split.txt";
  writeText(options.split_file, "8 1 r\n8 0 l\n");
  const auto source = openSource(folder.path(), options);
  ASSERT_TRUE(source) << source.error().message();
  const Frame right = *(*source)->at(0, {});
  for (const int64_t offset : {-1, 1}) {
    const auto other = (*source)->neighbour(right, offset, FrameParts{.stereo = true});
    ASSERT_TRUE(other && *other);
    EXPECT_EQ((*other)->image[0][0][0].item<int64_t>(), 31 + offset);
    EXPECT_EQ((*other)->stereo->image[0][0][0].item<int64_t>(), 21 + offset);
    EXPECT_EQ((*other)->index, -1);
    EXPECT_EQ((*other)->world_from_camera->translation().z(), static_cast<double>(1 + offset));
    EXPECT_EQ((*other)->time_s, 0.125 * static_cast<double>(1 + offset));
  }
  EXPECT_FALSE(*(*source)->neighbour(*(*source)->at(1, {}), -1, {}));
  fs::remove_all(sequence / "image_3");
  EXPECT_THAT((*openSource(sequence))->info().notes, Contains("no stereo: image_3 is missing in 08"));
}

TEST(KittiOdometry, ATurnedCamera) {
  const TemporaryFolder folder;
  writeSequence(folder.path(), 6, 2);
  writeText(folder.path() / "poses" / "06.txt", "1 0 0 0 0 1 0 0 0 0 1 0\n0 0 1 5 0 1 0 6 -1 0 0 7\n");
  const auto pose = (*openSource(folder.path()))->at(1, {})->world_from_camera;
  ASSERT_TRUE(pose);
  EXPECT_TRUE(pose->translation().isApprox(Eigen::Vector3d(5, 6, 7), 1e-9));
  EXPECT_TRUE((pose->linear() * Eigen::Vector3d::UnitZ()).isApprox(Eigen::Vector3d::UnitX(), 1e-9));
}

TEST(KittiOdometry, BadFiles) {
  const TemporaryFolder folder;
  const fs::path sequence = writeSequence(folder.path(), 6, 2);
  const std::string poses = readText(folder.path() / "poses" / "06.txt");
  writeText(folder.path() / "poses" / "06.txt", poses + "1 2 3\n");
  EXPECT_THAT(openError(folder.path()), HasSubstr("06.txt:4"));
  writeText(folder.path() / "poses" / "06.txt", poses.substr(0, poses.find('\n')));
  EXPECT_THAT((*openSource(sequence))->info().notes, Contains("poses for 1 of 3 frames"));
  writeText(sequence / "times.txt", "0\nx\n");
  EXPECT_THAT(openError(folder.path()), HasSubstr("times.txt:2"));
  fs::remove(sequence / "times.txt");
  EXPECT_NEAR((*openSource(sequence))->at(2, {})->time_s, 0.2, 1e-12);
  fs::remove(sequence / "calib.txt");
  EXPECT_THAT(openError(folder.path()), AllOf(HasSubstr("calib.txt"), HasSubstr("missing")));
}

TEST(KittiOdometry, RealSample) {
  KERB_NEEDS_REAL_DATA(data);
  const auto source = openSource(data / "kitti_odometry");
  ASSERT_TRUE(source) << source.error().message();
  const SourceInfo info = (*source)->info();
  ASSERT_EQ(info.count, 12);
  EXPECT_EQ(info.width, 1226);
  EXPECT_THAT(info.notes, Contains("grey images"));
  for (int64_t i = 0; i < info.count; ++i) {
    const auto frame = (*source)->at(i, FrameParts::all());
    ASSERT_TRUE(frame) << frame.error().message();
    EXPECT_EQ(frame->image.sizes(), (std::vector<int64_t>{3, 370, 1226}));
    EXPECT_NEAR(frame->stereo->baseline_m, 379.8145 / 707.0912, 1e-9);
    EXPECT_NEAR(frame->camera.fx * 1226, 707.0912, 1e-9);
    ASSERT_TRUE(frame->world_from_camera);
  }
  // Rows of poses/06.txt as they are: world from camera.
  const Eigen::Isometry3d first = *(*source)->at(1, {})->world_from_camera;
  EXPECT_TRUE(first.translation().isApprox(Eigen::Vector3d(-0.01401751, -0.02820321, 1.198998), 1e-9));
  EXPECT_NEAR(first.linear()(0, 1), 7.196824e-04, 1e-8);
  EXPECT_NEAR(first.linear()(1, 0), -7.197717e-04, 1e-8);
  EXPECT_NEAR(first.linear()(2, 0), 6.869946e-04, 1e-8);
  // The right image shows the scene shifted to the left: it matches better when shifted back by 10 pixels.
  const auto frame = *(*source)->at(0, FrameParts::all());
  const auto left = frame.image[0].to(at::kFloat);
  const auto right = frame.stereo->image[0].to(at::kFloat);
  const auto difference = [&](int64_t shift) {
    return (left.slice(1, 40 + shift, 1186 + shift) - right.slice(1, 40, 1186)).abs().mean().item<float>();
  };
  EXPECT_LT(difference(10), difference(-10));
}

}  // namespace
}  // namespace kerb
