#include "widgets/view/region_stats.h"

#include <algorithm>
#include <array>
#include <cmath>

#include <ATen/core/Tensor.h>

#include "core/base/one_thread.h"

namespace kerb {
namespace {

struct Span {
  int64_t first = 0, size = 0;
};

Span pixelsOf(double from, double to, int64_t size) {
  const auto count = static_cast<double>(size);
  const auto first = std::clamp<int64_t>(static_cast<int64_t>(std::floor(from * count)), 0, size - 1);
  const auto end = std::clamp<int64_t>(static_cast<int64_t>(std::ceil(to * count)), first + 1, size);
  return {first, end - first};
}

at::Tensor partOf(const at::Tensor& map, const QRectF& region) {
  const Span x = pixelsOf(region.left(), region.right(), map.size(1));
  const Span y = pixelsOf(region.top(), region.bottom(), map.size(0));
  return map.narrow(0, y.first, y.size).narrow(1, x.first, x.size).contiguous();
}

std::vector<float> knownValues(const at::Tensor& depth) {
  const float* values = depth.const_data_ptr<float>();
  std::vector<float> known;
  known.reserve(static_cast<size_t>(depth.numel()));
  std::copy_if(values, values + depth.numel(), std::back_inserter(known),
               [](float value) { return value != 0 && std::isfinite(value); });
  return known;
}

/// `values` in another order; at least one.
DepthFigures figuresOf(std::vector<float>& values) {
  const auto count = static_cast<double>(values.size());
  DepthFigures figures;
  for (const float value : values) figures.mean += value / count;
  double squares = 0;
  for (const float value : values) squares += (value - figures.mean) * (value - figures.mean);
  figures.deviation = std::sqrt(squares / count);
  const auto at = [&](double part) { return values.begin() + std::lround(part * (count - 1)); };
  std::nth_element(values.begin(), at(0.5), values.end());
  figures.median = *at(0.5);
  std::nth_element(values.begin(), at(0.05), at(0.5));
  figures.low = *at(0.05);
  std::nth_element(at(0.5), at(0.95), values.end());  // moves the median
  figures.high = *at(0.95);
  return figures;
}

std::vector<ClassShare> classShares(const at::Tensor& ids) {
  std::array<int64_t, 256> counts{};
  const uint8_t* id = ids.const_data_ptr<uint8_t>();
  for (int64_t i = 0; i < ids.numel(); ++i) ++counts[id[i]];
  std::vector<ClassShare> shares;
  for (size_t i = 0; i < counts.size(); ++i) {
    if (counts[i] > 0)
      shares.push_back(
          {static_cast<uint8_t>(i), static_cast<double>(counts[i]) / static_cast<double>(ids.numel())});
  }
  std::ranges::stable_sort(shares, std::ranges::greater(), &ClassShare::share);
  return shares;
}

bool isMap(const at::Tensor& map, at::ScalarType type) {
  return map.defined() && map.dim() == 2 && map.numel() > 0 && map.scalar_type() == type && map.is_cpu();
}

}  // namespace

RegionStats measureRegion(const RegionJob& job) {
  workOnOneThread();
  RegionStats stats;
  const auto measure = [&](const at::Tensor& part) {
    stats.height = part.size(0);
    stats.width = part.size(1);
  };
  if (job.labels && isMap(job.labels->ids, at::kByte)) {
    const at::Tensor part = partOf(job.labels->ids, job.region);
    measure(part);
    stats.taxonomy = job.labels->taxonomy;
    stats.classes = classShares(part);
  }
  if (job.prediction && job.prediction->depth && isMap(*job.prediction->depth, at::kFloat)) {
    const at::Tensor part = partOf(*job.prediction->depth, job.region);
    measure(part);
    stats.has_depth = true;
    stats.is_relative = job.prediction->scale.kind == ScaleKind::relative;
    std::vector<float> known = knownValues(part);
    stats.known = static_cast<double>(known.size()) / static_cast<double>(part.numel());
    if (!known.empty()) stats.depth = figuresOf(known);
  }
  return stats;
}

}  // namespace kerb
