// Work that must not take the processor from the window.
#pragma once

namespace kerb {

/// The calling thread, and those that it starts from now on, get less of a busy processor than the window
/// does: `nice` as the command of that name.
void workInBackground(int nice);

inline constexpr int kNiceOfLiveDepth = 10;  ///< and its points: looked at, but the player goes first
inline constexpr int kNiceOfJobs = 14;       ///< nobody waits for it
inline constexpr int kNiceOfThumbnails = 17;

}  // namespace kerb
