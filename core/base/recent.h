// The most recently used of things that are costly to make.
#pragma once

#include <algorithm>
#include <cstddef>
#include <exception>
#include <future>
#include <list>
#include <memory>
#include <mutex>
#include <utility>

namespace kerb {

/// Thread-safe. Things are made outside the lock: whoever wants one that is being made waits for it, and
/// different ones are made at the same time. (One that is pushed out while it is made may be made twice.)
template <class Key, class Thing>
class Recent {
 public:
  explicit Recent(size_t kept) : kept_(kept) {}

  /// `make` returns a std::shared_ptr<const Thing>; what it throws reaches all who wait for that thing, and
  /// the next one tries again.
  template <class Make>
  std::shared_ptr<const Thing> get(const Key& key, const Make& make) {
    std::shared_ptr<Entry> entry;
    bool makes = false;
    {
      const std::lock_guard lock(mutex_);
      const auto found = std::find_if(all_.begin(), all_.end(), [&](const auto& e) { return e->key == key; });
      if (found != all_.end()) {
        all_.splice(all_.begin(), all_, found);
      } else {
        makes = true;
        all_.push_front(std::make_shared<Entry>(key));
        if (all_.size() > kept_) all_.pop_back();
      }
      entry = all_.front();
    }
    if (makes) fulfil(entry, make);
    return entry->future.get();
  }

 private:
  struct Entry {
    explicit Entry(const Key& of) : key(of) {}
    Key key;
    std::promise<std::shared_ptr<const Thing>> promise;
    std::shared_future<std::shared_ptr<const Thing>> future = promise.get_future().share();
  };

  template <class Make>
  void fulfil(const std::shared_ptr<Entry>& entry, const Make& make) {
    try {
      entry->promise.set_value(make());
    } catch (...) {
      entry->promise.set_exception(std::current_exception());
      const std::lock_guard lock(mutex_);
      all_.remove(entry);
    }
  }

  const size_t kept_;
  std::mutex mutex_;
  std::list<std::shared_ptr<Entry>> all_;  ///< most recently used first
};

}  // namespace kerb
