// Which method is used where nobody named one.
#pragma once

#include <optional>
#include <string>

#include "core/source/source.h"

namespace kerb {

/// Stereo matching for a stereo pair, else the source's own ground truth; none: depth needs a trained model.
std::optional<std::string> usualMethod(const SourceInfo& source);

}  // namespace kerb
