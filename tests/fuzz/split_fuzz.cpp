// Split files.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "core/source/split.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  (void)kerb::parseSplit({reinterpret_cast<const char*>(data), size}, "fuzz");
  return 0;
}
