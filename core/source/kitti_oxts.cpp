#include "core/source/kitti_oxts.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>
#include <numbers>
#include <optional>

#include <fmt/format.h>

#include "core/base/file.h"

namespace kerb {
namespace {

constexpr size_t kOxtsNumbers = 30;
constexpr double kEarthRadius_m = 6378137;

/// Whole seconds since 1970, and the fraction, which would drown in the sum.
struct Instant {
  int64_t seconds = 0;
  double fraction = 0;
};

std::optional<int64_t> digitsAt(std::string_view text, size_t at, size_t count) {
  const auto number = parseInteger(text.substr(at, count));
  if (!number || *number < 0) return std::nullopt;
  return *number;
}

/// "2011-09-26 13:02:25.964389445"
std::optional<Instant> parseInstant(std::string_view text) {
  constexpr std::string_view kShape = "dddd-dd-dd dd:dd:dd";
  if (text.size() < kShape.size()) return std::nullopt;
  for (size_t i = 0; i < kShape.size(); ++i) {
    const bool digit = text[i] >= '0' && text[i] <= '9';
    if (kShape[i] == 'd' ? !digit : text[i] != kShape[i]) return std::nullopt;
  }
  using namespace std::chrono;  // NOLINT(google-build-using-namespace)
  const year_month_day date{year(static_cast<int>(*digitsAt(text, 0, 4))),
                            month(static_cast<unsigned>(*digitsAt(text, 5, 2))),
                            day(static_cast<unsigned>(*digitsAt(text, 8, 2)))};
  if (!date.ok()) return std::nullopt;
  Instant instant;
  instant.seconds = sys_days(date).time_since_epoch().count() * 86400 + *digitsAt(text, 11, 2) * 3600 +
                    *digitsAt(text, 14, 2) * 60 + *digitsAt(text, 17, 2);
  if (text.size() == kShape.size()) return instant;
  const auto fraction = parseNumber(fmt::format("0{}", text.substr(kShape.size())));
  if (!fraction || *fraction < 0 || *fraction >= 1) return std::nullopt;
  instant.fraction = *fraction;
  return instant;
}

}  // namespace

Result<OxtsRecord> parseOxts(std::string_view text, const std::string& name) {
  const auto words = splitWords(text);
  if (words.size() != kOxtsNumbers)
    return Error{fmt::format("has {} numbers, expected the {} of an OXTS record", words.size(), kOxtsNumbers),
                 name};
  std::array<double, 6> values{};
  for (size_t i = 0; i < values.size(); ++i) {
    const auto number = parseNumber(words[i]);
    if (!number) return Error{fmt::format("number {}: {}", i + 1, number.error().what), name};
    values.at(i) = *number;
  }
  if (std::abs(values[0]) >= 90 || std::abs(values[1]) > 180)
    return Error{fmt::format("{}, {} is no latitude and longitude", values[0], values[1]), name};
  return OxtsRecord{values[0], values[1], values[2], values[3], values[4], values[5]};
}

Result<OxtsRecord> readOxts(const std::filesystem::path& path) {
  KERB_TRY(const std::string text, readWhole(path, uint64_t{1} << 16));
  return parseOxts(text, path.string());
}

Eigen::Isometry3d earthFromImu(const OxtsRecord& record, double reference_latitude_deg) {
  constexpr double kPi = std::numbers::pi;
  const double scale = std::cos(kPi * reference_latitude_deg / 180);
  Eigen::Isometry3d pose = Eigen::Isometry3d::Identity();
  pose.translation() = Eigen::Vector3d(
      scale * kEarthRadius_m * kPi * record.longitude_deg / 180,
      scale * kEarthRadius_m * std::log(std::tan(kPi * (90 + record.latitude_deg) / 360)), record.altitude_m);
  pose.linear() = (Eigen::AngleAxisd(record.yaw_rad, Eigen::Vector3d::UnitZ()) *
                   Eigen::AngleAxisd(record.pitch_rad, Eigen::Vector3d::UnitY()) *
                   Eigen::AngleAxisd(record.roll_rad, Eigen::Vector3d::UnitX()))
                      .toRotationMatrix();
  return pose;
}

OxtsRecord oxtsRecord(const Eigen::Isometry3d& earth_from_imu, double reference_latitude_deg) {
  constexpr double kPi = std::numbers::pi;
  const double radius = std::cos(kPi * reference_latitude_deg / 180) * kEarthRadius_m;
  const Eigen::Vector3d at = earth_from_imu.translation();
  const Eigen::Matrix3d r = earth_from_imu.linear();
  return {360 / kPi * std::atan(std::exp(at.y() / radius)) - 90,
          180 / kPi * at.x() / radius,
          at.z(),
          std::atan2(r(2, 1), r(2, 2)),
          -std::asin(std::clamp(r(2, 0), -1.0, 1.0)),
          std::atan2(r(1, 0), r(0, 0))};
}

Result<std::vector<double>> parseTimestamps(std::string_view text, const std::string& name) {
  std::vector<double> times_s;
  std::optional<Instant> first;
  for (const auto line : splitLines(text)) {
    if (line.find_first_not_of(" \t") == std::string_view::npos) {
      times_s.push_back(std::numeric_limits<double>::quiet_NaN());
      continue;
    }
    const auto instant = parseInstant(line.substr(0, line.find_last_not_of(" \t") + 1));
    if (!instant)
      return Error{fmt::format("'{}' is no time like 2011-09-26 13:02:25.964389445", line.substr(0, 80)),
                   fmt::format("{}:{}", name, times_s.size() + 1)};
    if (!first) first = instant;
    times_s.push_back(static_cast<double>(instant->seconds - first->seconds) + instant->fraction -
                      first->fraction);
  }
  return times_s;
}

}  // namespace kerb
