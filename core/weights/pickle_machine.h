// The state of a pickle that is being read: its input, a stack of values, marks in it, and a memo. What an
// instruction does to it is in pickle_instructions.h.
#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>
#include <utility>
#include <variant>
#include <vector>

#include <fmt/format.h>

#include "core/base/result.h"
#include "core/weights/pickle.h"
#include "core/weights/pickle_input.h"

namespace kerb::pickle {

/// Every Error is placed at the instruction that is being carried out.
class Machine {
 public:
  explicit Machine(Input input) : input_(input) {}

  Input& input() { return input_; }
  const PickleTree& tree() const { return tree_; }
  Error fail(std::string what) const { return input_.fail(std::move(what)); }
  Error fail(std::string what, std::string fix) const { return input_.fail(std::move(what), std::move(fix)); }

  /// Counts memory worth so many values. An Error beyond 2 million in all, against files that ask for more
  /// memory than they are worth.
  Status charge(size_t values);

  /// Adds a value to the tree and its place to the stack.
  Status push(PickleValue value);
  /// Puts a value of the tree back on the stack.
  void restack(PickleId id) { stack_.push_back(id); }
  /// Takes the last place from the stack. An Error where none lies above the last mark.
  Result<PickleId> pop();
  /// Takes the last `count` places, in the order pushed. An Error where fewer lie above the last mark.
  Result<std::vector<PickleId>> popMany(size_t count);
  /// Sets a mark: popToMark takes what was pushed since, and the mark.
  Status mark();
  Result<std::vector<PickleId>> popToMark();

  /// The value at `id`. Another type than T: an Error that `expected` names. Valid until the next push.
  template <class T>
  Result<T*> valueAs(PickleId id, const char* expected) {
    if (T* value = std::get_if<T>(&tree_.values[id])) return value;
    return fail(fmt::format("{} is expected", expected));
  }
  /// The same of the last value on the stack, which stays there.
  template <class T>
  Result<T*> top(const char* expected) {
    KERB_TRY(const PickleId id, pop());
    restack(id);
    return valueAs<T>(id, expected);
  }

  /// Keeps the last value on the stack in the memo, as number `index`.
  Status remember(uint32_t index);
  /// Pushes what was kept as `index`. An Error where nothing was.
  Status recall(uint32_t index);
  /// How many values the memo keeps, which is the index that MEMOIZE means.
  uint32_t remembered() const { return static_cast<uint32_t>(memo_.size()); }

  /// Ends the pickle: its tree, with the one value left as the root. An Error where more or less is left.
  Result<PickleTree> finish();

 private:
  Input input_;
  size_t charged_ = 0;
  PickleTree tree_;
  std::vector<PickleId> stack_;
  std::vector<size_t> marks_;
  std::unordered_map<uint32_t, PickleId> memo_;
};

}  // namespace kerb::pickle
