#include "core/source/calibration.h"

#include <cmath>

#include <fmt/format.h>

#include "core/base/file.h"

namespace kerb {
namespace {

constexpr uint64_t kLargestText = uint64_t{1} << 24;

/// [4,4] from a rotation (9 numbers) and a translation (3 numbers).
Eigen::Matrix4d homogeneous(const std::vector<double>& r, const std::vector<double>& t) {
  Eigen::Matrix4d m = Eigen::Matrix4d::Identity();
  m.topLeftCorner<3, 3>() = Eigen::Map<const Eigen::Matrix<double, 3, 3, Eigen::RowMajor>>(r.data());
  m.topRightCorner<3, 1>() = Eigen::Map<const Eigen::Vector3d>(t.data());
  return m;
}

}  // namespace

std::vector<std::string> Calibration::keys() const {
  std::vector<std::string> all;
  for (const auto& [key, entry] : entries_) all.push_back(key);
  return all;
}

Result<std::vector<double>> Calibration::numbers(const std::string& key, size_t count) const {
  const auto found = entries_.find(key);
  if (found == entries_.end()) return Error{fmt::format("has no '{}:'", key), name_};
  const std::string where = fmt::format("{}:{}", name_, found->second.line);
  const auto words = splitWords(found->second.text);
  if (words.size() != count)
    return Error{fmt::format("'{}' has {} numbers, expected {}", key, words.size(), count), where};
  std::vector<double> values;
  for (const auto word : words) {
    const auto number = parseNumber(word);
    if (!number) return Error{fmt::format("'{}': {}", key, number.error().what), where};
    values.push_back(*number);
  }
  return values;
}

Result<Matrix34d> Calibration::projection(const std::string& key) const {
  KERB_TRY(const auto values, numbers(key, 12));
  return Matrix34d(Eigen::Map<const Eigen::Matrix<double, 3, 4, Eigen::RowMajor>>(values.data()));
}

Result<Calibration> parseCalibration(std::string_view text, const std::string& name) {
  Calibration calibration;
  calibration.name_ = name;
  int64_t number = 0;
  for (const auto line : splitLines(text)) {
    ++number;
    if (splitWords(line).empty()) continue;
    const std::string where = fmt::format("{}:{}", name, number);
    const size_t colon = line.find(':');
    if (colon == std::string_view::npos)
      return Error{"is not 'key: numbers'", where, "Is this a KITTI calibration file?"};
    const auto words = splitWords(line.substr(0, colon));
    if (words.size() != 1) return Error{"has no single word as key before the ':'", where};
    Calibration::Entry entry{std::string(line.substr(colon + 1)), number};
    if (!calibration.entries_.emplace(std::string(words[0]), std::move(entry)).second)
      return Error{fmt::format("'{}' is given twice", words[0]), where};
  }
  if (calibration.entries_.empty()) return Error{"is empty, expected 'key: numbers' lines", name};
  return calibration;
}

Result<Calibration> readCalibration(const std::filesystem::path& path) {
  KERB_TRY(const std::string text, readWhole(path, kLargestText));
  return parseCalibration(text, path.string());
}

Result<Camera> cameraFromProjection(const Matrix34d& p, int64_t width, int64_t height,
                                    const std::string& origin_text) {
  auto camera = Camera::fromPixels(p(0, 0), p(1, 1), p(0, 2), p(1, 2), width, height,
                                   CameraOrigin::calibration, origin_text);
  KERB_CHECK(camera.check());
  return camera;
}

Result<double> baselineFromProjections(const Matrix34d& target, const Matrix34d& partner,
                                       const std::string& name) {
  if (!(target(0, 0) > 0) || !(partner(0, 0) > 0)) return Error{"has a focal length that is not > 0", name};
  const double baseline_m = target(0, 3) / target(0, 0) - partner(0, 3) / partner(0, 0);
  if (std::abs(baseline_m) > 1e-6) return baseline_m;
  return Error{"puts both cameras of the rig in one place (baseline 0)", name};
}

Result<Matrix34d> imageFromVelo(const Matrix34d& p_rect, const Calibration& cam_to_cam,
                                const Calibration& velo_to_cam) {
  KERB_TRY(const auto r_rect, cam_to_cam.numbers("R_rect_00", 9));
  KERB_TRY(const auto rotation, velo_to_cam.numbers("R", 9));
  KERB_TRY(const auto translation, velo_to_cam.numbers("T", 3));
  return Matrix34d(p_rect * homogeneous(r_rect, {0, 0, 0}) * homogeneous(rotation, translation));
}

Result<Eigen::Isometry3d> rigidFrom(const Calibration& calibration, const std::string& rotation_key,
                                    const std::string& translation_key) {
  KERB_TRY(const auto r, calibration.numbers(rotation_key, 9));
  std::vector<double> t(3, 0.0);
  if (!translation_key.empty()) {
    KERB_TRY(t, calibration.numbers(translation_key, 3));
  }
  const Eigen::Matrix3d given = homogeneous(r, t).topLeftCorner<3, 3>();
  constexpr double kRounding = 1e-3;
  if (!(given * given.transpose()).isIdentity(kRounding) || given.determinant() < 0)
    return Error{fmt::format("'{}' is no rotation", rotation_key), calibration.name()};
  Eigen::Isometry3d rigid = Eigen::Isometry3d::Identity();
  rigid.linear() = Eigen::Quaterniond(given).normalized().toRotationMatrix();
  rigid.translation() = Eigen::Map<const Eigen::Vector3d>(t.data());
  return rigid;
}

Result<std::vector<double>> parseTimes(std::string_view text, const std::string& name) {
  std::vector<double> times;
  int64_t line_number = 0;
  for (const auto line : splitLines(text)) {
    ++line_number;
    const auto words = splitWords(line);
    if (words.empty()) continue;
    const std::string where = fmt::format("{}:{}", name, line_number);
    if (words.size() != 1) return Error{fmt::format("has {} numbers, expected 1", words.size()), where};
    const auto number = parseNumber(words[0]);
    if (!number) return Error{number.error().what, where};
    times.push_back(*number);
  }
  return times;
}

}  // namespace kerb
