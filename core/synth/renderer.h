// Where a drive is rendered, and whether it looks the same everywhere.
#pragma once

#include <vector>

#include <c10/core/Device.h>

#include "core/base/kernel_check.h"
#include "core/base/result.h"
#include "core/synth/render.h"

namespace kerb::synth {

/// On all cores, or on the CUDA device; a device that this build or machine does not have is an Error.
Result<Renderer> rendererOn(at::DeviceType device);

/// The vector code against the plain code of this processor (the same bytes), and on CUDA the device against
/// the processor: shares of pixels whose class or instance differs, whose depth differs by over 0.1 %, whose
/// colour differs by over 2 grey levels. sin, exp and the like round differently there, so that single pixels
/// at edges fall to the other side: up to 0.5 % may.
std::vector<KernelCheck> checkDriveKernels(at::Device device);

}  // namespace kerb::synth
