#include "core/source/lidar.h"

#include <ATen/ATen.h>

#include "core/source/image_file.h"
#include "tests/core/source/tree.h"

namespace kerb {
namespace {

/// Velodyne x forward, y left, z up to a camera at the same place; u = 10 * right / depth + 5.
Matrix34d simpleProjection() {
  Matrix34d m;
  m << 5, -10, 0, 0,  //
      4, 0, -10, 0,   //
      1, 0, 0, 0;
  return m;
}

at::Tensor points(const std::vector<float>& numbers) {
  return at::tensor(numbers, at::kFloat).reshape({-1, 4});
}

TEST(ProjectLidar, KeepsTheNearerOfTwoPointsOnOnePixel) {
  for (const bool near_first : {true, false}) {
    const auto cloud = near_first ? points({4, 0, 0, 1, 9, 0, 0, 1}) : points({9, 0, 0, 1, 4, 0, 0, 1});
    const auto map = projectLidar(cloud, simpleProjection(), 11, 9, LidarDepth::camera_z);
    EXPECT_EQ(map.sizes(), (std::vector<int64_t>{9, 11}));
    EXPECT_EQ(map[3][4].item<float>(), 4);  // (5,4) - 1
    EXPECT_EQ(map.count_nonzero().item<int64_t>(), 1);
  }
}

TEST(ProjectLidar, RoundsHalfToEvenAndDropsWhatIsOutside) {
  const auto row = [](float right) {
    const auto map =
        projectLidar(points({1, -right, 0, 1}), simpleProjection(), 11, 9, LidarDepth::camera_z)[3];
    return map.count_nonzero().item<int64_t>() == 0 ? -1 : map.argmax().item<int64_t>();
  };
  EXPECT_EQ(row(0.25F), 7);    // 7.5 -> 8 -> 7
  EXPECT_EQ(row(0.125F), 5);   // 6.25 -> 6 -> 5
  EXPECT_EQ(row(-0.25F), 1);   // 2.5 -> 2 -> 1
  EXPECT_EQ(row(-0.5F), -1);   // 0 -> -1
  EXPECT_EQ(row(0.625F), 10);  // 11.25 -> 10, the last column
  EXPECT_EQ(row(0.75F), -1);   // 12.5 -> 11
}

TEST(ProjectLidar, DropsPointsBehindAndDamagedOnes) {
  const float nan = std::nanf("");
  const auto cloud = points({-4, 0, 0, 1, nan, 0, 0, 1, 3, nan, 0, 1, 0, 0, 0, 1});
  const auto map = projectLidar(cloud, simpleProjection(), 11, 9, LidarDepth::camera_z);
  EXPECT_EQ(map.count_nonzero().item<int64_t>(), 0);
  EXPECT_EQ(projectLidar(points({}), simpleProjection(), 3, 2, LidarDepth::camera_z).sum().item<float>(), 0);
}

TEST(ProjectLidar, StoresTheScannersXOnRequest) {
  Matrix34d shifted = simpleProjection();
  shifted(2, 3) = -0.5;  // the camera is half a metre ahead
  const auto cloud = points({4, 0, 0, 1});
  EXPECT_EQ(projectLidar(cloud, shifted, 11, 9, LidarDepth::velodyne_x).max().item<float>(), 4);
  EXPECT_EQ(projectLidar(cloud, shifted, 11, 9, LidarDepth::camera_z).max().item<float>(), 3.5F);
}

TEST(Velodyne, TruncatedAndEmpty) {
  const TemporaryFolder folder;
  writeText(folder.path() / "a.bin", std::string(40, 'x'));
  writeText(folder.path() / "b.bin", "");
  EXPECT_THAT(readVelodyne(folder.path() / "a.bin").error().message(),
              AllOf(HasSubstr("a.bin"), HasSubstr("40 bytes")));
  EXPECT_THAT(readVelodyne(folder.path() / "b.bin").error().message(), HasSubstr("the file is empty"));
}

TEST(Velodyne, NumbersThatAreNoScan) {
  const TemporaryFolder folder;
  const auto write = [&](std::vector<float> numbers) {
    writeText(folder.path() / "a.bin",
              std::string(reinterpret_cast<const char*>(numbers.data()), numbers.size() * sizeof(float)));
    return readVelodyne(folder.path() / "a.bin");
  };
  EXPECT_TRUE(write({1, 2, 3, 0.5F, 80, -1, 0, 1e9F}));  // reflectance may be anything
  EXPECT_THAT(write({1, 2, 3, 0, 4, std::nanf(""), 6, 0}).error().message(), HasSubstr("point 1 (byte 20)"));
  EXPECT_THAT(write({1e30F, 2, 3, 0}).error().message(), HasSubstr("no LiDAR scan, or damaged"));
}

// The other projection of the same kind of data: KITTI object's own calibration file.
TEST(Velodyne, RealObjectFrame) {
  KERB_NEEDS_REAL_DATA(data);
  const auto calibration = readCalibration(data / "kitti_object" / "calib" / "000001.txt");
  ASSERT_TRUE(calibration) << calibration.error().message();
  const auto p = *calibration->projection("P2");
  const auto r = *calibration->numbers("R0_rect", 9);
  Eigen::Matrix4d rect = Eigen::Matrix4d::Identity();
  rect.topLeftCorner<3, 3>() = Eigen::Map<const Eigen::Matrix<double, 3, 3, Eigen::RowMajor>>(r.data());
  Eigen::Matrix4d camera_from_velo = Eigen::Matrix4d::Identity();
  camera_from_velo.topRows<3>() = *calibration->projection("Tr_velo_to_cam");
  const auto size = *readImageSize(data / "kitti_object" / "image_2" / "000001.png");
  const auto scan = readVelodyne(data / "kitti_object" / "velodyne" / "000001.bin");
  ASSERT_TRUE(scan) << scan.error().message();
  const auto map =
      projectLidar(*scan, p * rect * camera_from_velo, size.width, size.height, LidarDepth::camera_z);
  EXPECT_GT(map.count_nonzero().item<int64_t>(), 5000);
  EXPECT_LT(map.max().item<float>(), 121);
}

}  // namespace
}  // namespace kerb
