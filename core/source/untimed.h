// What stands for time where a source knows none.
#pragma once

namespace kerb {

/// Seconds from one frame to the next where a source has neither times nor a frame rate: Frame::time_s of an
/// image folder, the player's speed, and how fast the colours' range follows, in the window as in an export.
inline constexpr double kUntimedStepS = 0.1;

}  // namespace kerb
