// Any bytes: parsePly gives a cloud no larger than its file allows, or an error; what it accepts can be
// written again.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include <ATen/ATen.h>

#include "core/prediction/ply.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto cloud = kerb::parsePly(bytes, "fuzz.ply");
  if (!cloud) return 0;
  // A vertex has three values of at least one byte each.
  if (static_cast<size_t>(cloud->size()) > size / 3) __builtin_trap();
  const auto again = kerb::parsePly(kerb::encodePly(*cloud, {}), "again.ply");
  if (!again || again->size() != cloud->size()) __builtin_trap();
  return 0;
}
