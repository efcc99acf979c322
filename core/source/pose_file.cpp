#include "core/source/pose_file.h"

#include <algorithm>

#include <Eigen/LU>
#include <fmt/format.h>

#include "core/base/file.h"

namespace kerb {
namespace {

/// `count` finite numbers on one line.
Result<std::vector<double>> numbersOfLine(std::string_view line, size_t count, const std::string& where) {
  const auto words = splitWords(line);
  if (words.size() != count)
    return Error{fmt::format("has {} numbers, expected {}", words.size(), count), where};
  std::vector<double> values;
  for (const auto word : words) {
    const auto number = parseNumber(word);
    if (!number) return Error{number.error().what, where};
    values.push_back(*number);
  }
  return values;
}

}  // namespace

Result<std::vector<Eigen::Isometry3d>> parsePoses(std::string_view text, const std::string& name) {
  std::vector<Eigen::Isometry3d> poses;
  int64_t number = 0;
  for (const auto line : splitLines(text)) {
    ++number;
    if (splitWords(line).empty()) continue;
    const std::string where = fmt::format("{}:{}", name, number);
    KERB_TRY(const auto values, numbersOfLine(line, 12, where));
    Eigen::Isometry3d pose = Eigen::Isometry3d::Identity();
    pose.matrix().topRows<3>() =
        Eigen::Map<const Eigen::Matrix<double, 3, 4, Eigen::RowMajor>>(values.data());
    const Eigen::Matrix3d r = pose.linear();
    const bool rotation =
        (r * r.transpose() - Eigen::Matrix3d::Identity()).cwiseAbs().maxCoeff() < 1e-2 && r.determinant() > 0;
    if (!rotation) return Error{"is not a pose: its 3x3 part is no rotation", where};
    poses.push_back(pose);
  }
  return poses;
}

Result<std::vector<Eigen::Isometry3d>> readPoses(const std::filesystem::path& path) {
  KERB_TRY(const std::string text, readWhole(path, uint64_t{1} << 30));
  return parsePoses(text, path.string());
}

Result<std::vector<double>> parseTimes(std::string_view text, const std::string& name) {
  std::vector<double> times;
  int64_t number = 0;
  for (const auto line : splitLines(text)) {
    ++number;
    if (splitWords(line).empty()) continue;
    KERB_TRY(const auto values, numbersOfLine(line, 1, fmt::format("{}:{}", name, number)));
    times.push_back(values[0]);
  }
  return times;
}

}  // namespace kerb
