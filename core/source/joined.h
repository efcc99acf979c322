// Several sources as one, for training on all of them.
#pragma once

#include <memory>
#include <vector>

#include "core/source/source.h"

namespace kerb {

/// The frames of all sources, one source after the other. Neighbours stay in their own source. Has what all
/// of them have. Waits until the number of frames of each is known. At least one; a single one is returned as
/// it is.
Result<std::unique_ptr<Source>> joined(std::vector<std::unique_ptr<Source>> sources, std::stop_token stop);

}  // namespace kerb
