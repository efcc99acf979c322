// Where a given path lies in a data set: at its root, or some levels inside.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace kerb {

struct InsideFolder {
  std::filesystem::path root;      ///< holds the marker folder
  std::vector<std::string> below;  ///< components of the path below the marker; empty: root or marker itself
};

/// `path` is the root of a data set that has a folder `marker`, or that folder, or at most `levels` below it.
/// (Cityscapes: leftImg8bit; leftImg8bit/val/frankfurt has val, frankfurt below.)
std::optional<InsideFolder> insideFolder(const std::filesystem::path& path, const std::string& marker,
                                         size_t levels);

/// Whether the name may be read when only what lies at `below` was asked for, at that depth.
bool isWanted(const std::vector<std::string>& below, size_t depth, const std::string& name);

}  // namespace kerb
