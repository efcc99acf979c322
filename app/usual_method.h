// Which method is used where nobody named one.
#pragma once

#include <optional>
#include <string>

#include "core/source/source.h"

namespace kerb {

/// Stereo matching for a stereo pair, else the source's own depth; none: depth needs a trained model.
std::optional<std::string> usualDepthMethod(const SourceInfo& source);

/// For who wants files of what there is: of a source that has nothing but labels, these.
std::optional<std::string> usualMethod(const SourceInfo& source);

}  // namespace kerb
