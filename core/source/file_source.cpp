#include "core/source/file_source.h"

#include <algorithm>
#include <cerrno>
#include <memory>
#include <unordered_set>

#include <dirent.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include "core/base/file.h"
#include "core/source/file_name.h"
#include "core/source/listing.h"
#include "core/source/small_picture.h"

namespace kerb {
namespace fs = std::filesystem;
namespace {

class FileSource final : public Source, public SmallPictures {
 public:
  explicit FileSource(std::shared_ptr<const FrameReader> reader)
      : reader_(std::move(reader)), count_(reader_->info().count) {}
  SourceInfo info() const override { return reader_->info(); }
  Result<Frame> at(int64_t index, FrameParts parts) const override {
    if (index >= 0 && index < count_) return reader_->read(index, parts);
    return Error{fmt::format("frame {} is out of range: there are {} frames, counted from 0", index, count_),
                 reader_->info().path.string()};
  }
  Result<std::optional<Frame>> neighbour(const Frame& frame, int64_t offset,
                                         FrameParts parts) const override {
    return reader_->neighbour(frame, offset, parts);
  }
  std::string lacks(int64_t index, FrameParts parts) const override {
    return index >= 0 && index < count_ ? reader_->lacks(index, parts) : "";
  }
  Result<std::optional<at::Tensor>> smallPicture(int64_t index, int64_t at_least) const override {
    if (index < 0 || index >= count_) return std::optional<at::Tensor>();  // at() says what is wrong
    return smallPictureOf(*reader_, index, at_least);
  }
  std::unique_ptr<Source> clone() const override { return std::make_unique<FileSource>(reader_); }

 private:
  std::shared_ptr<const FrameReader> reader_;
  int64_t count_;
};

/// A link is none.
bool isFolderEntry(int folder, const dirent& entry) {
  if (entry.d_type != DT_UNKNOWN) return entry.d_type == DT_DIR;
  struct stat found{};
  return fstatat(folder, entry.d_name, &found, AT_SYMLINK_NOFOLLOW) == 0 && S_ISDIR(found.st_mode);
}

}  // namespace

Result<std::optional<Frame>> FrameReader::neighbour(const Frame& frame, int64_t offset,
                                                    FrameParts parts) const {
  const int64_t index = frame.index + offset;
  if (index < 0 || index >= info().count) return std::optional<Frame>();
  KERB_TRY(const Frame other, read(index, kNoParts));
  if (!isNeighbour(frame, other, offset)) return std::optional<Frame>();
  KERB_TRY(Frame whole, read(index, parts));
  return std::optional<Frame>(std::move(whole));
}

std::unique_ptr<Source> makeFileSource(std::shared_ptr<const FrameReader> reader) {
  return std::make_unique<FileSource>(std::move(reader));
}

bool stemsAreUnique(const std::vector<std::string>& names) {
  std::unordered_set<std::string_view> stems;
  stems.reserve(names.size());
  return std::ranges::all_of(names,
                             [&](const std::string& name) { return stems.insert(stemOf(name)).second; });
}

bool isFolder(const fs::path& path) {
  std::error_code ignored;
  return fs::is_directory(path, ignored);
}

bool fileExists(const fs::path& path) {
  std::error_code ignored;
  return fs::exists(fs::symlink_status(path, ignored));
}

Status eachEntry(const fs::path& folder, const std::function<bool(std::string name, bool is_folder)>& visit) {
  // Not std::filesystem's iterator: its paths take longer to make than the names to read.
  const std::unique_ptr<DIR, int (*)(DIR*)> listed(opendir(folder.c_str()), closedir);
  if (!listed) {
    const int failure = errno;
    // A link that leads nowhere is damage, not an absent folder.
    if (failure == ENOENT && !fileExists(folder)) return {};
    return systemError("cannot list the folder", folder, failure);
  }
  errno = 0;
  while (const dirent* entry = readdir(listed.get())) {  // NOLINT(concurrency-mt-unsafe): a DIR of its own
    if (entry->d_name[0] == '.') continue;
    KERB_CHECK(Listing::found());
    if (!visit(entry->d_name, isFolderEntry(dirfd(listed.get()), *entry))) return {};
    errno = 0;
  }
  if (errno != 0) return systemError("cannot list the folder", folder, errno);
  return {};
}

Result<std::vector<std::string>> fileNames(const fs::path& folder) {
  std::vector<std::string> names;
  KERB_CHECK(eachEntry(folder, [&](std::string name, bool) {
    names.push_back(std::move(name));
    return true;
  }));
  return names;
}

Result<std::vector<std::string>> subFolders(const fs::path& folder,
                                            const std::function<bool(const std::string& name)>& wanted) {
  KERB_TRY(auto names, fileNames(folder));
  std::erase_if(
      names, [&](const std::string& name) { return (wanted && !wanted(name)) || !isFolder(folder / name); });
  std::sort(names.begin(), names.end(), naturalLess);
  return names;
}

Result<bool> ListedFolders::has(const fs::path& file) {
  const auto [folder, is_new] = folders_.try_emplace(file.parent_path());
  if (is_new) {
    KERB_TRY(auto names, fileNames(folder->first));
    folder->second.insert(std::make_move_iterator(names.begin()), std::make_move_iterator(names.end()));
  }
  return folder->second.contains(file.filename().string());
}

Result<ImageSize> firstReadableSize(const std::vector<fs::path>& images, std::vector<std::string>& notes) {
  constexpr size_t kTried = 16;
  Error first{"there is no image"};
  for (size_t i = 0; i < std::min(kTried, images.size()); ++i) {
    auto size = readImageSize(images[i]);
    if (size) return size;
    notes.push_back(size.error().message());
    if (i == 0) first = size.error();
  }
  return first;
}

SourceInfo infoOf(const fs::path& path, std::string layout) {
  SourceInfo info;
  info.name = path.filename().string();
  info.layout = std::move(layout);
  info.path = path;
  return info;
}

fs::path plainPath(const fs::path& path) {
  std::error_code failure;
  fs::path plain = fs::absolute(path, failure).lexically_normal();
  if (plain.filename().empty()) plain = plain.parent_path();
  return plain;
}

}  // namespace kerb
