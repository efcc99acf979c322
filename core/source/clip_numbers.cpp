#include "core/source/clip_numbers.h"

#include <algorithm>
#include <optional>
#include <string_view>

#include "core/base/file.h"
#include "core/source/file_name.h"

namespace kerb {
namespace {

constexpr std::string_view kDigits = "0123456789";
constexpr size_t kMostDigits = 18;  // fits into 64 bits

struct NumberInName {
  std::string_view before, after;  ///< the name without it
  int64_t value = 0;
};

std::optional<NumberInName> lastNumberIn(std::string_view name) {
  const std::string_view stem = stemOf(name);
  const size_t last = stem.find_last_of(kDigits);
  if (last == std::string::npos) return {};
  const size_t before = stem.find_last_not_of(kDigits, last);
  const size_t first = before == std::string::npos ? 0 : before + 1;
  if (last - first >= kMostDigits) return {};
  const auto value = parseInteger(stem.substr(first, last - first + 1));
  if (!value) return {};
  return NumberInName{stem.substr(0, first), stem.substr(last + 1), *value};
}

/// Empty where the names differ in more than an ascending number.
std::vector<int64_t> differences(const std::vector<std::string>& names) {
  std::vector<int64_t> all;
  std::optional<NumberInName> before;
  for (const std::string& name : names) {
    const auto now = lastNumberIn(name);
    if (!now) return {};
    if (before) {
      if (now->before != before->before || now->after != before->after || now->value <= before->value)
        return {};
      all.push_back(now->value - before->value);
    }
    before = now;
  }
  return all;
}

}  // namespace

std::vector<int64_t> clipNumbers(const std::vector<std::string>& names) {
  const std::vector<int64_t> steps = differences(names);
  if (steps.empty()) return {};
  std::vector<int64_t> sorted = steps;
  const auto middle = sorted.begin() + static_cast<std::ptrdiff_t>(sorted.size() / 2);
  std::ranges::nth_element(sorted, middle);
  const int64_t usual = *middle;
  if (2 * std::ranges::count(steps, usual) <= static_cast<std::ptrdiff_t>(steps.size())) return {};
  std::vector<int64_t> numbers{0};
  for (const int64_t step : steps)
    numbers.push_back(numbers.back() + (step == usual ? 1 : std::max<int64_t>(2, step / usual)));
  return numbers;
}

}  // namespace kerb
