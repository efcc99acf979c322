// What the frames of recordings have between them, as a user is told when a source opens.
#pragma once

#include <vector>

#include "core/source/recording.h"

namespace kerb {

/// Fills info.has and info.has_poses; notes images that do not exist, and ground truth that only some frames
/// have. `info.count` is the number of frames.
void describeRecordings(const std::vector<ListedFrame>& frames, SourceInfo& info);

}  // namespace kerb
