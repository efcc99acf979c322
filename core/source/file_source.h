// A Source over files whose list is known when it opens: image folders and data sets.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

#include "core/source/image_file.h"
#include "core/source/source.h"

namespace kerb {

/// What a data set must say; nothing changes after it opened, so all clones share one. Thread-safe.
class FrameReader {
 public:
  virtual ~FrameReader() = default;
  virtual SourceInfo info() const = 0;
  /// 0 <= index < info().count. Without any part (kNoParts) it must not open a file of the frame.
  virtual Result<Frame> read(int64_t index, FrameParts parts) const = 0;
  /// See Source::neighbour. By default the frame at index + offset where isNeighbour() says so; which one
  /// that is, is asked without decoding it. A reader that can reach frames outside its list overrides this.
  virtual Result<std::optional<Frame>> neighbour(const Frame& frame, int64_t offset, FrameParts parts) const;
  /// See Source::lacks; 0 <= index < info().count.
  virtual std::string lacks(int64_t, FrameParts) const { return {}; }
};

inline constexpr FrameParts kNoParts{.image = false};

/// Adds the range check and clone().
std::unique_ptr<Source> makeFileSource(std::shared_ptr<const FrameReader> reader);

/// Whether no two of the names have the same stem: "a.png" beside "a.jpg", 1.png of two folders.
bool stemsAreUnique(const std::vector<std::string>& names);

/// Like std::filesystem's, but what may not be looked at is not there, instead of an exception.
bool isFolder(const std::filesystem::path& path);
/// Whether the folder has this name. A link that leads nowhere counts: reading it is an Error that names it,
/// where leaving it out would hide the damage.
bool fileExists(const std::filesystem::path& path);
/// Calls `visit` with the names that are in a folder, in no order, hidden ones left out, until it says false.
/// A link is no folder; no stat per file, where the file system says what is one. A folder that does not
/// exist holds nothing; one that cannot be listed (no rights, no folder, a broken disk or link) is an Error
/// that names it, and so is the end of a cancelled Listing.
Status eachEntry(const std::filesystem::path& folder,
                 const std::function<bool(std::string name, bool is_folder)>& visit);
/// The names that eachEntry() visits.
Result<std::vector<std::string>> fileNames(const std::filesystem::path& folder);
/// Those of fileNames() that are folders and, if given, `wanted`, naturally sorted. Only wanted names cost a
/// stat: asking for it first keeps a folder of 100,000 links fast.
Result<std::vector<std::string>> subFolders(
    const std::filesystem::path& folder,
    const std::function<bool(const std::string& name)>& wanted = nullptr);

/// Whether files exist, by what fileNames() says of their folders, each listed once, when it is first asked
/// for: asking for 100,000 files of one folder costs no stat.
class ListedFolders {
 public:
  Result<bool> has(const std::filesystem::path& file);

 private:
  std::map<std::filesystem::path, std::unordered_set<std::string>> folders_;
};

/// The size of the first readable image; adds a note for broken ones before it. After 16 broken ones, or for
/// an empty list, the first one's Error.
Result<ImageSize> firstReadableSize(const std::vector<std::filesystem::path>& images,
                                    std::vector<std::string>& notes);

/// With the path, its last part as name, and the layout's id.
SourceInfo infoOf(const std::filesystem::path& path, std::string layout);

/// The path without trailing '/', '.' or '..', so that parent_path() and filename() mean what they say.
std::filesystem::path plainPath(const std::filesystem::path& path);

}  // namespace kerb
