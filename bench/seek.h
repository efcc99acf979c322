// How long a random seek takes in an uncached 1280x720 H.264 video.
#pragma once

#include "bench/bench.h"

namespace kerb::bench {

/// Nearest key frame and exact frame, at 30 and 250 frames between key frames: times and their targets.
Result<nlohmann::json> benchSeek(const Options& options);

}  // namespace kerb::bench
