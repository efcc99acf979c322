// Files that come with Kerb: recipes, weights.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace kerb {

/// Where files of a kind ("recipes") may lie, the first one first: share/kerb/KIND beside the program's
/// folder, which in a build folder is a link to the sources. Only folders that exist.
std::vector<std::filesystem::path> resourceFolders(const std::string& kind);

}  // namespace kerb
