#include "core/frame/camera.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "core/base/file.h"

namespace kerb {

Camera Camera::fromPixels(double fx_px, double fy_px, double cx_px, double cy_px, int64_t width,
                          int64_t height, CameraOrigin origin, std::string origin_text) {
  const auto w = static_cast<double>(width);
  const auto h = static_cast<double>(height);
  return {fx_px / w, fy_px / h, cx_px / w, cy_px / h, {}, origin, std::move(origin_text)};
}

Eigen::Matrix3d Camera::matrix(int64_t width, int64_t height) const {
  const auto w = static_cast<double>(width);
  const auto h = static_cast<double>(height);
  Eigen::Matrix3d k;
  k << fx * w, 0, cx * w, 0, fy * h, cy * h, 0, 0, 1;
  return k;
}

Status Camera::check() const {
  const bool focal = std::isfinite(fx) && std::isfinite(fy) && fx > 0 && fy > 0;
  const bool centre = std::abs(cx - 0.5) <= 1.5 && std::abs(cy - 0.5) <= 1.5;  // false for NaN
  if (focal && centre) return {};
  return Error{
      fmt::format("impossible intrinsics fx={} fy={} cx={} cy={} (of the image size)", fx, fy, cx, cy),
      origin_text};
}

/// "fx,fy,cx,cy", and the distortion after it where there is one: 4, 5 or 8 numbers in OpenCV's order.
Result<Camera> parseCamera(std::string_view text, int64_t width, int64_t height) {
  const Error wrong{fmt::format("--camera '{}' is not fx,fy,cx,cy, or these with 4, 5 or 8 coefficients of "
                                "distortion after them",
                                text),
                    "", "Give numbers in pixels of the video, for example --camera 721.5,721.5,609.6,172.9"};
  std::vector<double> v;
  for (std::string_view rest = text;;) {
    const size_t comma = std::min(rest.find(','), rest.size());
    const auto words = splitWords(rest.substr(0, comma));
    const auto number = words.size() == 1 ? parseNumber(words[0]) : wrong;
    if (!number) return wrong;
    v.push_back(*number);
    if (comma == rest.size()) break;
    rest.remove_prefix(comma + 1);
  }
  if (v.size() != 4 && v.size() != 8 && v.size() != 9 && v.size() != 12) return wrong;
  const bool normalised = *std::max_element(v.begin(), v.begin() + 4) < 4;
  auto camera =
      normalised ? Camera{v[0], v[1], v[2], v[3], {}, CameraOrigin::given, "--camera"}
                 : Camera::fromPixels(v[0], v[1], v[2], v[3], width, height, CameraOrigin::given, "--camera");
  camera.distortion.assign(v.begin() + 4, v.end());
  KERB_CHECK(camera.check());
  return camera;
}

}  // namespace kerb
