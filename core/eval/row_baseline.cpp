#include "core/eval/row_baseline.h"

#include <algorithm>
#include <cstdlib>

#include <ATen/ATen.h>
#include <fmt/format.h>

#include "core/base/one_thread.h"
#include "core/base/ordered_pool.h"
#include "core/eval/depth_metrics.h"

namespace kerb {
namespace {

int64_t bandOf(int64_t row, int64_t height) { return (2 * row + 1) * RowBaseline::kRows / (2 * height); }

/// Known depths of each band, of all frames.
using Bands = std::vector<std::vector<double>>;

void addRow(const float* row, int64_t width, std::vector<double>& band) {
  std::vector<float> known;
  std::copy_if(row, row + width, std::back_inserter(known), [](float depth) { return depth > 0; });
  const auto count = static_cast<int64_t>(known.size());
  const int64_t taken = std::min(count, RowBaseline::kValuesOfARow);
  for (int64_t i = 0; i < taken; ++i) band.push_back(known[static_cast<size_t>(i * count / taken)]);
}

void addFrame(const at::Tensor& depth_m, Bands& bands) {
  const at::Tensor map = depth_m.to(at::kCPU, at::kFloat).contiguous();
  const int64_t height = map.size(0), width = map.size(1);
  for (int64_t y = 0; y < height; ++y) {
    addRow(map.const_data_ptr<float>() + y * width, width, bands[static_cast<size_t>(bandOf(y, height))]);
  }
}

/// Index of the nearest band that is not empty; the lower one in the image of two.
size_t nearestFilled(const Bands& bands, size_t band) {
  const auto count = static_cast<std::ptrdiff_t>(bands.size());
  const auto at = static_cast<std::ptrdiff_t>(band);
  for (std::ptrdiff_t away = 0; away < count; ++away) {
    for (const std::ptrdiff_t other : {at + away, at - away}) {
      if (other >= 0 && other < count && !bands[static_cast<size_t>(other)].empty())
        return static_cast<size_t>(other);
    }
  }
  return band;
}

std::vector<int64_t> evenlySpread(int64_t count, int64_t most) {
  const int64_t taken = std::min(count, most);
  std::vector<int64_t> indices;
  indices.reserve(static_cast<size_t>(taken));
  for (int64_t i = 0; i < taken; ++i) indices.push_back(i * count / taken);
  return indices;
}

}  // namespace

Result<RowBaseline> RowBaseline::measure(const Source& source, int64_t most_frames, const JobContext& job) {
  KERB_TRY(const SourceInfo info, source.completeInfo(job.stop));
  if (!info.has.depth)
    return Error{"has no true depth of which rows could have a median", info.path.string(),
                 "Name a source with ground truth as the baseline"};
  const auto indices = evenlySpread(info.count, most_frames);
  const auto count = static_cast<int64_t>(indices.size());
  const int threads = static_cast<int>(std::min<int64_t>(threadCount(0), std::max<int64_t>(count, 1)));
  std::vector<std::unique_ptr<Source>> readers;
  readers.reserve(static_cast<size_t>(threads));
  for (int i = 0; i < threads; ++i) readers.push_back(source.clone());
  OrderedPool<Result<Frame>> pool(threads, threads + 2, 0, count, [&](int worker, int64_t at) {
    workOnOneThread();
    return readers[static_cast<size_t>(worker)]->at(indices[static_cast<size_t>(at)],
                                                    {.image = false, .depth = true});
  });
  RowBaseline baseline;
  baseline.frame_count_ = info.count;
  Bands bands(kRows);
  for (int64_t done = 0; done < count; ++done) {
    if (job.cancelled()) return Error::cancelledByUser();
    job.progress("baseline", done, count);
    const Result<Frame> frame = pool.next();
    if (!frame) ++baseline.unreadable_;
    if (!frame || !frame->depth_m) continue;
    ++baseline.frames_;
    addFrame(*frame->depth_m, bands);
  }
  if (std::ranges::all_of(bands, [](const auto& band) { return band.empty(); }))
    return Error{fmt::format("{} frames were looked at, and none has true depth", count), info.path.string(),
                 "Name a source with ground truth as the baseline"};
  for (size_t band = 0; band < bands.size(); ++band)
    baseline.rows_.push_back(static_cast<float>(medianOf(bands[nearestFilled(bands, band)])));
  return baseline;
}

at::Tensor RowBaseline::depth(int64_t height, int64_t width) const {
  const at::Tensor column = at::empty({height, 1}, at::kFloat);
  auto* values = column.mutable_data_ptr<float>();
  for (int64_t y = 0; y < height; ++y) values[y] = rows_[static_cast<size_t>(bandOf(y, height))];
  return column.expand({height, width}).contiguous();
}

}  // namespace kerb
