#include "core/train/control.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace kerb {

/// Of a new order.
int64_t RunControl::number() {
  ++last_number_;
  if (end_) {
    close(last_number_, *end_);
  } else {
    open_.insert(last_number_);
  }
  changed_.notify_all();
  return last_number_;
}

void RunControl::close(int64_t number, const Result<std::string>& outcome) {
  constexpr size_t kRemembered = 1000;
  open_.erase(number);
  outcomes_.insert_or_assign(number, outcome);
  if (outcomes_.size() > kRemembered) outcomes_.erase(outcomes_.begin());
}

bool RunControl::mayGoOn() const { return !paused_ || orders_.stop || orders_.wantsWork(); }

int64_t RunControl::pause() {
  const std::lock_guard lock(mutex_);
  paused_ = true;
  pauses_.push_back(number());
  return last_number_;
}

int64_t RunControl::resume() {
  const std::lock_guard lock(mutex_);
  const bool was_paused = std::exchange(paused_, false);
  for (const int64_t pause : std::exchange(pauses_, {}))
    close(pause, std::string("resumed before it paused"));
  const int64_t mine = number();
  if (!end_) close(mine, std::string(was_paused ? "goes on" : "was not paused"));
  return mine;
}

int64_t RunControl::stop() {
  const std::lock_guard lock(mutex_);
  orders_.stop = true;
  stop_ordered_.request_stop();
  return number();
}

int64_t RunControl::stopNow() {
  const std::lock_guard lock(mutex_);
  orders_.stop = orders_.discard = true;
  stop_ordered_.request_stop();
  return number();
}

int64_t RunControl::save() {
  const std::lock_guard lock(mutex_);
  orders_.save = true;
  orders_.numbers.push_back(number());
  return last_number_;
}

Result<int64_t> RunControl::setLearningRate(const std::string& optimiser, double rate) {
  const std::lock_guard lock(mutex_);
  if (!std::isfinite(rate) || rate <= 0)
    return Error{fmt::format("a learning rate is a number above 0, not {}", rate), "lr",
                 "For example: set lr=1e-5"};
  const auto& rates = status_.learning_rates;
  if (rates.empty()) return Error{"the run has not begun yet", "lr", "Wait until `status` shows its rates"};
  if (!optimiser.empty() &&
      std::ranges::find(rates, optimiser, &std::pair<std::string, double>::first) == rates.end()) {
    std::vector<std::string> names;
    names.reserve(rates.size());
    for (const auto& [name, value] : rates) names.push_back(name);
    return Error{fmt::format("the run has no optimiser '{}'", optimiser), "",
                 fmt::format("There are: {}", fmt::join(names, ", "))};
  }
  orders_.learning_rates.emplace_back(optimiser, rate);
  orders_.numbers.push_back(number());
  return last_number_;
}

std::optional<Result<std::string>> RunControl::outcome(int64_t number) const {
  const std::lock_guard lock(mutex_);
  if (open_.contains(number)) return std::nullopt;
  const auto found = outcomes_.find(number);
  if (found == outcomes_.end()) return Result<std::string>(Error{"no such order is remembered"});
  return found->second;
}

RunControl::Orders RunControl::take(const std::stop_token& stop, std::chrono::milliseconds patience) {
  std::unique_lock lock(mutex_);
  // The first time it says at once that it rests: a person waits for that.
  rests_ = !mayGoOn();
  changed_.wait_for(lock, stop, patience, [&] { return mayGoOn() || !pauses_.empty(); });
  if (!mayGoOn() && !stop.stop_requested()) {
    Orders waiting;  // the others stay until the pause ends
    waiting.paused = true;
    waiting.numbers = std::exchange(pauses_, {});
    return waiting;
  }
  Orders orders = std::exchange(orders_, {});
  orders.stop = orders.stop || stop.stop_requested();
  rests_ = paused_;
  return orders;
}

void RunControl::finish(const std::vector<int64_t>& numbers, const Result<std::string>& outcome) {
  const std::lock_guard lock(mutex_);
  for (const int64_t number : numbers) close(number, outcome);
}

void RunControl::end(const Result<std::string>& outcome) {
  const std::lock_guard lock(mutex_);
  end_ = outcome;
  const std::set<int64_t> left = std::exchange(open_, {});
  for (const int64_t number : left) close(number, outcome);
}

void RunControl::publish(const RunStatus& status) {
  const std::lock_guard lock(mutex_);
  status_ = status;
}

RunStatus RunControl::status() const {
  const std::lock_guard lock(mutex_);
  RunStatus status = status_;
  status.paused = rests_ && paused_;
  return status;
}

}  // namespace kerb
