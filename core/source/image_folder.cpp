// Layout: a folder of image files as one clip, or a single image.
#include <algorithm>

#include <fmt/format.h>

#include "core/base/file.h"
#include "core/source/clip_numbers.h"
#include "core/source/file_name.h"
#include "core/source/file_source.h"
#include "core/source/small_picture.h"
#include "core/source/untimed.h"

namespace kerb {
namespace fs = std::filesystem;
namespace {

/// Names only, with no stat per file: a folder of 100,000 images opens at once.
Result<std::vector<std::string>> imageNames(const fs::path& folder) {
  std::vector<std::string> names;
  KERB_CHECK(eachEntry(folder, [&](std::string name, bool is_folder) {
    if (!is_folder && isImageExtension(extensionOf(name))) names.push_back(std::move(name));
    return true;
  }));
  if (names.empty()) return Error{"holds no image files", folder.string()};
  std::sort(names.begin(), names.end(), naturalLess);
  return names;
}

/// Empty where nothing is missing.
std::string gapNote(const std::vector<std::string>& names, const std::vector<int64_t>& numbers) {
  for (size_t i = 1; i < numbers.size(); ++i) {
    if (numbers[i] == numbers[i - 1] + 1) continue;
    return fmt::format("by their numbers {} of {} images are missing, the first after {}",
                       numbers.back() + 1 - static_cast<int64_t>(numbers.size()), numbers.back() + 1,
                       names[i - 1]);
  }
  return {};
}

class ImageFolder final : public FrameReader, public SmallPictures {
 public:
  ImageFolder(fs::path folder, std::vector<std::string> names, std::vector<int64_t> numbers, SourceInfo info)
      : folder_(std::move(folder)),
        names_(std::move(names)),
        numbers_(std::move(numbers)),
        info_(std::move(info)),
        stems_are_unique_(stemsAreUnique(names_)) {}

  SourceInfo info() const override { return info_; }

  Result<Frame> read(int64_t index, FrameParts parts) const override {
    const fs::path path = folder_ / names_[static_cast<size_t>(index)];
    Frame frame;
    frame.index = index;
    frame.time_s = kUntimedStepS * static_cast<double>(index);
    if (!numbers_.empty()) frame.number_in_clip = numbers_[static_cast<size_t>(index)];
    frame.name = stems_are_unique_ ? path.stem().string() : path.filename().string();  // a.png beside a.jpg
    if (!parts.image) return frame;
    KERB_TRY(frame.image, readImage(path));
    if (frame.width() != info_.width || frame.height() != info_.height)
      return Error{fmt::format("is {}x{}, the first image is {}x{}", frame.width(), frame.height(),
                               info_.width, info_.height),
                   path.string(),
                   "A folder is read as one drive: put images of another size into one of their own"};
    return frame;
  }

  Result<std::optional<at::Tensor>> smallPicture(int64_t index, int64_t at_least) const override {
    return readSmallImage(folder_ / names_[static_cast<size_t>(index)], at_least);
  }

 private:
  fs::path folder_;
  std::vector<std::string> names_;
  std::vector<int64_t> numbers_;  ///< in time, see clipNumbers(); may be empty
  SourceInfo info_;
  bool stems_are_unique_;
};

bool recognises(const fs::path& path) {
  if (!isFolder(path)) return isImageFile(path) && !path.filename().string().starts_with('.');
  bool found = false;
  const Status listed = eachEntry(path, [&](const std::string& name, bool is_folder) {
    found = !is_folder && isImageExtension(extensionOf(name));
    return !found;
  });
  return listed && found;
}

Result<std::unique_ptr<Source>> open(const fs::path& given, const SourceOptions&) {
  const fs::path path = plainPath(given);
  const bool single = !isFolder(path);
  std::vector<std::string> names{path.filename().string()};
  if (!single) {
    KERB_TRY(names, imageNames(path));
  }
  const fs::path folder = single ? path.parent_path() : path;
  SourceInfo info = infoOf(path, "image_folder");
  std::vector<fs::path> first;
  for (size_t i = 0; i < std::min<size_t>(names.size(), 16); ++i) first.push_back(folder / names[i]);
  KERB_TRY(const ImageSize size, firstReadableSize(first, info.notes));
  info.count = static_cast<int64_t>(names.size());
  info.width = size.width;
  info.height = size.height;
  std::vector<int64_t> numbers = clipNumbers(names);
  if (std::string gaps = gapNote(names, numbers); !gaps.empty()) info.notes.push_back(std::move(gaps));
  return makeFileSource(
      std::make_shared<ImageFolder>(folder, std::move(names), std::move(numbers), std::move(info)));
}

}  // namespace

SourceLayout imageFolderLayout() {
  return {"image_folder", "image folder",
          "a folder with image files (png, jpg, bmp, ppm, webp, tif), or one image", recognises, open};
}

}  // namespace kerb
