#include "core/source/split.h"

#include <algorithm>
#include <optional>

#include <ATen/ATen.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/base/file.h"
#include "core/prediction/npy.h"

namespace kerb {
namespace {

std::optional<int64_t> frameNumber(std::string_view word) {
  const auto number = parseInteger(word);
  if (!number || *number < 0) return std::nullopt;
  return *number;
}

bool looksLikePath(std::string_view word) {
  return std::filesystem::path(word).has_extension() && !parseNumber(word);
}

std::optional<SplitLine> oneWord(std::string_view word) {
  if (!looksLikePath(word)) return std::nullopt;
  SplitLine line;
  line.first = word;
  return line;
}

std::optional<SplitLine> twoWords(const std::vector<std::string_view>& words) {
  SplitLine line;
  if (const auto frame = frameNumber(words[1])) {
    line.folder = words[0];
    line.frame = *frame;
    return line;
  }
  if (!looksLikePath(words[0]) || !looksLikePath(words[1])) return std::nullopt;
  line.first = words[0];
  line.second = words[1];
  return line;
}

std::optional<SplitLine> threeWords(const std::vector<std::string_view>& words) {
  SplitLine line;
  if (words[2] == "l" || words[2] == "r") {
    const auto frame = frameNumber(words[1]);
    if (!frame) return std::nullopt;
    line.folder = words[0];
    line.frame = *frame;
    line.side = words[2][0];
    return line;
  }
  const auto frame = frameNumber(words[2]);
  if (!frame) return std::nullopt;
  line.folder = fmt::format("{}/{}", words[0], words[1]);
  line.frame = *frame;
  return line;
}

Result<std::vector<SplitLine>> linesOfIds(const std::vector<SplitLine>& lines,
                                          const std::filesystem::path& file) {
  KERB_TRY(const at::Tensor ids, readNpy(file));
  if (ids.dim() != 1 || !at::isIntegralType(ids.scalar_type(), /*includeBool=*/false) || ids.numel() == 0)
    return Error{"holds no list of whole numbers", file.string(),
                 "Expected ids of a split's lines, like eigen_to_benchmark_ids.npy"};
  const at::Tensor numbers = ids.to(at::kLong).contiguous();
  std::vector<bool> taken(lines.size());
  std::vector<SplitLine> chosen;
  for (int64_t i = 0; i < numbers.numel(); ++i) {
    const int64_t id = numbers.const_data_ptr<int64_t>()[i];
    if (id < 0 || id >= static_cast<int64_t>(lines.size()))
      return Error{fmt::format("id {} at index {} is beyond the split's {} frames", id, i, lines.size()),
                   file.string(), "The ids belong to another split"};
    if (taken[static_cast<size_t>(id)])
      return Error{fmt::format("id {} at index {} is there twice", id, i), file.string()};
    taken[static_cast<size_t>(id)] = true;
    chosen.push_back(lines[static_cast<size_t>(id)]);
  }
  return chosen;
}

}  // namespace

Result<std::vector<SplitLine>> parseSplit(std::string_view text, const std::string& name) {
  std::vector<SplitLine> lines;
  int64_t number = 0;
  for (const auto text_line : splitLines(text)) {
    ++number;
    const auto words = splitWords(text_line);
    if (words.empty()) continue;
    std::optional<SplitLine> line;
    if (words.size() == 1) line = oneWord(words[0]);
    if (words.size() == 2) line = twoWords(words);
    if (words.size() == 3) line = threeWords(words);
    if (!line)
      return Error{fmt::format("'{}' is not a line of a split", text_line.substr(0, 80)),
                   fmt::format("{}:{}", name, number),
                   "Expected 'folder frame l|r', or one or two image paths"};
    line->number = number;
    lines.push_back(std::move(*line));
  }
  if (lines.empty()) return Error{"lists no frames", name};
  return lines;
}

Result<std::vector<SplitLine>> readSplit(const SourceOptions& options) {
  KERB_TRY(const std::string text, readWhole(options.split_file, uint64_t{1} << 28));
  KERB_TRY(auto lines, parseSplit(text, options.split_file.string()));
  if (options.split_ids.empty()) return lines;
  return linesOfIds(lines, options.split_ids);
}

std::string missingNote(const std::vector<std::string>& missing, size_t total, std::string_view of_what) {
  if (missing.empty()) return "";
  constexpr size_t kNamed = 5;
  const std::vector<std::string> named(
      missing.begin(), missing.begin() + static_cast<ptrdiff_t>(std::min(kNamed, missing.size())));
  return fmt::format("{} of {} {} do not exist: {}{}", missing.size(), total, of_what, fmt::join(named, ", "),
                     missing.size() > kNamed ? fmt::format(" and {} more", missing.size() - kNamed) : "");
}

}  // namespace kerb
