// The header of a PLY file: which elements and properties follow, and in which encoding.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"

namespace kerb::ply {

enum class Encoding { ascii, little_endian, big_endian };
enum class Type { int8, uint8, int16, uint16, int32, uint32, float32, float64 };

struct Property {
  std::string name;
  Type type = Type::float32;  ///< of a list: of its items
  bool is_list = false;
  Type count_type = Type::uint8;  ///< of a list's length
};

struct Element {
  std::string name;
  size_t count = 0;
  std::vector<Property> properties;
};

struct Header {
  Encoding encoding = Encoding::ascii;
  std::vector<Element> elements;
  size_t bytes = 0;  ///< length of the header: where the data begins
  size_t lines = 0;  ///< the same in lines
};

size_t sizeOf(Type type);
bool isFloat(Type type);

/// Errors carry `name` and the line.
Result<Header> parseHeader(std::string_view bytes, const std::string& name);

}  // namespace kerb::ply
