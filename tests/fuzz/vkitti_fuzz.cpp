// Virtual KITTI's texts: poses, intrinsics, and the colours of classes and instances.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include <ATen/ATen.h>

#include "core/source/vkitti_text.h"

namespace {

/// Ids for an image whose pixels are the text's own bytes.
void useColours(const kerb::ColourCode& code, const at::Tensor& image) {
  (void)code.hasInstances();
  (void)code.trainIds(image, "fuzz");
  (void)code.instanceIds(image, "fuzz");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  for (const size_t keys : {1, 2}) {
    const auto poses = kerb::parseTable(text, keys, 16, "fuzz");
    if (!poses) continue;
    for (const auto& row : poses->rows) {
      const auto pose = kerb::worldFromCamera(row.values, "fuzz");
      if (pose && !pose->matrix().allFinite()) __builtin_trap();
    }
  }
  (void)kerb::parseTable(text, 2, 4, "fuzz");
  const auto code = kerb::ColourCode::parse(text, "fuzz");
  if (!code) return 0;
  const auto width = static_cast<int64_t>(size / 3);
  const at::Tensor bytes = at::from_blob(const_cast<uint8_t*>(data), {3, 1, width}, at::kByte);  // NOLINT
  useColours(*code, bytes);
  return 0;
}
