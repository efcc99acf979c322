#include "core/weights/safetensors_header.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <set>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "core/weights/byte_source.h"

namespace kerb {
namespace {

using nlohmann::json;

constexpr int kDeepest = 3;  // {"name": {"shape": [...]}}

/// Follows the parser's events: no key twice in one object, nothing nested deeper than the format is.
class StructureCheck {
 public:
  struct Problem {
    std::string what;
  };
  bool operator()(int depth, json::parse_event_t event, const json& value) {
    if (event == json::parse_event_t::object_start || event == json::parse_event_t::array_start) {
      if (depth >= kDeepest) throw Problem{"the header is nested too deeply"};
      keys_.emplace_back();
    } else if (event == json::parse_event_t::object_end || event == json::parse_event_t::array_end) {
      keys_.pop_back();
    } else if (event == json::parse_event_t::key) {
      const auto& key = value.get_ref<const std::string&>();
      if (!keys_.back().insert(key).second) throw Problem{fmt::format("'{}' comes twice", printable(key))};
    }
    return true;
  }

 private:
  std::vector<std::set<std::string>> keys_;
};

Result<json> parseJson(std::string_view text, const std::string& where) {
  try {
    json parsed = json::parse(text.begin(), text.end(), StructureCheck{});
    if (!parsed.is_object()) return Error{"the header is not a JSON object", where};
    return parsed;
  } catch (const StructureCheck::Problem& problem) {
    return Error{problem.what, where};
  } catch (const json::parse_error& failure) {
    return Error{"the header is not valid JSON",
                 fmt::format("{}, byte {}", where, failure.byte + kSafetensorsLengthBytes)};
  } catch (const json::exception& failure) {  // a number too large for any type
    return Error{fmt::format("the header cannot be read: {}", printable(failure.what())), where};
  }
}

std::optional<at::ScalarType> findType(const json& name) {
  if (!name.is_string()) return std::nullopt;
  for (const auto& [ours, type] : kSafetensorsTypes) {
    if (name.get_ref<const std::string&>() == ours) return type;
  }
  return std::nullopt;
}

bool isNaturalList(const json& list, size_t longest) {
  return list.is_array() && list.size() <= longest &&
         std::all_of(list.begin(), list.end(), [](const json& item) { return item.is_number_unsigned(); });
}

/// Bytes of a tensor of this shape; nothing where the strides or the size overflow 63 bits.
std::optional<uint64_t> bytesOf(const std::vector<int64_t>& shape, at::ScalarType type) {
  auto largest = static_cast<int64_t>(c10::elementSize(type));
  bool empty = false;
  for (const int64_t size : shape) {
    empty = empty || size == 0;
    if (__builtin_mul_overflow(largest, std::max<int64_t>(size, 1), &largest)) return std::nullopt;
  }
  return empty ? 0 : static_cast<uint64_t>(largest);
}

Result<SafetensorsEntry> parseEntry(const std::string& name, const json& entry, uint64_t data_bytes,
                                    const std::string& where) {
  const auto wrong = [&](const std::string& what) {
    return Error{fmt::format("tensor '{}': {}", printable(name), what), where};
  };
  if (!entry.is_object() || !entry.contains("dtype") || !entry.contains("shape") ||
      !entry.contains("data_offsets"))
    return wrong("dtype, shape and data_offsets are expected");
  SafetensorsEntry parsed;
  parsed.name = name;
  const auto type = findType(entry["dtype"]);
  if (!type) return wrong("its type is not one of F64 F32 F16 BF16 I64 I32 I16 I8 U8 BOOL");
  parsed.type = *type;
  if (!isNaturalList(entry["shape"], kMostDimensions)) return wrong("its shape is not a list of sizes");
  for (const json& size : entry["shape"]) {
    if (size.get<uint64_t>() > uint64_t{std::numeric_limits<int64_t>::max()})
      return wrong("a size is too large");
    parsed.shape.push_back(size.get<int64_t>());
  }
  const json& offsets = entry["data_offsets"];
  if (!isNaturalList(offsets, 2) || offsets.size() != 2) return wrong("data_offsets are not two numbers");
  parsed.begin = offsets[0].get<uint64_t>();
  parsed.end = offsets[1].get<uint64_t>();
  if (parsed.begin > parsed.end) return wrong("it ends before it begins");
  const auto expected = bytesOf(parsed.shape, parsed.type);
  if (!expected || *expected != parsed.end - parsed.begin)
    return wrong(fmt::format("its shape needs {} bytes, data_offsets give {}",
                             expected ? std::to_string(*expected) : "too many", parsed.end - parsed.begin));
  if (parsed.end > data_bytes)
    return Error{fmt::format("is truncated: tensor '{}' ends {} bytes after the header, the file holds {}",
                             printable(name), parsed.end, data_bytes),
                 where, "Copy or download the file again"};
  return parsed;
}

Result<std::map<std::string, std::string>> parseMetadata(const json& metadata, const std::string& where) {
  std::map<std::string, std::string> parsed;
  if (!metadata.is_object()) return Error{"__metadata__ is not a JSON object", where};
  for (const auto& [key, value] : metadata.items()) {
    if (!value.is_string()) return Error{fmt::format("__metadata__ '{}' is not text", printable(key)), where};
    parsed[key] = value.get<std::string>();
  }
  return parsed;
}

Status checkCoverage(const std::vector<SafetensorsEntry>& entries, uint64_t data_bytes,
                     const std::string& where) {
  uint64_t expected = 0;
  for (const auto& entry : entries) {
    if (entry.begin != expected)
      return Error{
          fmt::format("tensor '{}' begins {} bytes after the header, expected {}: {}", printable(entry.name),
                      entry.begin, expected, entry.begin > expected ? "a hole" : "an overlap"),
          where};
    expected = entry.end;
  }
  if (expected != data_bytes)
    return Error{fmt::format("{} bytes are left over after the last tensor", data_bytes - expected), where};
  return {};
}

}  // namespace

Result<SafetensorsHeader> parseSafetensorsHeader(std::string_view text, uint64_t data_bytes,
                                                 const std::string& where) {
  KERB_TRY(const json parsed, parseJson(text, where));
  SafetensorsHeader header;
  for (const auto& [name, value] : parsed.items()) {
    if (name == "__metadata__") {
      KERB_TRY(header.metadata, parseMetadata(value, where));
    } else {
      KERB_TRY(auto entry, parseEntry(name, value, data_bytes, where));
      header.entries.push_back(std::move(entry));
    }
  }
  std::sort(header.entries.begin(), header.entries.end(), [](const auto& a, const auto& b) {
    return std::tie(a.begin, a.end, a.name) < std::tie(b.begin, b.end, b.name);
  });
  KERB_CHECK(checkCoverage(header.entries, data_bytes, where));
  return header;
}

}  // namespace kerb
