// The files of a folder that carry a frame number in their name: listed once, with no stat per file.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/result.h"

namespace kerb {

/// How a data set writes a frame number into a name: "rgb_" + %05d + "" + ".jpg".
struct NumberedName {
  std::string before = {};
  int digits = 10;  ///< of names that are written (0: no number); any count is read
  std::string after = {};
  /// An image's extension stands for every image format; another one only for itself.
  std::string extension = ".png";

  std::string nameOf(int64_t number) const;
  /// Nothing where the name is another; numbers up to 10^12.
  std::optional<int64_t> numberOf(std::string_view name) const;
};

/// Frame numbers and file names.
using NumberedFiles = std::vector<std::pair<int64_t, std::string>>;

/// Of the names found in `folder` those that are "<clip>_<number><after><extension>", by clip and in order,
/// behind `folder`. (One city of Cityscapes: "aachen/aachen_000000_000019_leftImg8bit.png".)
std::map<std::string, NumberedFiles> clipsOf(const std::vector<std::string>& found,
                                             const std::filesystem::path& folder, const NumberedName& names);
/// clipsOf() fileNames() of root / folder.
Result<std::map<std::string, NumberedFiles>> clipsIn(const std::filesystem::path& root,
                                                     const std::filesystem::path& folder,
                                                     const NumberedName& names);

/// Immutable; copies share the list. Of two files with one number ("1.png", "01.jpg") the naturally first is
/// kept.
class NumberedFolder {
 public:
  NumberedFolder() = default;
  /// Of a folder as fileNames() lists it: one that does not exist holds no files.
  static Result<NumberedFolder> list(std::filesystem::path folder, NumberedName names);
  /// With the files given; names may lead into sub-folders.
  NumberedFolder(std::filesystem::path folder, NumberedName names, NumberedFiles files);

  bool has(int64_t number) const { return find(number) != nullptr; }
  /// Where the file with this number is, or would be.
  std::filesystem::path path(int64_t number) const;
  const std::filesystem::path& folder() const { return folder_; }
  bool empty() const { return size() == 0; }
  size_t size() const { return files_ ? files_->size() : 0; }
  std::vector<int64_t> numbers() const;
  /// All numbers from the first to the last, so that a gap stays visible as a broken frame; only those there
  /// are if gaps outnumber files.
  std::vector<int64_t> numbersWithGaps() const;

 private:
  const std::string* find(int64_t number) const;
  static std::shared_ptr<const NumberedFiles> sorted(NumberedFiles files);

  std::filesystem::path folder_;
  NumberedName names_;
  std::shared_ptr<const NumberedFiles> files_;  ///< by number
};

}  // namespace kerb
