// A restricted reader of Python pickles, written from the protocol's description (Python's pickletools): it
// builds numbers, text, lists, tuples, dictionaries and *descriptions* of tensors. No name of a Python object
// is ever looked up, and nothing is ever called: what is not on a short list is refused by its name.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include <c10/core/ScalarType.h>

#include "core/base/result.h"

namespace kerb {

/// A value's place in PickleTree::values. Values refer to each other by place, so that shared, cyclic and
/// deeply nested ones cost no recursion to build, to walk one level of, or to free.
using PickleId = uint32_t;

struct PickleNone {};
struct PickleList {
  std::vector<PickleId> items;
};
struct PickleTuple {
  std::vector<PickleId> items;
};
/// In the order written; a key may come twice.
struct PickleDict {
  std::vector<std::pair<PickleId, PickleId>> items;
};
/// One of the few names that may be written: a storage type, an OrderedDict ...
struct PickleGlobal {
  std::string_view name;  ///< static
};
/// What torch.save calls a persistent id: where a tensor's numbers lie.
struct PickleStorage {
  at::ScalarType type = at::kFloat;
  PickleId key = 0;  ///< a std::string
  int64_t numel = 0;
};
struct PickleTensor {
  PickleId storage = 0;                 ///< a PickleStorage
  int64_t offset = 0;                   ///< elements, >= 0
  std::vector<int64_t> sizes, strides;  ///< elements, >= 0, equally many
};

using PickleValue = std::variant<PickleNone, bool, int64_t, double, std::string, PickleList, PickleTuple,
                                 PickleDict, PickleGlobal, PickleStorage, PickleTensor>;

struct PickleTree {
  std::vector<PickleValue> values;
  PickleId root = 0;
  size_t bytes = 0;  ///< of the pickle, up to and with its end

  template <class T>
  const T* get(PickleId id) const {
    return std::get_if<T>(&values[id]);
  }
};

/// Reads the pickle at the start of `bytes`; more may follow it.
/// where, first_byte  file and offset of the pickle in it, for errors
/// Truncated, damaged, a refused name or instruction, more than 2 million values: an Error with the byte.
Result<PickleTree> readPickle(std::string_view bytes, const std::string& where, uint64_t first_byte = 0);

}  // namespace kerb
