#include "app/cli/progress_line.h"

#include <algorithm>

#include <fmt/format.h>

namespace kerb::cli {
namespace {

/// The bytes 10xxxxxx of UTF-8 go on with a character.
bool beginsCharacter(char byte) { return (static_cast<unsigned char>(byte) & 0xC0) != 0x80; }

size_t charactersOf(const std::string& text) {
  return static_cast<size_t>(std::ranges::count_if(text, beginsCharacter));
}

std::string firstCharacters(const std::string& text, size_t count) {
  size_t byte = 0;
  for (; byte < text.size(); ++byte) {
    if (!beginsCharacter(text[byte])) continue;
    if (count == 0) break;
    --count;
  }
  return text.substr(0, byte);
}

}  // namespace

std::string cutBefore(const std::string& text, const std::string& end, size_t width) {
  const size_t needed = charactersOf(end);
  if (charactersOf(text) + needed <= width) return text + end;
  if (needed >= width) return firstCharacters(end, width);
  return firstCharacters(text, width - needed - 1) + "…" + end;
}

std::string progressLine(const std::string& stage, double share, const std::string& figures, size_t width) {
  constexpr size_t kLongest = 30, kShortest = 5;
  const size_t taken = charactersOf(stage + " [] " + figures);
  const size_t bar = std::min(kLongest, width > taken ? width - taken : 0);
  if (bar < kShortest) return cutBefore(stage, " " + figures, width);
  const auto filled = static_cast<size_t>(std::clamp(share, 0.0, 1.0) * static_cast<double>(bar));
  return fmt::format("{} [{:=<{}}{: <{}}] {}", stage, "", filled, "", bar - filled, figures);
}

}  // namespace kerb::cli
