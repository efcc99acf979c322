// For threads on whose results nobody waits from one frame to the next.
#pragma once

namespace kerb {

/// The calling thread, and those that it starts from now on, leave the processors to the window and the
/// player where there are not enough for all.
void workInBackground();

}  // namespace kerb
