// The loops over a row that render.cpp runs, once for each instruction set.
#pragma once

#include "core/synth/render.h"

namespace kerb::synth {

struct RowLoops {
  void (*centre)(const Job& job, int32_t y);
  void (*sample)(const Job& job, int32_t y);
  void (*filter)(const Job& job, int32_t y);
  void (*finish)(const Job& job, int32_t y);
};

/// For processors with AVX2, without fused multiply-add: the picture is the same to the bit.
RowLoops rowLoopsAvx2();

namespace {

void centreRow(const Job& job, int32_t y) {
  Ray rays[kTogether];
  Hit hits[kTogether];
  for (int32_t x = 0; x < job.eye.width; x += kTogether) {
    // The last rays of a row may be beside the picture.
    for (int k = 0; k < kTogether; ++k)
      rays[k] = pixelRay(job.eye, static_cast<float>(x + k), static_cast<float>(y));
    nearestTogether(job.scene, rays, kNear, hits);
    for (int k = 0; k < kTogether && x + k < job.eye.width; ++k)
      centrePixel(job.scene, job.eye, job.next, job.previous, job.out, x + k, y, rays[k], hits[k]);
  }
}
void sampleRow(const Job& job, int32_t y) {
  for (int32_t x = 0; x < job.eye.width; ++x) samplePixel(job.scene, job.eye, job.out, x, y);
}
void filterRow(const Job& job, int32_t y) {
  for (int32_t x = 0; x < job.eye.width; ++x)
    filterAcross(job.out.pixels, job.optics, job.eye.width, x, y, job.out.rows);
}
void finishRow(const Job& job, int32_t y) {
  for (int32_t x = 0; x < job.eye.width; ++x)
    finishPixel(job.out.rows, job.optics, job.eye.width, job.eye.height, x, y,
                job.rgb + 3 * (static_cast<int64_t>(y) * job.eye.width + x));
}

constexpr RowLoops kRowLoops{centreRow, sampleRow, filterRow, finishRow};

}  // namespace
}  // namespace kerb::synth
