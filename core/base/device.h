// Which device work runs on, from what the user asked for.
#pragma once

#include <string>
#include <string_view>

#include <c10/core/Device.h>

#include "core/base/result.h"

namespace kerb {

struct DeviceChoice {
  at::Device device = at::Device(at::kCPU);
  std::string note = {};  ///< what the user should know about an automatic choice; may be empty
};

/// "auto" (CUDA where there is a device, else the CPU), "cpu", "cuda" (the same as cuda:0) or "cuda:N".
/// Asking for CUDA where the build or the machine has none is an Error.
Result<DeviceChoice> chooseDevice(std::string_view name);

}  // namespace kerb
