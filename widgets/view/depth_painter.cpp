#include "widgets/view/depth_painter.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include <ATen/ops/count_nonzero.h>
#include <ATen/ops/full.h>

#include "core/base/one_thread.h"
#include "core/prediction/overlay.h"
#include "core/source/untimed.h"
#include "widgets/view/depth_histogram.h"

namespace kerb {
namespace {

/// Percentiles need no more pixels than this; 4K has 8 million.
constexpr int64_t kEnoughPixels = 200'000;

at::Tensor thinned(const at::Tensor& map) {
  const auto step =
      static_cast<int64_t>(std::sqrt(static_cast<double>(map.numel()) / static_cast<double>(kEnoughPixels)));
  return step < 2 ? map : map.slice(0, 0, map.size(0), step).slice(1, 0, map.size(1), step);
}

/// LiDAR is drawn as dots: single pixels would vanish when the picture is shown smaller.
bool isSparse(const at::Tensor& depth) {
  constexpr double kShare = 0.2;
  return at::count_nonzero(thinned(depth)).item<double>() <
         kShare * static_cast<double>(thinned(depth).numel());
}

Picture paintColours(const DepthJob& job, Range range) {
  const auto& depth = *job.prediction->depth;
  const DepthSettings& settings = job.settings;
  if (!isSparse(depth)) {
    const QSize size(static_cast<int>(depth.size(1)), static_cast<int>(depth.size(0)));
    const int factor = reductionFor(size, job.size_on_screen);
    const at::Tensor colours = colourise(middles(depth, factor), range, settings.colours, settings.scaling);
    return pictureOf(toImage(colours), size, factor, job.size_on_screen, job.index);
  }
  const at::Tensor nothing = at::full({3, depth.size(0), depth.size(1)}, kNoValueColour[0], at::kByte);
  const at::Tensor dots = overlayDepthPoints(nothing, depth, range, settings.colours, settings.scaling);
  return pictureOf(toImage(dots), job.size_on_screen, job.index);
}

/// After a longer step the frames have nothing to do with each other.
constexpr double kCutS = 1.5;

}  // namespace

Range DepthPainter::rangeFor(const DepthJob& job, bool& has_values) {
  const auto measured = percentileRange(thinned(*job.prediction->depth));
  has_values = measured.has_value();
  if (job.settings.mode != RangeMode::follow) return job.settings.range;
  double elapsed = last_time_s_ ? std::abs(job.time_s - *last_time_s_) : 0;
  // In a split of several drives frames may have the same time, each in its own.
  if (elapsed == 0 && job.index != last_index_) elapsed = kUntimedStepS;
  last_time_s_ = job.time_s;
  last_index_ = job.index;
  if (elapsed > kCutS || std::exchange(round_, job.round) != job.round) smoother_.reset();
  if (measured) range_ = smoother_.update(*measured, elapsed);
  return range_;
}

Result<PaintedDepth> DepthPainter::paint(const DepthJob& job) {
  workOnOneThread();
  if (!job.prediction || !job.prediction->depth) return Error{"this method gives no depth", "", ""};
  PaintedDepth painted;
  painted.range = rangeFor(job, painted.has_values);
  // Linear maps may reach below zero; the others cannot.
  if (job.settings.scaling != Scaling::linear) painted.range.lo = std::max(painted.range.lo, 1e-6);
  painted.histogram = depthHistogram(thinned(*job.prediction->depth), painted.range, job.settings.scaling);
  painted.picture = paintColours(job, painted.range);
  return painted;
}

}  // namespace kerb
