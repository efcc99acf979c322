#include "core/prediction/trajectory.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/base/file.h"
#include "tests/temporary_folder.h"

namespace kerb {
namespace {

using testing::HasSubstr;

Eigen::Isometry3d pose(double angle, const Eigen::Vector3d& axis, const Eigen::Vector3d& translation) {
  Eigen::Isometry3d transform = Eigen::Isometry3d::Identity();
  transform.linear() = Eigen::AngleAxisd(angle, axis.normalized()).toRotationMatrix();
  transform.translation() = translation;
  return transform;
}

std::vector<StampedPose> samplePoses() {
  return {{0, Eigen::Isometry3d::Identity()},
          {1, pose(0.3, {1, 2, 3}, {1234.56789, -2, 3e-7})},
          {2, pose(3.1, {0, 1, 0}, {-1e3, 0.125, 7})}};
}

void expectEqual(const std::vector<StampedPose>& a, const std::vector<StampedPose>& b) {
  ASSERT_EQ(a.size(), b.size());
  for (size_t i = 0; i < a.size(); ++i) {
    EXPECT_NEAR(a[i].stamp, b[i].stamp, 1e-9);
    EXPECT_TRUE(a[i].world_from_camera.isApprox(b[i].world_from_camera, 2e-9)) << i;
  }
}

std::string errorOf(const Result<std::vector<StampedPose>>& parsed) {
  return parsed ? "no error" : parsed.error().message();
}

TEST(Trajectory, KittiSurvivesWritingAndReading) {
  const auto again = parseKittiPoses(kittiText(samplePoses()), "a");
  ASSERT_TRUE(again) << again.error().message();
  expectEqual(*again, samplePoses());
}

TEST(Trajectory, TumSurvivesWritingAndReading) {
  auto poses = samplePoses();
  poses[2].stamp = 1311868164.363181123;
  const auto again = parseTumPoses("# a comment\n\n" + tumText(poses), "a");
  ASSERT_TRUE(again) << again.error().message();
  expectEqual(*again, poses);
}

TEST(Trajectory, LinesAreWhatOtherToolsExpect) {
  const std::vector<StampedPose> one{{0.5, pose(EIGEN_PI / 2, {0, 0, 1}, {1, 2, 3})}};
  EXPECT_EQ(tumText(one), "0.500000000 1 2 3 0 0 0.707106781 0.707106781\n");
  const std::string text = kittiText(one);
  const auto words = splitWords(text);
  ASSERT_EQ(words.size(), 12U);
  EXPECT_EQ(words[1], "-1.000000000e+00");
  EXPECT_EQ(words[4], "1.000000000e+00");
  EXPECT_EQ(words[3], "1.000000000e+00");
  EXPECT_EQ(words[7], "2.000000000e+00");
  EXPECT_EQ(words[11], "3.000000000e+00");
}

TEST(Trajectory, StepsAreChained) {
  // The camera drives 1 m forward, then 1 m forward while turning right by 90 degrees.
  const Eigen::Isometry3d forward = pose(0, {0, 1, 0}, {0, 0, -1});
  const Eigen::Isometry3d world_from_second_step = pose(EIGEN_PI / 2, {0, 1, 0}, {0, 0, 1});
  const std::vector steps{forward, world_from_second_step.inverse(), forward};
  const auto poses = chainPoses(steps);
  ASSERT_EQ(poses.size(), 4U);
  EXPECT_TRUE(poses[0].isApprox(Eigen::Isometry3d::Identity()));
  EXPECT_TRUE(poses[1].translation().isApprox(Eigen::Vector3d(0, 0, 1)));
  EXPECT_TRUE(poses[2].translation().isApprox(Eigen::Vector3d(0, 0, 2)));
  EXPECT_TRUE(poses[3].translation().isApprox(Eigen::Vector3d(1, 0, 2)));
}

TEST(Trajectory, ErrorsNameTheLine) {
  EXPECT_THAT(errorOf(parseKittiPoses("1 0 0 0 0 1 0 0 0 0 1 0\n1 0 0 0 0 1 0 0 0 0 1\n", "p.txt")),
              HasSubstr("p.txt:2: 11 numbers, expected 12"));
  EXPECT_THAT(errorOf(parseKittiPoses("1 0 0 0 0 1 0 x 0 0 1 0\n", "p.txt")),
              HasSubstr("p.txt:1: 'x' is not"));
  EXPECT_THAT(errorOf(parseKittiPoses("1 0 0 0 0 1 0 nan 0 0 1 0\n", "p.txt")), HasSubstr("'nan' is not"));
  EXPECT_THAT(errorOf(parseKittiPoses("2 0 0 0 0 1 0 0 0 0 1 0\n", "p.txt")), HasSubstr("not a rotation"));
  EXPECT_THAT(errorOf(parseKittiPoses("-1 0 0 0 0 1 0 0 0 0 1 0\n", "p.txt")), HasSubstr("not a rotation"));
  EXPECT_THAT(errorOf(parseTumPoses("0 1 2 3 0 0 0 2\n", "t.txt")), HasSubstr("t.txt:1: the quaternion"));
  EXPECT_THAT(errorOf(parseTumPoses("0 1 2 3\n", "t.txt")), HasSubstr("t.txt:1: 4 numbers, expected 8"));
}

TEST(Trajectory, FilesAreRecognisedByTheirFirstLine) {
  const TemporaryFolder folder;
  const auto poses = samplePoses();
  ASSERT_TRUE(writeWhole(folder.path() / "tum.txt", "# time tx ty tz\n" + tumText(poses)));
  ASSERT_TRUE(writeWhole(folder.path() / "kitti.txt", kittiText(poses)));
  ASSERT_TRUE(writeWhole(folder.path() / "empty.txt", "\n"));
  expectEqual(*readPoses(folder.path() / "tum.txt"), poses);
  expectEqual(*readPoses(folder.path() / "kitti.txt"), poses);
  EXPECT_THAT(errorOf(readPoses(folder.path() / "empty.txt")), HasSubstr("no pose"));
}

TEST(Trajectory, ReadsRealTrajectories) {
  KERB_NEEDS_REAL_DATA(data);
  const auto truth = readPoses(data / "odom_eval" / "gt" / "09.txt");
  ASSERT_TRUE(truth) << truth.error().message();
  EXPECT_EQ(truth->size(), 1591U);  // sequence 09 of the odometry benchmark
  EXPECT_EQ(readPoses(data / "odom_eval" / "gt" / "10.txt")->size(), 1201U);
  const auto estimate = readPoses(data / "odom_eval" / "est" / "09.txt");
  ASSERT_TRUE(estimate) << estimate.error().message();
  EXPECT_EQ(estimate->front().stamp, 2);  // its lines begin with the frame number
  expectEqual(*parseKittiPoses(kittiText(*truth), "a"), *truth);
  const auto drive = readPoses(data / "kitti_odometry" / "poses" / "06.txt");
  ASSERT_TRUE(drive) << drive.error().message();
  EXPECT_GT(drive->back().world_from_camera.translation().z(), 1);  // it drives forward
}

}  // namespace
}  // namespace kerb
