// For files that are written in pieces: see core/base/file.h for whole ones.
#pragma once

#include <filesystem>

#include "core/base/result.h"

namespace kerb {

/// Waits until the disk has what was written to the file.
Status syncFile(const std::filesystem::path& file);

}  // namespace kerb
