#include "core/source/numbered_folder.h"

#include <algorithm>

#include <fmt/format.h>

#include "core/base/file.h"
#include "core/source/file_source.h"

namespace kerb {
namespace fs = std::filesystem;
namespace {

constexpr int64_t kMost = 1'000'000'000'000;

bool extensionFits(std::string_view found, std::string_view wanted) {
  return found == wanted || (isImageExtension(wanted) && isImageExtension(found));
}

}  // namespace

std::map<std::string, NumberedFiles> clipsOf(const std::vector<std::string>& found, const fs::path& folder,
                                             const NumberedName& names) {
  std::map<std::string, NumberedFiles> clips;
  for (const auto& name : found) {
    NumberedName numbered = names;
    const size_t tail = name.rfind(names.after);
    const size_t underscore = name.rfind('_', tail == 0 || tail == std::string::npos ? 0 : tail - 1);
    if (underscore == std::string::npos || underscore == 0) continue;
    numbered.before = name.substr(0, underscore + 1);
    if (const auto number = numbered.numberOf(name))
      clips[name.substr(0, underscore)].emplace_back(*number, (folder / name).string());
  }
  for (auto& [clip, files] : clips) std::ranges::sort(files);
  return clips;
}

Result<std::map<std::string, NumberedFiles>> clipsIn(const fs::path& root, const fs::path& folder,
                                                     const NumberedName& names) {
  KERB_TRY(const auto found, fileNames(root / folder));
  return clipsOf(found, folder, names);
}

std::string NumberedName::nameOf(int64_t number) const {
  if (digits == 0) return before + after + extension;
  return fmt::format("{}{:0{}}{}{}", before, number, digits, after, extension);
}

std::optional<int64_t> NumberedName::numberOf(std::string_view name) const {
  if (!name.starts_with(before)) return std::nullopt;
  name.remove_prefix(before.size());
  const size_t end = std::min(name.find_first_not_of("0123456789"), name.size());
  const auto number = parseInteger(name.substr(0, end));
  if (!number || *number > kMost) return std::nullopt;
  name.remove_prefix(end);
  if (!name.starts_with(after)) return std::nullopt;
  name.remove_prefix(after.size());
  if (!name.starts_with('.') || !extensionFits(name, extension)) return std::nullopt;
  return *number;
}

Result<NumberedFolder> NumberedFolder::list(fs::path folder, NumberedName names) {
  NumberedFiles files;
  KERB_TRY(auto found, fileNames(folder));
  for (auto& name : found) {
    if (const auto number = names.numberOf(name)) files.emplace_back(*number, std::move(name));
  }
  return NumberedFolder(std::move(folder), std::move(names), std::move(files));
}

NumberedFolder::NumberedFolder(fs::path folder, NumberedName names, NumberedFiles files)
    : folder_(std::move(folder)), names_(std::move(names)), files_(sorted(std::move(files))) {}

std::shared_ptr<const NumberedFiles> NumberedFolder::sorted(NumberedFiles files) {
  std::ranges::sort(files, [](const auto& a, const auto& b) {
    return a.first != b.first ? a.first < b.first : naturalLess(a.second, b.second);
  });
  const auto same_number = [](const auto& a, const auto& b) { return a.first == b.first; };
  files.erase(std::ranges::unique(files, same_number).begin(), files.end());
  files.shrink_to_fit();
  return std::make_shared<const NumberedFiles>(std::move(files));
}

const std::string* NumberedFolder::find(int64_t number) const {
  if (!files_) return nullptr;
  const auto found = std::ranges::lower_bound(*files_, number, {}, &NumberedFiles::value_type::first);
  return found != files_->end() && found->first == number ? &found->second : nullptr;
}

fs::path NumberedFolder::path(int64_t number) const {
  const std::string* name = find(number);
  return folder_ / (name != nullptr ? *name : names_.nameOf(number));
}

std::vector<int64_t> NumberedFolder::numbers() const {
  std::vector<int64_t> all;
  if (!files_) return all;
  all.reserve(files_->size());
  for (const auto& [number, name] : *files_) all.push_back(number);
  return all;
}

std::vector<int64_t> NumberedFolder::numbersWithGaps() const {
  if (empty()) return {};
  const int64_t first = files_->front().first;
  const int64_t last = files_->back().first;
  if (last - first >= 2 * static_cast<int64_t>(size()) + 16) return numbers();
  std::vector<int64_t> all;
  for (int64_t number = first; number <= last; ++number) all.push_back(number);
  return all;
}

}  // namespace kerb
