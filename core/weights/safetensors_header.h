// The JSON header of a safetensors file, checked: what readSafetensors reads the tensors by.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <ATen/core/Tensor.h>

#include "core/base/result.h"

namespace kerb {

/// Safetensors' name of a type and ours.
inline constexpr std::pair<const char*, at::ScalarType> kSafetensorsTypes[] = {
    {"F64", at::kDouble}, {"F32", at::kFloat}, {"F16", at::kHalf},  {"BF16", at::kBFloat16},
    {"I64", at::kLong},   {"I32", at::kInt},   {"I16", at::kShort}, {"I8", at::kChar},
    {"U8", at::kByte},    {"BOOL", at::kBool}};

inline constexpr uint64_t kSafetensorsHeaderLimit = 100'000'000;
inline constexpr uint64_t kSafetensorsLengthBytes = 8;

/// One tensor: bytes [begin, end) after the header.
struct SafetensorsEntry {
  std::string name;
  at::ScalarType type = at::kFloat;
  std::vector<int64_t> shape;
  uint64_t begin = 0, end = 0;
};

struct SafetensorsHeader {
  std::vector<SafetensorsEntry> entries;  ///< in the order of their bytes, without holes or overlaps
  std::map<std::string, std::string> metadata;
};

/// data_bytes  what the file holds after the header
/// where       the file's name, for errors; bytes in errors count from the start of the file
Result<SafetensorsHeader> parseSafetensorsHeader(std::string_view json, uint64_t data_bytes,
                                                 const std::string& where);

}  // namespace kerb
