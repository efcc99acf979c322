// How much memory a piece of work needs at its worst.
#pragma once

#include <functional>

#include <c10/core/Device.h>

namespace kerb::bench {

/// Largest resident memory of this process [MiB] while `work` runs, everything that was resident before
/// included; free memory is given back first. 0 where the system does not tell (only Linux does).
double peakMiB(const std::function<void()>& work);
/// The same of tensors on a device; on the CPU, of the process.
double peakMiB(at::Device device, const std::function<void()>& work);

}  // namespace kerb::bench
