// Reading with every length checked.
#include "core/weights/pickle_input.h"

#include <fmt/format.h>

namespace kerb::pickle {

Result<uint8_t> Input::instruction() {
  instruction_ = at_;
  return number<uint8_t>();
}

Error Input::fail(std::string what, std::string fix) const {
  return {std::move(what), fmt::format("{}, byte {}", where_, first_byte_ + instruction_), std::move(fix)};
}

Result<std::string_view> Input::take(uint64_t count) {
  if (count > bytes_.size() - at_)
    return fail(fmt::format("is truncated: expected {} bytes more, found {}", count, bytes_.size() - at_));
  const auto taken = bytes_.substr(at_, count);
  at_ += count;
  return taken;
}

Result<std::string_view> Input::line() {
  const size_t length = bytes_.substr(at_).find('\n');
  if (length == std::string_view::npos) return fail("is truncated: a name does not end");
  KERB_TRY(const auto text, take(length + 1));
  return text.substr(0, length);
}

}  // namespace kerb::pickle
