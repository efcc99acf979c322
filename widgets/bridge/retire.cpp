// Retired work counts itself, so that the end of the program can wait for it, with a limit.
#include "widgets/bridge/retire.h"

#include <condition_variable>
#include <mutex>

namespace kerb {
namespace {

struct Count {
  std::mutex mutex;
  std::condition_variable none;
  int working = 0;
};

/// Never destroyed: a retired thread may be counted after the end of main().
Count& count() {
  static auto* const all = new Count;
  return *all;
}

}  // namespace

void retire(std::function<void()> end) {
  {
    const std::scoped_lock lock(count().mutex);
    ++count().working;
  }
  std::thread([end = std::move(end)]() mutable {
    end();
    end = nullptr;
    const std::scoped_lock lock(count().mutex);
    --count().working;
    count().none.notify_all();
  }).detach();
}

void retire(std::jthread thread) {
  if (!thread.joinable()) return;
  thread.request_stop();
  retire([held = std::make_shared<std::jthread>(std::move(thread))] { held->join(); });
}

bool waitForRetired(std::chrono::milliseconds limit) {
  std::unique_lock lock(count().mutex);
  return count().none.wait_for(lock, limit, [] { return count().working == 0; });
}

}  // namespace kerb
