// How much memory a piece of work needs at its worst.
#pragma once

#include <functional>

namespace kerb::bench {

/// Largest resident memory of this process [MiB] while `work` runs, everything that was resident before
/// included; free memory is given back first. 0 where the system does not tell (only Linux does).
double peakMiB(const std::function<void()>& work);

}  // namespace kerb::bench
