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

void renderCpu(const Job& job, const Parallel& parallel);

#ifdef KERB_WITH_CUDA
/// The job's pointers are the host's; copies in, renders, copies out, on the current stream.
void renderCuda(const Job& job);
#endif

}  // namespace kerb::synth
