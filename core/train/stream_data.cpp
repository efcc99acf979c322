#include "core/train/stream_data.h"

#include <ATen/core/Tensor.h>

#include "core/base/checksums.h"

namespace kerb {

uint32_t contentOf(const Source& source, const std::vector<int64_t>& targets) {
  uint32_t sum = 0;
  for (const size_t at : {size_t{0}, targets.size() / 2, targets.size() - 1}) {
    if (at >= targets.size()) continue;
    const auto frame = source.at(targets[at], FrameParts{});
    if (!frame) return 0;  // whoever trains on it says so
    const at::Tensor image = frame->image.contiguous();
    sum = crc32c(image.const_data_ptr(), static_cast<size_t>(image.nbytes()), sum);
    const Camera& camera = frame->camera;
    for (const double value : {camera.fx, camera.fy, camera.cx, camera.cy})
      sum = crc32c(&value, sizeof(value), sum);
  }
  return sum;
}

}  // namespace kerb
