// Work on several threads, handed out in order: loading ahead of training, packing, checking.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <exception>
#include <functional>
#include <map>
#include <mutex>
#include <thread>
#include <variant>
#include <vector>

namespace kerb {

/// Calls make(worker, position) for begin <= position < end on `threads` threads, and hands the results over
/// in the order of the positions, whatever the number of threads. At most `ahead` results are made or waiting
/// at a time. `make` runs concurrently, but never twice at once for one worker (0 <= worker < threads). What
/// it throws is thrown by next().
template <class T>
class OrderedPool {
 public:
  using Make = std::function<T(int worker, int64_t position)>;

  OrderedPool(int threads, int64_t ahead, int64_t begin, int64_t end, Make make)
      : make_(std::move(make)), ahead_(ahead), claimed_(begin), handed_(begin), end_(end) {
    for (int worker = 0; worker < threads; ++worker)
      workers_.emplace_back([this, worker](const std::stop_token& stop) { work(worker, stop); });
  }
  /// Waits for what is being made; drops it.
  ~OrderedPool() {
    for (std::jthread& worker : workers_) worker.request_stop();
    room_.notify_all();
  }
  OrderedPool(const OrderedPool&) = delete;
  OrderedPool& operator=(const OrderedPool&) = delete;

  bool done() const { return handed_ == end_; }
  /// Blocks until the next result is there. Not after done(). One thread at a time.
  T next() {
    std::unique_lock lock(mutex_);
    const auto begin = std::chrono::steady_clock::now();
    ready_.wait(lock, [&] { return made_.contains(handed_); });
    waited_ += std::chrono::steady_clock::now() - begin;
    auto node = made_.extract(handed_++);
    lock.unlock();
    room_.notify_all();
    if (auto* failure = std::get_if<std::exception_ptr>(&node.mapped())) std::rethrow_exception(*failure);
    return std::get<T>(std::move(node.mapped()));
  }
  /// How long next() has blocked so far.
  double waitedSeconds() const { return std::chrono::duration<double>(waited_).count(); }

 private:
  void work(int worker, const std::stop_token& stop) {
    for (;;) {
      std::unique_lock lock(mutex_);
      room_.wait(lock, stop, [&] { return claimed_ == end_ || claimed_ < handed_ + ahead_; });
      if (stop.stop_requested() || claimed_ == end_) return;
      const int64_t position = claimed_++;
      lock.unlock();
      auto result = makeOrCatch(worker, position);
      lock.lock();
      made_.emplace(position, std::move(result));
      ready_.notify_one();
    }
  }
  std::variant<std::exception_ptr, T> makeOrCatch(int worker, int64_t position) {
    try {
      return make_(worker, position);
    } catch (...) {
      return std::current_exception();
    }
  }

  Make make_;
  int64_t ahead_, claimed_, handed_;
  const int64_t end_;
  std::chrono::steady_clock::duration waited_{};
  std::mutex mutex_;
  std::condition_variable_any room_, ready_;
  std::map<int64_t, std::variant<std::exception_ptr, T>> made_;
  std::vector<std::jthread> workers_;  ///< last: joined before what they use is gone
};

}  // namespace kerb
