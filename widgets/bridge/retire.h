// Ends what takes time to end, off the UI thread: threads that finish a frame, engines that finish a
// prediction.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <thread>

namespace kerb {

/// Calls `end` on a thread of its own. For what blocks until work in flight is done.
void retire(std::function<void()> end);

/// Asks the thread to stop at once, and joins it elsewhere.
void retire(std::jthread thread);

/// Lets go of the last reference elsewhere.
template <class T>
void retireObject(std::shared_ptr<T> object) {
  if (object) retire([object = std::move(object)]() mutable { object.reset(); });
}

/// Waits until everything retired has ended, for so long at most; false: something still works.
bool waitForRetired(std::chrono::milliseconds limit);

}  // namespace kerb
