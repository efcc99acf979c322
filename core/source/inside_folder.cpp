#include "core/source/inside_folder.h"

#include "core/source/file_source.h"

namespace kerb {
namespace fs = std::filesystem;

std::optional<InsideFolder> insideFolder(const fs::path& path, const std::string& marker, size_t levels) {
  if (!isFolder(path)) return std::nullopt;
  if (isFolder(path / marker)) return InsideFolder{path, {}};
  InsideFolder inside;
  fs::path at = path;
  for (size_t level = 0; level <= levels; ++level) {
    if (at.filename() == marker) {
      inside.root = at.parent_path();
      return inside;
    }
    inside.below.insert(inside.below.begin(), at.filename().string());
    at = at.parent_path();
  }
  return std::nullopt;
}

bool isWanted(const std::vector<std::string>& below, size_t depth, const std::string& name) {
  return below.size() <= depth || below[depth] == name;
}

}  // namespace kerb
