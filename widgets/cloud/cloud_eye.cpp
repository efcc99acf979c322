#include "widgets/cloud/cloud_eye.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <locale>
#include <numbers>
#include <sstream>

namespace kerb {
namespace {

constexpr double kQuarterTurn = std::numbers::pi / 2;
constexpr double kNearest = 1e-3, kFarthest = 1e5;
constexpr double kRoomAround = 1.05;  // around what is to be seen whole

CloudEye looking(const Eigen::Vector3d& focus, double yaw, double pitch, double distance, double unit) {
  CloudEye eye;
  eye.focus = unit * focus;
  eye.yaw = yaw;
  eye.pitch = pitch;
  eye.distance = unit * distance;
  return eye;
}

}  // namespace

Eigen::Vector3d CloudEye::forward() const {
  return {std::sin(yaw) * std::cos(pitch), std::sin(pitch), std::cos(yaw) * std::cos(pitch)};
}

Eigen::Vector3d CloudEye::up() const {
  return {std::sin(yaw) * std::sin(pitch), -std::cos(pitch), std::cos(yaw) * std::sin(pitch)};
}

double CloudEye::halfHeightIn(double width, double height) const {
  return std::max(half_height, half_width * height / std::max(width, 1.0));
}

CloudEye cloudPreset(CloudPreset preset, double unit, double half_width, double half_height) {
  switch (preset) {
    case CloudPreset::behind:
      return looking({0, 0, 12}, 0, 0.28, 17, unit);
    case CloudPreset::top:
      return looking({0, 0, 18}, 0, kQuarterTurn, 40, unit);
    case CloudPreset::side:
      return looking({0, 0, 14}, -kQuarterTurn, 0.25, 34, unit);
    case CloudPreset::camera:
      break;
  }
  CloudEye eye = looking({0, 0, 10}, 0, 0, 10, unit);
  eye.half_width = half_width;
  eye.half_height = half_height;
  return eye;
}

CloudEye orbited(const CloudEye& eye, double right, double down) {
  CloudEye moved = eye;
  moved.yaw = std::remainder(eye.yaw + right, 2 * std::numbers::pi);
  moved.pitch = std::clamp(eye.pitch + down, -kQuarterTurn, kQuarterTurn);
  return moved;
}

CloudEye shifted(const CloudEye& eye, double right, double down, double aspect) {
  CloudEye moved = eye;
  const double height = 2 * eye.distance * eye.halfHeightIn(aspect, 1);
  moved.focus += height * (down * eye.up() - right * eye.right());
  return moved;
}

CloudEye zoomed(const CloudEye& eye, double factor) {
  CloudEye moved = eye;
  moved.distance = std::clamp(eye.distance / factor, kNearest, kFarthest);
  return moved;
}

CloudEye fitted(const CloudEye& eye, const Eigen::AlignedBox3d& box, double width, double height,
                double nearest) {
  CloudEye moved = eye;
  moved.focus = box.center();
  const double half_height = eye.halfHeightIn(width, height) / kRoomAround;
  const double half_width = half_height * width / std::max(height, 1.0);
  double distance = nearest;
  for (int corner = 0; corner < 8; ++corner) {
    const auto which = static_cast<Eigen::AlignedBox3d::CornerType>(corner);
    const Eigen::Vector3d at = box.corner(which) - moved.focus;
    const double behind = at.dot(eye.forward());
    distance = std::max({distance, std::abs(at.dot(eye.right())) / half_width - behind,
                         std::abs(at.dot(eye.up())) / half_height - behind});
  }
  moved.distance = std::clamp(distance, kNearest, kFarthest);
  return moved;
}

std::string textOf(const CloudEye& eye) {
  std::ostringstream text;
  text.imbue(std::locale::classic());
  text.precision(9);
  text << eye.focus.x() << ' ' << eye.focus.y() << ' ' << eye.focus.z() << ' ' << eye.yaw << ' ' << eye.pitch
       << ' ' << eye.distance << ' ' << eye.half_width << ' ' << eye.half_height;
  return text.str();
}

std::optional<CloudEye> parseCloudEye(std::string_view text) {
  std::istringstream in{std::string(text)};
  in.imbue(std::locale::classic());
  std::array<double, 8> v{};
  for (double& each : v) {
    if (!(in >> each) || !std::isfinite(each)) return std::nullopt;
  }
  if (v[5] <= 0 || v[6] <= 0 || v[7] <= 0) return std::nullopt;
  return CloudEye{{v[0], v[1], v[2]}, v[3], std::clamp(v[4], -kQuarterTurn, kQuarterTurn), v[5], v[6], v[7]};
}

}  // namespace kerb
