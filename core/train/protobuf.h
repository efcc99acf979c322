// The wire format of protocol buffers, as far as event files need it.
// https://protobuf.dev/programming-guides/encoding
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>

namespace kerb::protobuf {

inline void putVarint(std::string& out, uint64_t value) {
  for (; value >= 128; value >>= 7U) out.push_back(static_cast<char>(value | 128U));
  out.push_back(static_cast<char>(value));
}

inline void putInteger(std::string& out, uint32_t field, int64_t value) {
  putVarint(out, field << 3U);
  putVarint(out, static_cast<uint64_t>(value));
}

/// A string, bytes or a message.
inline void putBytes(std::string& out, uint32_t field, std::string_view bytes) {
  putVarint(out, field << 3U | 2U);
  putVarint(out, bytes.size());
  out += bytes;
}

template <class Number>  // float or double
void putNumber(std::string& out, uint32_t field, Number value) {
  putVarint(out, field << 3U | (sizeof value == 8 ? 1U : 5U));
  out.append(reinterpret_cast<const char*>(&value), sizeof value);
}

/// One field of a message: a varint, or the bytes of the others.
struct Field {
  uint32_t number = 0;
  uint64_t varint = 0;
  std::string_view bytes;

  template <class Number>
  Number as() const {
    Number value = 0;
    if (bytes.size() == sizeof value) std::memcpy(&value, bytes.data(), sizeof value);
    return value;
  }
};

inline std::optional<uint64_t> takeVarint(std::string_view& message) {
  uint64_t value = 0;
  for (unsigned shift = 0; shift < 64 && !message.empty(); shift += 7) {
    const auto byte = static_cast<unsigned char>(message.front());
    message.remove_prefix(1);
    value |= static_cast<uint64_t>(byte & 127U) << shift;
    if (byte < 128) return value;
  }
  return std::nullopt;
}

/// Takes the next field off the message; empty at its end and where it is damaged.
inline std::optional<Field> takeField(std::string_view& message) {
  const auto key = takeVarint(message);
  if (!key) return std::nullopt;
  Field field{static_cast<uint32_t>(*key >> 3U), 0, {}};
  const auto wire = *key & 7U;
  size_t size = wire == 1 ? 8 : 4;
  if (wire == 0 || wire == 2) {
    const auto value = takeVarint(message);
    if (!value) return std::nullopt;
    field.varint = *value;
    if (wire == 0) return field;
    size = *value;
  } else if (wire != 1 && wire != 5) {
    return std::nullopt;
  }
  if (size > message.size()) return std::nullopt;
  field.bytes = message.substr(0, size);
  message.remove_prefix(size);
  return field;
}

static_assert(std::endian::native == std::endian::little, "the wire format is little-endian");

}  // namespace kerb::protobuf
