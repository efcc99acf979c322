#include "widgets/panel/frame_times.h"

#include <algorithm>
#include <iterator>

#include "core/source/untimed.h"

namespace kerb {

FrameTimes::FrameTimes(const SourceInfo& info)
    : fps_(info.fps > 0 ? info.fps : 1 / kUntimedStepS), shortest_s_(1 / fps_), times_s_(info.times_s) {
  for (size_t i = 1; times_s_ && i < times_s_->size(); ++i)
    if (const double step_s = (*times_s_)[i] - (*times_s_)[i - 1]; step_s > 0)
      shortest_s_ = std::min(shortest_s_, step_s);
}

double FrameTimes::secondsOf(int64_t index) const {
  if (!times_s_) return static_cast<double>(index) / fps_;
  const int64_t last = std::ssize(*times_s_) - 1;
  if (index > last) return times_s_->back() + static_cast<double>(index - last) / fps_;
  return (*times_s_)[static_cast<size_t>(std::max<int64_t>(0, index))];
}

int64_t FrameTimes::after(int64_t from, double seconds) const {
  if (!times_s_) return from + static_cast<int64_t>(seconds * fps_);
  if (seconds < 0) return std::min(from, backwards(secondsOf(from + 1) + seconds));
  return std::max(from, forwards(secondsOf(from) + seconds));
}

int64_t FrameTimes::timelessBetween(int64_t from, int64_t to) const {
  if (!times_s_) return 0;
  int64_t count = 0;
  for (int64_t i = std::min(from, to) + 1; i < std::max(from, to); ++i)
    count += secondsOf(i) == secondsOf(i + 1);
  return count;
}

/// The last frame whose time has come.
int64_t FrameTimes::forwards(double time_s) const {
  const double beyond_s = time_s - times_s_->back();
  if (beyond_s >= 0) return std::ssize(*times_s_) - 1 + static_cast<int64_t>(beyond_s * fps_);
  return std::ranges::upper_bound(*times_s_, time_s) - times_s_->begin() - 1;
}

/// The last frame that begins before this time; -1 before the first.
int64_t FrameTimes::backwards(double time_s) const {
  return std::ranges::lower_bound(*times_s_, time_s) - times_s_->begin() - 1;
}

}  // namespace kerb
