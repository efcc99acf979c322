#include "core/source/frame_range.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "core/base/file.h"

namespace kerb {

Result<FrameRange> parseFrameRange(const std::string& text) {
  if (text.empty()) return FrameRange{};
  const Error wrong{fmt::format("'{}' is not FIRST:END:STEP", text), "--frames",
                    "For example --frames 0:100 or --frames ::10"};
  std::vector<std::string> parts(1);
  for (const char c : text) {
    if (c == ':')
      parts.emplace_back();
    else
      parts.back() += c;
  }
  FrameRange range;
  std::array<int64_t*, 3> fields{&range.begin, &range.end, &range.step};
  if (parts.size() > fields.size()) return wrong;
  for (size_t i = 0; i < parts.size(); ++i) {
    if (parts[i].empty()) continue;
    const auto number = parseInteger(parts[i]);
    if (!number || *number < 0) return wrong;
    *fields.at(i) = *number;
  }
  if (parts.size() == 1) range.end = range.begin + 1;
  return range;
}

Result<std::vector<int64_t>> indicesIn(const FrameRange& range, const SourceInfo& source) {
  const int64_t begin = std::max<int64_t>(range.begin, 0);
  const int64_t end = range.end < 0 ? source.count : std::min(range.end, source.count);
  constexpr int64_t kMostStep = 1'000'000'000;
  if (range.step > kMostStep) return Error{"the step between frames is too large", "--frames"};
  if (range.step < 1) return Error{"the step between frames must be at least 1", "--frames"};
  std::vector<int64_t> indices;
  for (int64_t i = begin; i < end; i += range.step) indices.push_back(i);
  if (!indices.empty()) return indices;
  return Error{begin >= source.count ? fmt::format("there is no frame {}: the source has {}, counted from 0",
                                                   begin, source.count)
                                     : fmt::format("no frame lies between {} and {}", begin, end),
               source.path.string(), "Choose others with --frames"};
}

}  // namespace kerb
