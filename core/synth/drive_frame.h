// One frame of a drive with its ground truth, into plain memory.
#pragma once

#include "core/synth/options.h"
#include "core/synth/render.h"
#include "core/synth/world.h"

namespace kerb::synth {

constexpr double kBaseline = 0.532725;  ///< metres, partner to the right; Virtual KITTI 2's

/// Where the parts of a frame go; null: not wanted. rgb is height x width x 3; flow 2 x height x width.
struct FrameMemory {
  uint8_t* rgb = nullptr;
  float* depth_m = nullptr;  ///< z-depth; 0 in the sky
  uint8_t* ids = nullptr;
  int32_t* instances = nullptr;
  float *flow_px = nullptr, *backward_flow_px = nullptr;
  uint8_t* partner_rgb = nullptr;
  float* partner_depth_m = nullptr;
  bool isEmpty() const {
    return !rgb && !depth_m && !ids && !instances && !flow_px && !backward_flow_px && !partner_rgb;
  }
};

WorldOptions worldOptions(const DriveOptions& options, uint32_t seed);

/// The camera at the world's origin: intrinsics in pixels and the image size.
Eye eyeOf(const DriveOptions& options);

/// Frame `number` of the world.
void renderFrame(const World& world, const DriveOptions& options, int64_t number, const FrameMemory& memory,
                 const Renderer& render);

}  // namespace kerb::synth
