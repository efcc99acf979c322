// Which frames of a source a command works on.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/source/source.h"

namespace kerb {

struct FrameRange {
  int64_t begin = 0;
  int64_t end = -1;  ///< exclusive; -1: the end of the source
  int64_t step = 1;
};

/// "10", "10:", ":50", "10:50", "10:50:5"; empty: all.
Result<FrameRange> parseFrameRange(const std::string& text);

/// The indices in a source whose count is final; an Error where there are none.
Result<std::vector<int64_t>> indicesIn(const FrameRange& range, const SourceInfo& source);

}  // namespace kerb
