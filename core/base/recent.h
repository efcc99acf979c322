// The most recently used of things that are costly to make.
#pragma once

#include <algorithm>
#include <cstddef>
#include <future>
#include <list>
#include <memory>
#include <mutex>
#include <utility>

namespace kerb {

/// Thread-safe. Things are made outside the lock, each once: whoever wants one that is being made waits for
/// it, and different ones are made at the same time.
template <class Key, class Thing>
class Recent {
 public:
  explicit Recent(size_t kept) : kept_(kept) {}

  /// `make` returns a std::shared_ptr<const Thing>; what it throws reaches all who wait for that thing, and
  /// the next one tries again.
  template <class Make>
  std::shared_ptr<const Thing> get(const Key& key, const Make& make) {
    std::promise<std::shared_ptr<const Thing>> promise;
    std::shared_future<std::shared_ptr<const Thing>> future;
    bool makes = false;
    {
      const std::lock_guard lock(mutex_);
      const auto found =
          std::find_if(all_.begin(), all_.end(), [&](const auto& e) { return e.first == key; });
      if (found != all_.end()) {
        all_.splice(all_.begin(), all_, found);
      } else {
        all_.emplace_front(key, promise.get_future().share());
        if (all_.size() > kept_) all_.pop_back();
        makes = true;
      }
      future = all_.front().second;
    }
    if (makes) fulfil(promise, key, make);
    return future.get();
  }

 private:
  template <class Make>
  void fulfil(std::promise<std::shared_ptr<const Thing>>& promise, const Key& key, const Make& make) {
    try {
      promise.set_value(make());
    } catch (...) {
      promise.set_exception(std::current_exception());
      const std::lock_guard lock(mutex_);
      all_.remove_if([&](const auto& entry) { return entry.first == key; });
    }
  }

  const size_t kept_;
  std::mutex mutex_;
  std::list<std::pair<Key, std::shared_future<std::shared_ptr<const Thing>>>> all_;  ///< newest first
};

}  // namespace kerb
