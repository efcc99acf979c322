// Work that must not take the processor from the window.
#pragma once

namespace kerb {

/// The calling thread, and those that it starts from now on, get less of a busy processor than the window
/// does: `nice` as the command of that name.
void workInBackground(int nice);

inline constexpr int kNiceOfLiveDepth = 4;  ///< is looked at
inline constexpr int kNiceOfJobs = 10;      ///< nobody waits for it
inline constexpr int kNiceOfThumbnails = 15;

}  // namespace kerb
