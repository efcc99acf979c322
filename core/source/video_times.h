// When the frames of a video are shown, where their rate varies.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

namespace kerb {

/// `ticks`: of each frame in the order of showing, PacketFacts::kNone where unknown. `fps`: 0: unknown.
/// Returns SourceInfo::times_s: none where frame / fps says the same, up to what a container's clock rounds,
/// where a time is missing, and where times go back or leap by more than a minute.
std::shared_ptr<const std::vector<double>> variableTimes(const std::vector<int64_t>& ticks,
                                                         double seconds_per_tick, double fps);

}  // namespace kerb
