#include "core/frame/crop.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace kerb {

Status checkSpec(const CropSpec& spec) {
  if (spec.largest_zoom >= 1 && spec.least_aspect >= 0 && spec.largest_aspect >= spec.least_aspect &&
      (spec.least_aspect > 0) == (spec.largest_aspect > 0))
    return {};
  return Error{fmt::format("a crop with zoom up to {} and width/height from {} to {}", spec.largest_zoom,
                           spec.least_aspect, spec.largest_aspect),
               "", "Choose a zoom of 1 or more, and two aspects in order, or 0 for both"};
}

Crop drawCrop(const CropSpec& spec, Draws& draws) {
  Crop crop;
  crop.size = draws.uniform(1 / spec.largest_zoom, 1);
  const double stretch = draws.uniform();
  if (spec.least_aspect > 0)
    crop.aspect = spec.least_aspect * std::pow(spec.largest_aspect / spec.least_aspect, stretch);
  crop.x = draws.uniform(1.0 / 3, 2.0 / 3);
  crop.y = draws.uniform(1.0 / 3, 2.0 / 3);
  return crop;
}

Window windowOf(const Crop& crop, int64_t width, int64_t height) {
  const auto w = static_cast<double>(width), h = static_cast<double>(height);
  const double shape = crop.aspect > 0 ? crop.aspect * h / w : 1;
  const auto rounded = [](double length, int64_t most) {
    return std::clamp<int64_t>(std::llround(length), 1, most);
  };
  Window window;
  window.width = rounded(crop.size * std::min(1.0, shape) * w, width);
  window.height = rounded(crop.size * std::min(1.0, 1 / shape) * h, height);
  const auto placed = [](double middle, double at, int64_t length, int64_t most) {
    return std::clamp<int64_t>(std::llround(middle - at * static_cast<double>(length)), 0, most - length);
  };
  window.left = placed(w / 2, crop.x, window.width, width);
  window.top = placed(h / 2, crop.y, window.height, height);
  return window;
}

at::Tensor cropped(const at::Tensor& maps, const Window& window) {
  return maps.narrow(-2, window.top, window.height).narrow(-1, window.left, window.width);
}

Camera cropped(const Camera& camera, const Window& window, int64_t width, int64_t height) {
  Camera inside = camera;
  const auto w = static_cast<double>(window.width), h = static_cast<double>(window.height);
  inside.fx = camera.fx * static_cast<double>(width) / w;
  inside.fy = camera.fy * static_cast<double>(height) / h;
  inside.cx = (camera.cx * static_cast<double>(width) - static_cast<double>(window.left)) / w;
  inside.cy = (camera.cy * static_cast<double>(height) - static_cast<double>(window.top)) / h;
  return inside;
}

}  // namespace kerb
