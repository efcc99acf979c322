// Any bytes: parseNpy gives a tensor of the size it says, or an error; what it accepts can be written again.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include <ATen/ATen.h>

#include "core/prediction/npy.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto values = kerb::parseNpy(bytes, "fuzz.npy");
  if (!values) return 0;
  if (values->nbytes() > 2 * size) __builtin_trap();  // u2 becomes int32; nothing else grows
  const auto again = kerb::parseNpy(kerb::encodeNpy(*values), "again.npy");
  if (!again || !again->sizes().equals(values->sizes())) __builtin_trap();
  return 0;
}
