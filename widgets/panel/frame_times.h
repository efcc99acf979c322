// When each frame of a source is shown: at a constant rate, or by the frames' own times.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "core/source/source.h"

namespace kerb {

class FrameTimes {
 public:
  explicit FrameTimes(const SourceInfo& info = {});

  /// Frames per second, on the whole; 10 where the source knows none.
  double fps() const { return fps_; }
  /// Seconds from the first frame to this one. After the last frame it goes on at fps().
  double secondsOf(int64_t index) const;
  /// The frame that is shown `seconds` after the player came to `from`; where they are negative, after as
  /// many of playing backwards. Either way each frame lasts until the next one's time. May lie beyond the
  /// ends.
  int64_t after(int64_t from, double seconds) const;
  /// How many of the frames after `from` and before `to` (or the other way round) last no time at all: nobody
  /// misses them.
  int64_t timelessBetween(int64_t from, int64_t to) const;
  /// How long the shortest frame lasts, > 0. Those that last no time at all do not count.
  double shortestSeconds() const { return shortest_s_; }

 private:
  int64_t forwards(double time_s) const;
  int64_t backwards(double time_s) const;

  double fps_;
  double shortest_s_;
  std::shared_ptr<const std::vector<double>> times_s_;  ///< none: every 1/fps
};

}  // namespace kerb
