// Renders a scene into planes of memory, on the CPU or, where built for it, on CUDA with the same arithmetic.
#pragma once

#include <functional>

#include "core/synth/finish.h"
#include "core/synth/pixel.h"

namespace kerb::synth {

/// Everything one rendering needs.
struct Job {
  SceneView scene;
  Eye eye;
  const OtherFrame* next;      ///< null: no flow
  const OtherFrame* previous;  ///< null: no backward flow
  Buffers out;                 ///< light, pixels, rows, piece and prims together or none
  Optics optics;
  float* rgb;  ///< height x width x 3, 0..1; null: no picture
};

/// Calls body(begin, end) for parts of 0..count, maybe in parallel.
using Parallel =
    std::function<void(int64_t count, const std::function<void(int64_t begin, int64_t end)>& body)>;

/// Renders one job; thread-safe.
using Renderer = std::function<void(const Job& job)>;

/// With the vector instructions of this processor, or the compiler's plain code: the same bytes.
void renderCpu(const Job& job, const Parallel& parallel, bool plain_code = false);

#ifdef KERB_WITH_CUDA
/// The job's pointers are the host's; copies in, renders, copies out, on the current device and stream. What
/// stands still is copied once for each stretch of the street and kept on the device.
void renderCuda(const Job& job);
#endif

}  // namespace kerb::synth
