#include "core/prediction/ply_header.h"

#include <algorithm>
#include <array>
#include <optional>

#include <fmt/format.h>

#include "core/base/file.h"

namespace kerb::ply {
namespace {

constexpr size_t kMaxLine = 4096;
constexpr size_t kMaxProperties = 1024;

struct TypeNames {
  Type type;
  size_t size;
  std::string_view old_name, new_name;
};
constexpr std::array kNumberTypes{
    TypeNames{Type::int8, 1, "char", "int8"},        TypeNames{Type::uint8, 1, "uchar", "uint8"},
    TypeNames{Type::int16, 2, "short", "int16"},     TypeNames{Type::uint16, 2, "ushort", "uint16"},
    TypeNames{Type::int32, 4, "int", "int32"},       TypeNames{Type::uint32, 4, "uint", "uint32"},
    TypeNames{Type::float32, 4, "float", "float32"}, TypeNames{Type::float64, 8, "double", "float64"}};

using Words = std::vector<std::string_view>;

Result<Type> parseType(std::string_view word) {
  for (const auto& names : kNumberTypes) {
    if (word == names.old_name || word == names.new_name) return names.type;
  }
  return Error{fmt::format("unknown type '{}'", word.substr(0, 40))};
}

Result<Encoding> parseFormat(const Words& words) {
  if (words.size() != 3 || words[2] != "1.0") return Error{"expected 'format ENCODING 1.0'"};
  if (words[1] == "ascii") return Encoding::ascii;
  if (words[1] == "binary_little_endian") return Encoding::little_endian;
  if (words[1] == "binary_big_endian") return Encoding::big_endian;
  return Error{fmt::format("unknown encoding '{}'", words[1].substr(0, 40))};
}

Result<Element> parseElement(const Words& words) {
  if (words.size() != 3) return Error{"expected 'element NAME COUNT'"};
  KERB_TRY(const int64_t count, parseInteger(words[2]));
  if (count < 0) return Error{"a negative count"};
  return Element{std::string(words[1]), static_cast<size_t>(count), {}};
}

Result<Property> parseProperty(const Words& words) {
  Property property;
  if (words.size() == 5 && words[1] == "list") {
    property.is_list = true;
    KERB_TRY(property.count_type, parseType(words[2]));
    if (isFloat(property.count_type)) return Error{"the length of a list must be a whole number"};
    KERB_TRY(property.type, parseType(words[3]));
  } else if (words.size() == 3) {
    KERB_TRY(property.type, parseType(words[1]));
  } else {
    return Error{"expected 'property TYPE NAME' or 'property list TYPE TYPE NAME'"};
  }
  property.name = words.back();
  return property;
}

/// Takes the lines one by one.
class HeaderBuilder {
 public:
  Status add(std::string_view line) {
    const Words words = splitWords(line);
    if (words.empty() || words[0] == "comment" || words[0] == "obj_info") return {};
    if (words[0] == "format") {
      KERB_TRY(header.encoding, parseFormat(words));
      has_format_ = true;
    } else if (words[0] == "element") {
      KERB_TRY(Element element, parseElement(words));
      header.elements.push_back(std::move(element));
    } else if (words[0] == "property") {
      if (header.elements.empty()) return Error{"a property before the first element"};
      KERB_TRY(Property property, parseProperty(words));
      if (++properties_ > kMaxProperties) return Error{"too many properties"};
      header.elements.back().properties.push_back(std::move(property));
    } else {
      return Error{fmt::format("unknown word '{}' in the header", words[0].substr(0, 40))};
    }
    return {};
  }
  Status finish() const {
    if (!has_format_) return Error{"the header has no format line"};
    return {};
  }
  Header header;

 private:
  bool has_format_ = false;
  size_t properties_ = 0;
};

}  // namespace

size_t sizeOf(Type type) { return kNumberTypes[static_cast<size_t>(type)].size; }
bool isFloat(Type type) { return type == Type::float32 || type == Type::float64; }

Result<Header> parseHeader(std::string_view bytes, const std::string& name) {
  HeaderBuilder builder;
  size_t line_number = 0;
  size_t begin = 0;
  const auto located = [&](Error error) {
    error.where = fmt::format("{}:{}", name, line_number);
    return error;
  };
  while (begin < bytes.size()) {
    ++line_number;
    const size_t end = bytes.substr(0, std::min(bytes.size(), begin + kMaxLine)).find('\n', begin);
    std::string_view line = bytes.substr(begin, end == std::string_view::npos ? kMaxLine : end - begin);
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line_number == 1 && line != "ply") return located({"not a PLY file (it does not begin with 'ply')"});
    if (end == std::string_view::npos) break;
    begin = end + 1;
    if (line_number == 1) continue;
    if (line == "end_header") {
      if (auto status = builder.finish(); !status) return located(status.error());
      builder.header.bytes = begin;
      builder.header.lines = line_number;
      return std::move(builder.header);
    }
    if (auto status = builder.add(line); !status) return located(status.error());
  }
  return located({"the header has no end_header"});
}

}  // namespace kerb::ply
