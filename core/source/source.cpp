#include "core/source/source.h"

namespace kerb {

Result<SourceInfo> Source::completeInfo(std::stop_token) const { return info(); }

}  // namespace kerb
