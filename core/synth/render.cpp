// The CPU's loops over rows.
#include "core/synth/render.h"

namespace kerb::synth {

void renderCpu(const Job& job, const Parallel& parallel) {
  const int32_t width = job.eye.width, height = job.eye.height;
  parallel(height, [&](int64_t begin, int64_t end) {
    for (auto y = static_cast<int32_t>(begin); y < end; ++y) {
      for (int32_t x = 0; x < width; ++x)
        centrePixel(job.scene, job.eye, job.next, job.previous, job.out, x, y);
    }
  });
  if (job.rgb == nullptr) return;
  parallel(height, [&](int64_t begin, int64_t end) {
    for (auto y = static_cast<int32_t>(begin); y < end; ++y) {
      for (int32_t x = 0; x < width; ++x) refinePixel(job.scene, job.eye, job.out, x, y);
    }
  });
  parallel(height, [&](int64_t begin, int64_t end) {
    for (auto y = static_cast<int32_t>(begin); y < end; ++y) {
      for (int32_t x = 0; x < width; ++x)
        filterAcross(job.out.pixels, job.optics, width, x, y, job.out.rows);
    }
  });
  parallel(height, [&](int64_t begin, int64_t end) {
    for (auto y = static_cast<int32_t>(begin); y < end; ++y) {
      for (int32_t x = 0; x < width; ++x)
        finishPixel(job.out.rows, job.optics, width, height, x, y,
                    job.rgb + 3 * (static_cast<int64_t>(y) * width + x));
    }
  });
}

}  // namespace kerb::synth
