// Cityscapes' camera files: what is accepted is a camera that can be used.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "core/source/cityscapes_camera.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const auto camera = kerb::parseCityscapesCamera({reinterpret_cast<const char*>(data), size}, "fuzz");
  if (!camera) return 0;
  const bool usable =
      camera->view.camera.check() && camera->view.baseline_m.value_or(0) > 0 && camera->focal_baseline > 0;
  if (!usable) __builtin_trap();
  return 0;
}
