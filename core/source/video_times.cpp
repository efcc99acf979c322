#include "core/source/video_times.h"

#include <algorithm>
#include <cmath>

#include "core/source/video_order.h"

namespace kerb {
namespace {

// Matroska and FLV count milliseconds, others less; a difference of two is off by as much as one.
constexpr double kClockRoundingS = 0.0011;
// A longer step is no frame that somebody wants to wait for, but a clock that was set.
constexpr double kLongestFrameS = 60;

bool isConstant(const std::vector<double>& times_s, double fps) {
  if (fps <= 0) return false;
  for (size_t i = 0; i < times_s.size(); ++i)
    if (std::abs(times_s[i] - static_cast<double>(i) / fps) > kClockRoundingS) return false;
  return true;
}

bool isLeap(double time_s, double next_s) { return next_s < time_s || next_s - time_s > kLongestFrameS; }

}  // namespace

std::shared_ptr<const std::vector<double>> variableTimes(const std::vector<int64_t>& ticks,
                                                         double seconds_per_tick, double fps) {
  if (ticks.empty() || std::ranges::find(ticks, PacketFacts::kNone) != ticks.end()) return nullptr;
  std::vector<double> times_s;
  times_s.reserve(ticks.size());
  for (const int64_t tick : ticks)
    times_s.push_back(static_cast<double>(tick - ticks.front()) * seconds_per_tick);
  if (isConstant(times_s, fps) || std::ranges::adjacent_find(times_s, isLeap) != times_s.end())
    return nullptr;
  return std::make_shared<const std::vector<double>>(std::move(times_s));
}

}  // namespace kerb
