// A data set that is still being written says so.
#pragma once

#include <filesystem>

#include "core/base/result.h"

namespace kerb {

/// In the top folder until all is there; its text is the command that writes it.
constexpr char kUnfinishedMarker[] = ".kerb_unfinished";

/// A path in such a folder, up to four folders below: an Error that says how to finish it.
Status checkFinished(const std::filesystem::path& path);

}  // namespace kerb
