// Parts of a file's name: as those of std::filesystem::path, but 100,000 paths take longer to make than their
// folder takes to list.
#pragma once

#include <string_view>

namespace kerb {

/// "frame.0001" of "frame.0001.png"; `name` has no folders.
std::string_view stemOf(std::string_view name);
/// ".png" of it; empty where there is none.
std::string_view extensionOf(std::string_view name);

}  // namespace kerb
