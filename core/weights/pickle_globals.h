// The names that a pickle of weights may contain, and what they stand for.
#pragma once

#include <optional>
#include <string_view>
#include <utility>

#include <c10/core/ScalarType.h>

namespace kerb {

inline constexpr std::string_view kOrderedDict = "collections.OrderedDict";
inline constexpr std::string_view kRebuildTensor = "torch._utils._rebuild_tensor";
inline constexpr std::string_view kRebuildTensor2 = "torch._utils._rebuild_tensor_v2";
inline constexpr std::string_view kRebuildParameter = "torch._utils._rebuild_parameter";
inline constexpr std::string_view kSize = "torch.Size";

inline constexpr std::pair<std::string_view, at::ScalarType> kStorageTypes[] = {
    {"torch.FloatStorage", at::kFloat}, {"torch.DoubleStorage", at::kDouble},
    {"torch.HalfStorage", at::kHalf},   {"torch.BFloat16Storage", at::kBFloat16},
    {"torch.LongStorage", at::kLong},   {"torch.IntStorage", at::kInt},
    {"torch.ShortStorage", at::kShort}, {"torch.CharStorage", at::kChar},
    {"torch.ByteStorage", at::kByte},   {"torch.BoolStorage", at::kBool}};

inline std::optional<at::ScalarType> storageType(std::string_view name) {
  for (const auto& [storage, type] : kStorageTypes) {
    if (storage == name) return type;
  }
  return std::nullopt;
}

/// The same name with static life; nothing for one that is not allowed.
inline std::optional<std::string_view> allowedGlobal(std::string_view name) {
  for (const auto allowed : {kOrderedDict, kRebuildTensor, kRebuildTensor2, kRebuildParameter, kSize}) {
    if (allowed == name) return allowed;
  }
  for (const auto& [storage, type] : kStorageTypes) {
    if (storage == name) return storage;
  }
  return std::nullopt;
}

}  // namespace kerb
