// Files that come with Kerb: recipes, weights.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace kerb {

/// Where files of a kind ("recipes") may lie, the first one first: beside the installed program
/// (share/kerb/KIND), then in the source tree that it was built from. Only folders that exist.
std::vector<std::filesystem::path> resourceFolders(const std::string& kind);

}  // namespace kerb
