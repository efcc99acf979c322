// A folder with as many images as a long recording has.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "core/base/result.h"

namespace kerb::bench {

/// `count` files 0000000000.png ...; the first is an image, and nobody reads the others.
Status writeNumbered(const std::filesystem::path& folder, int64_t count, const std::string& extension);

}  // namespace kerb::bench
