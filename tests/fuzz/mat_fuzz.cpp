// MATLAB files: what is accepted has as many numbers as its bytes can hold, packed or not.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include <ATen/ATen.h>

#include "core/source/mat_file.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto grid = kerb::parseMatArray(bytes, "Position3DGrid", "fuzz");
  constexpr int64_t kMostPerByte = 1032;
  if (grid && (grid->dim() < 2 || grid->numel() > kMostPerByte * static_cast<int64_t>(size)))
    __builtin_trap();
  return 0;
}
