#include "core/source/source.h"

namespace kerb {

Result<SourceInfo> Source::completeInfo(std::stop_token) const { return info(); }

Result<Frame> Source::preview(int64_t index, FrameParts parts) const { return at(index, parts); }

Result<std::optional<Frame>> Source::neighbour(const Frame& frame, int64_t offset, FrameParts parts) const {
  const int64_t index = frame.index + offset;
  if (index < 0 || index >= info().count) return std::optional<Frame>();
  KERB_TRY(Frame other, at(index, parts));
  if (!isNeighbour(frame, other, offset)) return std::optional<Frame>();
  return std::optional<Frame>(std::move(other));
}

std::string Source::lacks(int64_t, FrameParts) const { return {}; }

}  // namespace kerb
