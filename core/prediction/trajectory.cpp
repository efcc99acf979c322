#include "core/prediction/trajectory.h"

#include <cmath>

#include <fmt/format.h>

#include "core/base/file.h"

namespace kerb {
namespace {

/// Text with 6 digits is a rotation up to some 1e-6; this finds matrices that were never one.
constexpr double kRotationTolerance = 1e-2;

Result<std::vector<double>> parseNumbers(std::string_view line) {
  std::vector<double> numbers;
  for (const auto word : splitWords(line)) {
    KERB_TRY(const double number, parseNumber(word));
    numbers.push_back(number);
  }
  return numbers;
}

Result<StampedPose> kittiPose(const std::vector<double>& numbers, double line_stamp) {
  if (numbers.size() != 12 && numbers.size() != 13)
    return Error{fmt::format("{} numbers, expected 12 (or 13 with the frame number first)", numbers.size())};
  const size_t first = numbers.size() - 12;
  StampedPose pose;
  pose.stamp = first == 1 ? numbers[0] : line_stamp;
  const Eigen::Map<const Eigen::Matrix<double, 3, 4, Eigen::RowMajor>> matrix(numbers.data() + first);
  const Eigen::Matrix3d rotation = matrix.leftCols<3>();
  const double deviation = (rotation * rotation.transpose() - Eigen::Matrix3d::Identity()).norm();
  if (!(deviation < kRotationTolerance) || rotation.determinant() < 0)
    return Error{"the left 3x3 numbers are not a rotation"};
  pose.world_from_camera.linear() = rotation;
  pose.world_from_camera.translation() = matrix.col(3);
  return pose;
}

Result<StampedPose> tumPose(const std::vector<double>& numbers, double) {
  if (numbers.size() != 8) return Error{fmt::format("{} numbers, expected 8", numbers.size())};
  const Eigen::Quaterniond rotation(numbers[7], numbers[4], numbers[5], numbers[6]);
  if (!(std::abs(rotation.norm() - 1) < 1e-2)) return Error{"the quaternion's length is not 1"};
  StampedPose pose;
  pose.stamp = numbers[0];
  pose.world_from_camera.linear() = rotation.normalized().toRotationMatrix();
  pose.world_from_camera.translation() = Eigen::Vector3d(numbers[1], numbers[2], numbers[3]);
  return pose;
}

using LineParser = Result<StampedPose> (*)(const std::vector<double>& numbers, double line_stamp);

Result<std::vector<StampedPose>> parseLines(std::string_view text, const std::string& name,
                                            LineParser parse) {
  std::vector<StampedPose> poses;
  size_t line_number = 0;
  for (const auto line : splitLines(text)) {
    ++line_number;
    if (splitWords(line).empty() || line.starts_with('#')) continue;
    const auto pose = [&]() -> Result<StampedPose> {
      KERB_TRY(const auto numbers, parseNumbers(line));
      return parse(numbers, static_cast<double>(poses.size()));
    }();
    if (!pose) return Error{pose.error().what, fmt::format("{}:{}", name, line_number), pose.error().fix};
    poses.push_back(*pose);
  }
  return poses;
}

}  // namespace

std::vector<Eigen::Isometry3d> chainPoses(std::span<const Eigen::Isometry3d> camera_from_previous) {
  std::vector<Eigen::Isometry3d> world_from_camera{Eigen::Isometry3d::Identity()};
  for (const auto& step : camera_from_previous) {
    world_from_camera.push_back(world_from_camera.back() * step.inverse());
  }
  return world_from_camera;
}

std::string kittiText(std::span<const StampedPose> poses) {
  std::string text;
  for (const auto& pose : poses) {
    for (int i = 0; i < 12; ++i) {
      text += fmt::format("{:.9e}{}", pose.world_from_camera.matrix()(i / 4, i % 4), i < 11 ? ' ' : '\n');
    }
  }
  return text;
}

std::string tumText(std::span<const StampedPose> poses) {
  std::string text;
  for (const auto& pose : poses) {
    const Eigen::Vector3d t = pose.world_from_camera.translation();
    Eigen::Quaterniond q(pose.world_from_camera.linear());
    if (q.w() < 0) q.coeffs() *= -1;
    text += fmt::format("{:.9f} {:.9g} {:.9g} {:.9g} {:.9g} {:.9g} {:.9g} {:.9g}\n", pose.stamp, t.x(), t.y(),
                        t.z(), q.x(), q.y(), q.z(), q.w());
  }
  return text;
}

Result<std::vector<StampedPose>> parseKittiPoses(std::string_view text, const std::string& name) {
  return parseLines(text, name, kittiPose);
}

Result<std::vector<StampedPose>> parseTumPoses(std::string_view text, const std::string& name) {
  return parseLines(text, name, tumPose);
}

Result<std::vector<StampedPose>> readPoses(const std::filesystem::path& path) {
  KERB_TRY(const std::string text, readWhole(path));
  for (const auto line : splitLines(text)) {
    const size_t words = line.starts_with('#') ? 0 : splitWords(line).size();
    if (words == 0) continue;
    if (words == 8) return parseTumPoses(text, path.string());
    return parseKittiPoses(text, path.string());
  }
  return Error{"holds no pose", path.string()};
}

}  // namespace kerb
