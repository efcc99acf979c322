// A frame with what of it can be read: a damaged label must not take the picture away.
#pragma once

#include <optional>

#include "core/source/source.h"

namespace kerb {

struct PartialFrame {
  Frame frame;
  std::optional<Error> lacking;  ///< why a wanted part is not there; none: nothing failed
};

/// The frame with those of the wanted parts that can be read. Without its image: an Error.
Result<PartialFrame> readPartially(const Source& source, int64_t index, FrameParts wanted);

}  // namespace kerb
