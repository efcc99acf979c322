#include "core/train/control.h"

namespace kerb {

void RunControl::pause() {
  const std::lock_guard lock(mutex_);
  paused_ = true;
}

void RunControl::resume() {
  const std::lock_guard lock(mutex_);
  paused_ = false;
  changed_.notify_all();
}

void RunControl::stop() {
  const std::lock_guard lock(mutex_);
  orders_.stop = true;
  changed_.notify_all();
}

void RunControl::stopNow() {
  const std::lock_guard lock(mutex_);
  orders_.stop = orders_.discard = true;
  changed_.notify_all();
}

void RunControl::save() {
  const std::lock_guard lock(mutex_);
  orders_.save = true;
  changed_.notify_all();
}

void RunControl::setLearningRate(std::string optimiser, double rate) {
  const std::lock_guard lock(mutex_);
  orders_.learning_rates.emplace_back(std::move(optimiser), rate);
}

RunControl::Orders RunControl::take(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, stop, [&] { return mayGoOn(); });
  Orders orders = std::exchange(orders_, {});
  orders.stop = orders.stop || stop.stop_requested();
  return orders;
}

RunControl::Orders RunControl::takeWithin(const std::stop_token& stop, std::chrono::milliseconds patience) {
  std::unique_lock lock(mutex_);
  if (!changed_.wait_for(lock, stop, patience, [&] { return mayGoOn(); }) && !stop.stop_requested()) {
    Orders waiting;  // the others stay until the pause ends
    waiting.paused = true;
    return waiting;
  }
  Orders orders = std::exchange(orders_, {});
  orders.stop = orders.stop || stop.stop_requested();
  return orders;
}

void RunControl::publish(const RunStatus& status) {
  const std::lock_guard lock(mutex_);
  status_ = status;
}

RunStatus RunControl::status() const {
  const std::lock_guard lock(mutex_);
  RunStatus status = status_;
  status.paused = paused_;
  return status;
}

}  // namespace kerb
