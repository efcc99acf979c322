#include "widgets/cloud/cloud_bounds.h"

#include <algorithm>

namespace kerb {
namespace {

constexpr size_t kSample = 4096;  ///< at least, where there are as many
constexpr size_t kLeftOut = 50;   ///< one of so many, at each end

size_t sampleSize(const CloudPoints& points) {
  for (const size_t end : points.level_end) {
    if (end >= kSample) return end;
  }
  return points.size();
}

}  // namespace

Eigen::AlignedBox3f usualBounds(const CloudPoints& points) {
  Eigen::AlignedBox3f box;
  const size_t count = sampleSize(points);
  if (count == 0) return box;
  const auto left_out = static_cast<std::ptrdiff_t>(count / kLeftOut);
  std::vector<float> values(count);
  for (size_t axis = 0; axis < 3; ++axis) {
    for (size_t i = 0; i < count; ++i) values[i] = points.xyz[3 * i + axis];
    const auto low = values.begin() + left_out;
    const auto high = values.end() - 1 - left_out;
    std::ranges::nth_element(values, low);
    box.min()[static_cast<Eigen::Index>(axis)] = *low;
    std::ranges::nth_element(values, high);
    box.max()[static_cast<Eigen::Index>(axis)] = *high;
  }
  return box;
}

Eigen::AlignedBox3d usualBounds(const CloudContent& content) {
  Eigen::AlignedBox3d box;
  for (const PlacedCloud& cloud : content.clouds) {
    const Eigen::AlignedBox3d own = cloud.points->usual_bounds.cast<double>();
    if (!own.isEmpty()) box.extend(own.transformed(cloud.scene_from_camera));
  }
  return box;
}

}  // namespace kerb
