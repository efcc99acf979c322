// Labels made wrong on purpose, as segmenters make them wrong.
#pragma once

#include <cstdint>

#include "core/synth/options.h"

namespace kerb::synth {

/// Degrades height x width train ids in place; `instances` say what an object is. Dropped and swapped objects
/// are so in all frames of a drive, displacements differ from frame to frame.
void degradeLabels(const LabelNoise& noise, int64_t height, int64_t width, const int32_t* instances,
                   uint32_t drive_seed, uint32_t frame_seed, uint8_t* ids);

}  // namespace kerb::synth
