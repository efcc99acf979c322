#include "core/source/source.h"

namespace kerb {

Result<SourceInfo> Source::completeInfo(std::stop_token) const { return info(); }

Result<Frame> Source::preview(int64_t index, FrameParts parts) const { return at(index, parts); }

}  // namespace kerb
