// Arbitrary bytes as a safetensors file.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "core/weights/safetensors.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  (void)static_cast<bool>(kerb::parseSafetensors(bytes, "fuzz"));
  return 0;
}
