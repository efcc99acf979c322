#include <ATen/ATen.h>
#include <fmt/format.h>

#include "core/source/file_source.h"
#include "tests/core/source/kitti_raw_tree.h"

namespace kerb {
namespace {

TEST(KittiRaw, TimeStamps) {
  const TemporaryFolder folder;
  const fs::path drive = writeTree(folder.path());
  const fs::path file = drive / "image_02" / "timestamps.txt";
  writeText(file, "2011-12-31 23:59:59.990000000\n2012-01-01 00:00:00.093500000\n");
  const auto source = openSource(folder.path());
  ASSERT_TRUE(source) << source.error().message();
  EXPECT_EQ((*source)->at(0, {})->time_s, 0);
  EXPECT_NEAR((*source)->at(1, {})->time_s, 0.1035, 1e-9);
  EXPECT_NEAR((*source)->at(2, {})->time_s, 0.2, 1e-9) << "no line: 10 Hz";
  writeText(file, "2011-12-31 23:59:59.99\n2011-13-01 00:00:00.1\n");
  EXPECT_THAT(openError(folder.path()), AllOf(HasSubstr("timestamps.txt:2"), HasSubstr("2011-13-01")));
}

std::string oxts(double lat, double lon, double alt, double yaw) {
  std::string text = fmt::format("{:.15} {:.15} {} 0 0 {:.15}", lat, lon, alt, yaw);
  for (int i = 6; i < 30; ++i) text += " 0";
  return text;
}

/// The IMU as the Velodyne, that is x forward, y left, z up; the car drives 2 m north a frame, heading north.
void writePoses(const fs::path& root, const fs::path& drive) {
  writeText(root / kDate / "calib_imu_to_velo.txt",
            fmt::format("calib_time: 25-May-2012 16:47:16\nR: {}\nT: 0 0 0\n", kIdentity));
  const double metres_per_degree = 6378137.0 * 3.14159265358979323846 / 180;
  for (int i = 0; i < 3; ++i)
    writeText(drive / "oxts" / "data" / fmt::format("{:010}.txt", i),
              oxts(49 + 2.0 * i / metres_per_degree, 8.4, 110 + 0.5 * i, 3.14159265358979323846 / 2));
}

TEST(KittiRaw, PosesFromGpsAndImu) {
  const TemporaryFolder folder;
  const fs::path drive = writeTree(folder.path());
  writePoses(folder.path(), drive);
  const auto source = openSource(folder.path());
  ASSERT_TRUE(source) << source.error().message();
  EXPECT_TRUE((*source)->info().has_poses);
  for (int i = 0; i < 3; ++i) {
    const Frame frame = *(*source)->at(i, {});
    ASSERT_TRUE(frame.world_from_camera);
    // Mercator at the first latitude: true metres on the ground. z forward, y down.
    EXPECT_TRUE(
        frame.world_from_camera->translation().isApprox(Eigen::Vector3d(0, -0.5 * i, 2.0 * i), 1e-4) ||
        i == 0)
        << frame.world_from_camera->translation();
    EXPECT_TRUE(frame.world_from_camera->linear().isIdentity(1e-9));
  }
  EXPECT_TRUE((*source)->at(0, {})->world_from_camera->isApprox(Eigen::Isometry3d::Identity(), 1e-9));
}

TEST(KittiRaw, WhereAFrameLiesInTimeCostsNoFile) {
  const TemporaryFolder folder;
  const fs::path drive = writeTree(folder.path());
  writePoses(folder.path(), drive);
  const auto source = openSource(folder.path());
  ASSERT_TRUE(source) << source.error().message();
  fs::remove_all(drive);
  EXPECT_THAT(readError(**source, 1, {}), HasSubstr("0000000001.txt"));
  const auto frame = (*source)->at(1, kNoParts);
  ASSERT_TRUE(frame) << frame.error().message();
  EXPECT_EQ(frame->number_in_clip, 1);
  EXPECT_NEAR(frame->time_s, 0.1, 1e-12);
  EXPECT_FALSE(frame->world_from_camera);
}

TEST(KittiRaw, PosesTurnAboutTheImuNotTheCamera) {
  const TemporaryFolder folder;
  const fs::path drive = writeTree(folder.path());
  writePoses(folder.path(), drive);
  // The camera 1 m ahead of the IMU: after a left turn on the spot it is 1 m left and 1 m back.
  writeText(folder.path() / kDate / "calib_imu_to_velo.txt", fmt::format("R: {}\nT: -1 0 0\n", kIdentity));
  writeText(drive / "oxts" / "data" / "0000000000.txt", oxts(49, 8.4, 110, 0));
  writeText(drive / "oxts" / "data" / "0000000001.txt", oxts(49, 8.4, 110, 3.14159265358979323846 / 2));
  const auto source = openSource(folder.path());
  const auto pose = (*source)->at(1, {})->world_from_camera;
  ASSERT_TRUE(pose);
  // Camera 2 lies 6 cm to the left of camera 0 here (P(0,3) = 0.6, fx = 10), so at (1, 0.06) before the turn
  // and at (-0.06, 1) after it, seen from the IMU with x forward and y left.
  EXPECT_TRUE(pose->translation().isApprox(Eigen::Vector3d(-0.94, 0, -1.06), 1e-6)) << pose->translation();
  EXPECT_TRUE((pose->linear() * Eigen::Vector3d::UnitZ()).isApprox(-Eigen::Vector3d::UnitX(), 1e-9));
}

/// Camera 0 turned by 90 degrees about z against the rectified cameras.
TEST(KittiRaw, PosesGoThroughTheRectification) {
  const TemporaryFolder folder;
  const fs::path drive = writeTree(folder.path());
  writePoses(folder.path(), drive);
  std::string calibration = camToCam();
  const std::string identity = fmt::format("R_rect_00: {}", kIdentity);
  calibration.replace(calibration.find(identity), identity.size(), "R_rect_00: 0 -1 0 1 0 0 0 0 1");
  writeText(folder.path() / kDate / "calib_cam_to_cam.txt", calibration);
  const auto source = openSource(folder.path());
  ASSERT_TRUE(source) << source.error().message();
  const auto pose = (*source)->at(2, {})->world_from_camera;
  ASSERT_TRUE(pose);
  // 1 m up is -y of camera 0, and x of what (x, y) -> (-y, x) makes of it.
  EXPECT_TRUE(pose->translation().isApprox(Eigen::Vector3d(1, 0, 4), 1e-4)) << pose->translation();
}

TEST(KittiRaw, BadPoses) {
  const TemporaryFolder folder;
  const fs::path drive = writeTree(folder.path());
  writePoses(folder.path(), drive);
  writeText(drive / "oxts" / "data" / "0000000001.txt", "49 8 110 0 0 0\n");
  EXPECT_THAT(readError(**openSource(folder.path()), 1),
              AllOf(HasSubstr("0000000001.txt"), HasSubstr("6 numbers, expected the 30")));
  writeText(drive / "oxts" / "data" / "0000000000.txt", "x\n");
  const auto source = openSource(folder.path());
  ASSERT_TRUE(source) << source.error().message();
  EXPECT_FALSE((*source)->info().has_poses);
  EXPECT_THAT((*source)->info().notes, Contains(HasSubstr("no poses")));
  writeText(folder.path() / kDate / "calib_imu_to_velo.txt", "R: 1 0 0 0 1 0 0 0 2\nT: 0 0 0\n");
  EXPECT_THAT(openError(folder.path()), AllOf(HasSubstr("calib_imu_to_velo.txt"), HasSubstr("no rotation")));
}

}  // namespace
}  // namespace kerb
