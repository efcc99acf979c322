#include "widgets/view/depth_histogram.h"

#include <algorithm>
#include <cmath>

namespace kerb {
namespace {

constexpr size_t kBins = 64;

float scaled(float value, Scaling scaling) {
  if (scaling == Scaling::log) return std::log(value);
  if (scaling == Scaling::inverse) return -1 / value;
  return value;
}

}  // namespace

std::vector<float> depthHistogram(const at::Tensor& depth, Range range, Scaling scaling) {
  std::vector<float> bins(kBins);
  if (!(range.lo < range.hi)) return bins;
  const float lo = scaled(static_cast<float>(range.lo), scaling);
  const float hi = scaled(static_cast<float>(range.hi), scaling);
  const at::Tensor all = depth.contiguous();
  const float* value = all.const_data_ptr<float>();
  for (int64_t i = 0; i < all.numel(); ++i) {
    if (value[i] == 0 || !(value[i] >= range.lo && value[i] <= range.hi)) continue;
    const float at = (scaled(value[i], scaling) - lo) / (hi - lo);
    ++bins[std::min(static_cast<size_t>(std::max(at, 0.0F) * kBins), kBins - 1)];
  }
  const float most = *std::ranges::max_element(bins);
  if (most > 0) std::ranges::for_each(bins, [most](float& bin) { bin /= most; });
  return bins;
}

}  // namespace kerb
