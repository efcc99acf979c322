// Arbitrary bytes as a PyTorch file, zip or legacy, and as a bare pickle.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "core/weights/pickle.h"
#include "core/weights/pth.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  (void)static_cast<bool>(kerb::parseStateDict(bytes, "fuzz"));
  (void)static_cast<bool>(kerb::readPickle(bytes, "fuzz"));
  return 0;
}
