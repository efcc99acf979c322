// Pickle instructions that push a value which stands in the pickle itself.
#include <cstring>
#include <string>

#include "core/weights/pickle_instructions.h"

namespace kerb::pickle {
namespace {

template <class T>
Status pushInteger(Machine& machine) {
  KERB_TRY(const T value, machine.input().number<T>());
  return machine.push(static_cast<int64_t>(value));
}

template <class Length>
Status pushText(Machine& machine) {
  KERB_TRY(const auto length, machine.input().number<Length>());
  KERB_TRY(const auto text, machine.input().take(length));
  return machine.push(std::string(text));
}

Status pushLong(Machine& machine) {
  KERB_TRY(const auto length, machine.input().number<uint8_t>());
  if (length > sizeof(int64_t))
    return machine.fail(fmt::format("an integer of {} bytes is too large", length), "");
  KERB_TRY(const auto raw, machine.input().take(length));
  const bool negative = length > 0 && (static_cast<uint8_t>(raw.back()) & 0x80U) != 0;
  int64_t value = negative ? -1 : 0;  // two's complement, little-endian
  if (length > 0) std::memcpy(&value, raw.data(), length);
  return machine.push(value);
}

Status pushDouble(Machine& machine) {
  KERB_TRY(const auto big_endian, machine.input().number<uint64_t>());
  const uint64_t bits = __builtin_bswap64(big_endian);
  double value = 0;
  std::memcpy(&value, &bits, sizeof(value));
  return machine.push(value);
}

}  // namespace

Done literal(Machine& machine, uint8_t op) {
  switch (op) {
    case 'N':
      return machine.push(PickleNone{});
    case 0x88:
      return machine.push(true);
    case 0x89:
      return machine.push(false);
    case 'K':
      return pushInteger<uint8_t>(machine);
    case 'M':
      return pushInteger<uint16_t>(machine);
    case 'J':
      return pushInteger<int32_t>(machine);
    case 0x8a:
      return pushLong(machine);
    case 'G':
      return pushDouble(machine);
    case 0x8c:
      return pushText<uint8_t>(machine);  // SHORT_BINUNICODE
    case 'X':
      return pushText<uint32_t>(machine);  // BINUNICODE
    case 0x8d:
      return pushText<uint64_t>(machine);  // BINUNICODE8
    case 'U':
      return pushText<uint8_t>(machine);  // SHORT_BINSTRING, of Python 2
    case 'T':
      return pushText<uint32_t>(machine);  // BINSTRING, of Python 2
    case ']':
      return machine.push(PickleList{});
    case ')':
      return machine.push(PickleTuple{});
    case '}':
      return machine.push(PickleDict{});
    default:
      return std::nullopt;
  }
}

}  // namespace kerb::pickle
