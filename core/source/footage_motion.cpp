// How much moves between the frames of a source: finds where a car stands still.
#include <algorithm>
#include <cmath>

#include <ATen/ATen.h>
#include <fmt/format.h>

#include "core/base/one_thread.h"
#include "core/base/ordered_pool.h"
#include "core/frame/resample.h"
#include "core/source/footage.h"

namespace kerb {
namespace {

constexpr int64_t kSmallWidth = 64, kSmallHeight = 36;
/// Frames that one worker reads in a row: videos are decoded in order.
constexpr int64_t kRun = 128;

/// ITU-R 601 luma in 16-bit fixed point, as Pillow's "L", of the shrunk picture.
std::vector<int> greyOf(const at::Tensor& image) {
  const at::Tensor small = resizeLanczos(image, kSmallWidth, kSmallHeight).permute({1, 2, 0}).contiguous();
  const auto* rgb = small.const_data_ptr<uint8_t>();
  std::vector<int> grey(kSmallWidth * kSmallHeight);
  for (size_t i = 0; i < grey.size(); ++i, rgb += 3)
    grey[i] = (rgb[0] * 19595 + rgb[1] * 38470 + rgb[2] * 7471 + 0x8000) >> 16;
  return grey;
}

double differenceOf(const std::vector<int>& a, const std::vector<int>& b) {
  int64_t sum = 0;
  for (size_t i = 0; i < a.size(); ++i) sum += std::abs(a[i] - b[i]);
  return std::round(1000.0 * static_cast<double>(sum) / static_cast<double>(a.size())) / 1000;
}

/// The frame read last and its small picture.
struct Seen {
  Frame frame;
  std::vector<int> grey;  ///< empty: it could not be read
};

Seen look(const Source& source, int64_t index) {
  auto frame = source.at(index, {});
  if (!frame) {
    auto described = source.at(index, {.image = false});
    Seen seen{described ? *std::move(described) : Frame{}, {}};
    seen.frame.index = index;
    return seen;
  }
  Seen seen{*std::move(frame), {}};
  seen.grey = greyOf(seen.frame.image);
  seen.frame.image.reset();
  return seen;
}

double compare(const Seen& before, const Seen& now) {
  if (now.grey.empty() || before.grey.empty())
    return now.grey.empty() || isNeighbour(before.frame, now.frame, 1) ? Motion::kUnreadable
                                                                       : Motion::kNoFrameBefore;
  if (!isNeighbour(before.frame, now.frame, 1)) return Motion::kNoFrameBefore;
  return differenceOf(before.grey, now.grey);
}

/// Of the frames begin <= index < end.
std::vector<double> differences(const Source& source, int64_t begin, int64_t end, const JobContext& job) {
  std::vector<double> values;
  std::optional<Seen> before;
  if (begin > 0) before = look(source, begin - 1);
  for (int64_t index = begin; index < end && !job.cancelled(); ++index) {
    Seen now = look(source, index);
    if (before)
      values.push_back(compare(*before, now));
    else
      values.push_back(now.grey.empty() ? Motion::kUnreadable : Motion::kNoFrameBefore);
    before = std::move(now);
  }
  return values;
}

}  // namespace

Result<Motion> motionOf(const Source& source, int threads, const JobContext& job) {
  KERB_TRY(const SourceInfo info, source.completeInfo(job.stop));
  const int64_t runs = (info.count + kRun - 1) / kRun;
  threads = static_cast<int>(std::clamp<int64_t>(runs, 1, threadCount(threads)));
  std::vector<std::unique_ptr<Source>> readers;
  readers.reserve(static_cast<size_t>(threads));
  for (int i = 0; i < threads; ++i) readers.push_back(source.clone());
  OrderedPool<std::vector<double>> pool(threads, threads + 2, 0, runs, [&](int worker, int64_t run) {
    workOnOneThread();
    return differences(*readers[static_cast<size_t>(worker)], run * kRun,
                       std::min(info.count, (run + 1) * kRun), job);
  });
  Motion motion;
  job.progress("looking for static frames", 0, info.count);
  while (!pool.done()) {
    const auto values = pool.next();
    if (job.cancelled()) return Error::cancelledByUser();
    motion.difference.insert(motion.difference.end(), values.begin(), values.end());
    job.progress("looking for static frames", static_cast<int64_t>(motion.difference.size()), info.count);
  }
  return motion;
}

std::string motionSummary(const Motion& motion, double threshold) {
  int64_t dropped = 0, unreadable = 0;
  std::vector<double> known;
  for (size_t i = 0; i < motion.difference.size(); ++i) {
    dropped += motion.isStatic(i, threshold) ? 1 : 0;
    unreadable += motion.difference[i] == Motion::kUnreadable ? 1 : 0;
    if (motion.difference[i] >= 0) known.push_back(motion.difference[i]);
  }
  std::string text = fmt::format(
      "{} of {} frames kept: {} differ by less than {:.4g} grey levels from the one before",
      static_cast<int64_t>(motion.difference.size()) - dropped, motion.difference.size(), dropped, threshold);
  if (!known.empty()) {
    std::ranges::sort(known);
    text += fmt::format(" (least {:.3g}, median {:.3g}, most {:.3g})", known.front(), known[known.size() / 2],
                        known.back());
  }
  if (unreadable > 0) text += fmt::format("; {} could not be compared and stay", unreadable);
  return text;
}

}  // namespace kerb
