// For threads that do their work beside each other.
#pragma once

namespace kerb {

/// Operators that this thread calls from now on run on it alone. Without this, each of N workers would start
/// a team of N threads of its own. Cheap when called again.
void workOnOneThread();

/// `wanted`, or where that is 0 one for each core.
int threadCount(int wanted);

}  // namespace kerb
