// The pickle machine's stack, marks and memo, and the bound on what they hold.
#include "core/weights/pickle_machine.h"

namespace kerb::pickle {
namespace {

constexpr size_t kMostValues = size_t{1} << 21;  // some 150 MB; a state dict of 1,000 tensors has 20,000

}  // namespace

Status Machine::charge(size_t values) {
  charged_ += values;
  if (charged_ > kMostValues) return fail(fmt::format("holds more than {} values", kMostValues), "");
  return {};
}

Status Machine::push(PickleValue value) {
  KERB_CHECK(charge(1));
  tree_.values.push_back(std::move(value));
  stack_.push_back(static_cast<PickleId>(tree_.values.size() - 1));
  return {};
}

Result<PickleId> Machine::pop() {
  // What lies below the last mark belongs to a container that is still being gathered.
  if (stack_.size() <= (marks_.empty() ? 0 : marks_.back())) return fail("takes a value from an empty stack");
  const PickleId id = stack_.back();
  stack_.pop_back();
  return id;
}

Result<std::vector<PickleId>> Machine::popMany(size_t count) {
  if (stack_.size() - (marks_.empty() ? 0 : marks_.back()) < count)
    return fail("takes a value from an empty stack");
  KERB_CHECK(charge(count));
  std::vector<PickleId> items(stack_.end() - static_cast<std::ptrdiff_t>(count), stack_.end());
  stack_.resize(stack_.size() - count);
  return items;
}

Status Machine::mark() {
  marks_.push_back(stack_.size());
  return charge(1);
}

Result<std::vector<PickleId>> Machine::popToMark() {
  if (marks_.empty()) return fail("a mark is missing");
  auto items = popMany(stack_.size() - marks_.back());
  marks_.pop_back();
  return items;
}

Status Machine::remember(uint32_t index) {
  KERB_TRY(const PickleId id, pop());
  restack(id);
  memo_[index] = id;
  return charge(1);
}

Status Machine::recall(uint32_t index) {
  const auto found = memo_.find(index);
  if (found == memo_.end()) return fail(fmt::format("recalls value {}, which was not kept", index));
  restack(found->second);
  return charge(1);
}

Result<PickleTree> Machine::finish() {
  if (stack_.size() != 1 || !marks_.empty()) return fail("ends with something unfinished");
  tree_.root = stack_.back();
  tree_.bytes = input_.position();
  return std::move(tree_);
}

}  // namespace kerb::pickle
