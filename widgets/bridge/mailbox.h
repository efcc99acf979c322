// Values from worker threads to the UI thread: the newest one only, or all in order.
#pragma once

#include <atomic>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>

#include "widgets/bridge/doorbell.h"

namespace kerb {

/// Latest wins: a value that was not received yet is replaced by the next. The mailbox lives on the UI
/// thread, where `receive` is called; senders may be copied to any thread and may outlive it.
template <class T>
class Latest {
  struct Slot {
    std::mutex mutex;
    std::optional<T> value;
    /// What was there is destroyed by the caller, outside the lock.
    std::optional<T> exchange(std::optional<T> with) {
      const std::scoped_lock lock(mutex);
      value.swap(with);
      return with;
    }
  };

 public:
  class Sender {
   public:
    void send(T value) const {
      slot_->exchange(std::move(value));
      button_.press();
    }

   private:
    friend class Latest;
    Sender(std::shared_ptr<Slot> slot, Doorbell::Button button)
        : slot_(std::move(slot)), button_(std::move(button)) {}
    std::shared_ptr<Slot> slot_;
    Doorbell::Button button_;
  };

  explicit Latest(std::function<void(T)> receive)
      : bell_([slot = slot_, receive = std::move(receive)] {
          if (auto value = slot->exchange(std::nullopt)) receive(std::move(*value));
        }) {}

  Sender sender() const { return Sender(slot_, bell_.button()); }

 private:
  std::shared_ptr<Slot> slot_ = std::make_shared<Slot>();
  Doorbell bell_;
};

/// Every value, in the order of sending. Receiving stops at once when the mailbox is destroyed, also by
/// `receive`.
template <class T>
class Ordered {
  struct Slot {
    std::mutex mutex;
    std::deque<T> values;
    std::atomic<bool> ended{false};
  };

 public:
  class Sender {
   public:
    void send(T value) const {
      {
        const std::scoped_lock lock(slot_->mutex);
        slot_->values.push_back(std::move(value));
      }
      button_.press();
    }

   private:
    friend class Ordered;
    Sender(std::shared_ptr<Slot> slot, Doorbell::Button button)
        : slot_(std::move(slot)), button_(std::move(button)) {}
    std::shared_ptr<Slot> slot_;
    Doorbell::Button button_;
  };

  explicit Ordered(std::function<void(T)> receive)
      : bell_([slot = slot_, receive = std::move(receive)] {
          std::deque<T> values;
          {
            const std::scoped_lock lock(slot->mutex);
            values.swap(slot->values);
          }
          for (auto& value : values) {
            if (slot->ended) return;
            receive(std::move(value));
          }
        }) {}
  ~Ordered() { slot_->ended = true; }
  Ordered(const Ordered&) = delete;
  Ordered& operator=(const Ordered&) = delete;

  Sender sender() const { return Sender(slot_, bell_.button()); }

 private:
  std::shared_ptr<Slot> slot_ = std::make_shared<Slot>();
  Doorbell bell_;
};

}  // namespace kerb
