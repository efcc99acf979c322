#include "core/weights/pickle.h"

#include <cstring>
#include <optional>
#include <type_traits>
#include <unordered_map>

#include <fmt/format.h>

#include "core/weights/byte_source.h"
#include "core/weights/pickle_globals.h"

namespace kerb {
namespace {

constexpr size_t kMostValues = size_t{1} << 21;  // some 150 MB; a state dict of 1,000 tensors has 20,000
constexpr size_t kMostDimensions = 32;

/// The pickle machine: a stack, marks in it, and a memo. Names of instructions are those of pickletools.
class Unpickler {
 public:
  Unpickler(std::string_view bytes, const std::string& where, uint64_t first_byte)
      : bytes_(bytes), where_(where), first_byte_(first_byte) {}

  Result<PickleTree> run() {
    for (;;) {
      instruction_ = at_;
      KERB_TRY(const auto op, number<uint8_t>());
      if (op == '.') return stop();
      auto done = pushLiteral(op);
      if (!done) done = build(op);
      if (!done) done = remember(op);
      if (!done) done = call(op);
      if (!done) return refuse(op);
      KERB_CHECK(*done);
    }
  }

 private:
  using Done = std::optional<Status>;  // nothing: not an instruction of this group

  Error fail(std::string what, std::string fix = "The file is damaged: copy or download it again") const {
    return {std::move(what), fmt::format("{}, byte {}", where_, first_byte_ + instruction_), std::move(fix)};
  }
  Error refuse(uint8_t op) const {
    return fail(fmt::format("the pickle instruction 0x{:02x} is not allowed in a weights file", op),
                "Load it in Python and save model.state_dict() with torch.save's defaults");
  }

  // Input.
  Result<std::string_view> take(uint64_t count) {
    if (count > bytes_.size() - at_)
      return fail(fmt::format("is truncated: expected {} bytes more, found {}", count, bytes_.size() - at_));
    const auto taken = bytes_.substr(at_, count);
    at_ += count;
    return taken;
  }
  template <class T>
  Result<T> number() {
    KERB_TRY(const auto raw, take(sizeof(T)));
    T value;
    std::memcpy(&value, raw.data(), sizeof(T));
    return value;
  }
  Result<std::string_view> line() {
    const size_t length = bytes_.substr(at_).find('\n');
    if (length == std::string_view::npos) return fail("is truncated: a name does not end");
    KERB_TRY(const auto text, take(length + 1));
    return text.substr(0, length);
  }

  // Values and the stack.
  Status charge(size_t values) {
    charged_ += values;
    if (charged_ > kMostValues) return fail(fmt::format("holds more than {} values", kMostValues), "");
    return {};
  }
  Status push(PickleValue value) {
    KERB_CHECK(charge(1));
    tree_.values.push_back(std::move(value));
    stack_.push_back(static_cast<PickleId>(tree_.values.size() - 1));
    return {};
  }
  Result<PickleId> pop() {
    // What lies below the last mark belongs to a container that is still being gathered.
    if (stack_.size() <= (marks_.empty() ? 0 : marks_.back()))
      return fail("takes a value from an empty stack");
    const PickleId id = stack_.back();
    stack_.pop_back();
    return id;
  }
  Result<std::vector<PickleId>> popMany(size_t count) {
    if (stack_.size() - (marks_.empty() ? 0 : marks_.back()) < count)
      return fail("takes a value from an empty stack");
    KERB_CHECK(charge(count));
    std::vector<PickleId> items(stack_.end() - static_cast<std::ptrdiff_t>(count), stack_.end());
    stack_.resize(stack_.size() - count);
    return items;
  }
  Result<std::vector<PickleId>> popToMark() {
    if (marks_.empty()) return fail("a mark is missing");
    auto items = popMany(stack_.size() - marks_.back());
    marks_.pop_back();
    return items;
  }
  template <class T>
  Result<T*> valueAs(PickleId id, const char* expected) {
    if (T* value = std::get_if<T>(&tree_.values[id])) return value;
    return fail(fmt::format("{} is expected", expected));
  }
  template <class T>
  Result<T*> top(const char* expected) {
    KERB_TRY(const PickleId id, pop());
    stack_.push_back(id);
    return valueAs<T>(id, expected);
  }

  Done pushLiteral(uint8_t op) {
    switch (op) {
      case 'N':
        return push(PickleNone{});
      case 0x88:
        return push(true);
      case 0x89:
        return push(false);
      case 'K':
        return pushInteger<uint8_t>();
      case 'M':
        return pushInteger<uint16_t>();
      case 'J':
        return pushInteger<int32_t>();
      case 0x8a:
        return pushLong();
      case 'G':
        return pushDouble();
      case 0x8c:
        return pushText<uint8_t>();  // SHORT_BINUNICODE
      case 'X':
        return pushText<uint32_t>();  // BINUNICODE
      case 0x8d:
        return pushText<uint64_t>();  // BINUNICODE8
      case 'U':
        return pushText<uint8_t>();  // SHORT_BINSTRING, of Python 2
      case 'T':
        return pushText<uint32_t>();  // BINSTRING, of Python 2
      case ']':
        return push(PickleList{});
      case ')':
        return push(PickleTuple{});
      case '}':
        return push(PickleDict{});
      default:
        return std::nullopt;
    }
  }
  template <class T>
  Status pushInteger() {
    KERB_TRY(const T value, number<T>());
    return push(static_cast<int64_t>(value));
  }
  template <class Length>
  Status pushText() {
    KERB_TRY(const auto length, number<Length>());
    KERB_TRY(const auto text, take(length));
    return push(std::string(text));
  }
  Status pushLong() {
    KERB_TRY(const auto length, number<uint8_t>());
    if (length > sizeof(int64_t)) return fail(fmt::format("an integer of {} bytes is too large", length), "");
    KERB_TRY(const auto raw, take(length));
    const bool negative = length > 0 && (static_cast<uint8_t>(raw.back()) & 0x80U) != 0;
    int64_t value = negative ? -1 : 0;  // two's complement, little-endian
    if (length > 0) std::memcpy(&value, raw.data(), length);
    return push(value);
  }
  Status pushDouble() {
    KERB_TRY(const auto big_endian, number<uint64_t>());
    const uint64_t bits = __builtin_bswap64(big_endian);
    double value = 0;
    std::memcpy(&value, &bits, sizeof(value));
    return push(value);
  }

  Done build(uint8_t op) {
    switch (op) {
      case '(':
        marks_.push_back(stack_.size());
        return charge(1);
      case 0x85:
      case 0x86:
      case 0x87:
        return tuple(popMany(op - 0x84U));
      case 't':
        return tuple(popToMark());
      case 'a':
        return append(popMany(1));
      case 'e':
        return append(popToMark());
      case 's':
        return setItems(popMany(2));
      case 'u':
        return setItems(popToMark());
      default:
        return std::nullopt;
    }
  }
  Status tuple(Result<std::vector<PickleId>> items) {
    if (!items) return items.error();
    return push(PickleTuple{*std::move(items)});
  }
  Status append(Result<std::vector<PickleId>> items) {
    if (!items) return items.error();
    KERB_TRY(PickleList* const list, top<PickleList>("a list"));
    list->items.insert(list->items.end(), items->begin(), items->end());
    return {};
  }
  Status setItems(Result<std::vector<PickleId>> items) {
    if (!items) return items.error();
    if (items->size() % 2 != 0) return fail("a key without a value");
    KERB_TRY(PickleDict* const dict, top<PickleDict>("a dictionary"));
    for (size_t i = 0; i < items->size(); i += 2) dict->items.emplace_back((*items)[i], (*items)[i + 1]);
    return {};
  }

  Done remember(uint8_t op) {
    switch (op) {
      case 0x80:
        return skip(1);  // PROTO
      case 0x95:
        return skip(8);  // FRAME
      case 'q':
        return put(number<uint8_t>());
      case 'r':
        return put(number<uint32_t>());
      case 0x94:
        return put(Result<uint32_t>(static_cast<uint32_t>(memo_.size())));  // MEMOIZE
      case 'h':
        return get(number<uint8_t>());
      case 'j':
        return get(number<uint32_t>());
      default:
        return std::nullopt;
    }
  }
  Status skip(uint64_t count) {
    KERB_CHECK(take(count));
    return {};
  }
  template <class Index>
  Status put(Result<Index> index) {
    if (!index) return index.error();
    KERB_TRY(const PickleId id, pop());
    stack_.push_back(id);
    memo_[*index] = id;
    return charge(1);
  }
  template <class Index>
  Status get(Result<Index> index) {
    if (!index) return index.error();
    const auto found = memo_.find(*index);
    if (found == memo_.end()) return fail(fmt::format("recalls value {}, which was not kept", *index));
    stack_.push_back(found->second);
    return charge(1);
  }

  Done call(uint8_t op) {
    switch (op) {
      case 'c':
        return pushNamedInLines();  // GLOBAL
      case 'i':
        return pushNamedInLines();  // INST: refused in any case, by its name
      case 0x93:
        return pushNamedOnStack();  // STACK_GLOBAL
      case 'Q':
        return pushStorage();  // BINPERSID
      case 'R':
        return reduce();  // REDUCE
      case 'b':
        return dropAttributes();  // BUILD
      default:
        return std::nullopt;
    }
  }
  Status pushNamedInLines() {
    const bool instance = bytes_[instruction_] == 'i';
    KERB_TRY(const auto module, line());
    KERB_TRY(const auto name, line());
    return pushGlobal(fmt::format("{}.{}", module, name), !instance);
  }
  Status pushNamedOnStack() {
    KERB_TRY(const auto parts, popMany(2));
    KERB_TRY(const auto* module, valueAs<std::string>(parts[0], "a module's name"));
    KERB_TRY(const auto* name, valueAs<std::string>(parts[1], "an object's name"));
    return pushGlobal(*module + "." + *name, true);
  }
  Status pushGlobal(const std::string& name, bool reference) {
    const auto allowed = allowedGlobal(name);
    if (allowed && reference) return push(PickleGlobal{*allowed});
    return fail(
        fmt::format(
            "'{}' is not allowed in a weights file: only tensors, numbers, text, lists and dictionaries "
            "are; nothing was executed",
            printable(name)),
        "If you trust the file, load it in Python and save model.state_dict() alone");
  }
  /// ('storage', type, key, location, numel[, view])
  Status pushStorage() {
    KERB_TRY(const PickleId id, pop());
    KERB_TRY(const auto* parts, valueAs<PickleTuple>(id, "a storage"));
    const auto& items = parts->items;
    if (items.size() < 5 || items.size() > 6) return fail("a storage of five parts is expected");
    KERB_TRY(const auto* kind, valueAs<std::string>(items[0], "the word 'storage'"));
    KERB_TRY(const auto* global, valueAs<PickleGlobal>(items[1], "a storage's type"));
    KERB_CHECK(valueAs<std::string>(items[2], "a storage's key"));
    KERB_TRY(const auto* numel, valueAs<int64_t>(items[4], "a storage's size"));
    const auto type = storageType(global->name);
    if (*kind != "storage" || !type || *numel < 0) return fail("a storage is expected");
    if (items.size() == 6 && tree_.get<PickleNone>(items[5]) == nullptr)
      return fail("views of storages, as PyTorch 0.3 wrote them, are not read",
                  "Load it in Python and save it again with a newer PyTorch");
    return push(PickleStorage{*type, items[2], *numel});
  }
  Status reduce() {
    KERB_TRY(const auto parts, popMany(2));
    KERB_TRY(const auto* global, valueAs<PickleGlobal>(parts[0], "a name"));
    KERB_TRY(const auto* arguments, valueAs<PickleTuple>(parts[1], "a tuple of arguments"));
    const auto& items = arguments->items;
    if (global->name == kOrderedDict) return orderedDict(items);
    if (global->name == kRebuildTensor || global->name == kRebuildTensor2) return tensor(items);
    if (global->name == kRebuildParameter && !items.empty()) {
      KERB_CHECK(valueAs<PickleTensor>(items[0], "a tensor"));
      return restack(items[0]);
    }
    if (global->name == kSize && items.size() == 1) {
      KERB_CHECK(valueAs<PickleTuple>(items[0], "a size"));
      return restack(items[0]);
    }
    return fail(fmt::format("'{}' cannot be used like this in a weights file", global->name));
  }
  Status restack(PickleId id) {
    stack_.push_back(id);
    return {};
  }
  /// Python 3 passes nothing and sets the items afterwards; Python 2 passes a list of [key, value].
  Status orderedDict(const std::vector<PickleId>& arguments) {
    PickleDict dict;
    if (!arguments.empty()) {
      KERB_TRY(const auto* list, valueAs<PickleList>(arguments[0], "a list of items"));
      KERB_CHECK(charge(list->items.size()));
      for (const PickleId id : list->items) {
        KERB_TRY(const auto* pair, itemsOf(id));
        if (pair->size() != 2) return fail("a key and a value are expected");
        dict.items.emplace_back((*pair)[0], (*pair)[1]);
      }
    }
    return push(std::move(dict));
  }
  Result<const std::vector<PickleId>*> itemsOf(PickleId id) {
    if (const auto* tuple = tree_.get<PickleTuple>(id)) return &tuple->items;
    KERB_TRY(const auto* list, valueAs<PickleList>(id, "a list or a tuple"));
    return &list->items;
  }
  /// (storage, offset, sizes, strides, ...)
  Status tensor(const std::vector<PickleId>& arguments) {
    if (arguments.size() < 4) return fail("a tensor of four parts is expected");
    KERB_CHECK(valueAs<PickleStorage>(arguments[0], "a tensor's storage"));
    KERB_TRY(const auto* offset, valueAs<int64_t>(arguments[1], "a tensor's offset"));
    PickleTensor built{arguments[0], *offset, {}, {}};
    KERB_TRY(built.sizes, dimensions(arguments[2]));
    KERB_TRY(built.strides, dimensions(arguments[3]));
    if (built.offset < 0 || built.sizes.size() != built.strides.size())
      return fail("a tensor's shape is broken");
    KERB_CHECK(charge(2 * built.sizes.size()));
    return push(std::move(built));
  }
  Result<std::vector<int64_t>> dimensions(PickleId id) {
    KERB_TRY(const auto* items, itemsOf(id));
    if (items->size() > kMostDimensions) return fail("a tensor has too many dimensions");
    std::vector<int64_t> dimensions;
    for (const PickleId item : *items) {
      KERB_TRY(const auto* size, valueAs<int64_t>(item, "a size"));
      if (*size < 0) return fail("a tensor's size or stride is negative");
      dimensions.push_back(*size);
    }
    return dimensions;
  }
  /// The attributes of an OrderedDict: PyTorch's _metadata, the versions of the modules.
  Status dropAttributes() {
    KERB_CHECK(pop());
    KERB_CHECK(top<PickleDict>("a dictionary"));
    return {};
  }
  Result<PickleTree> stop() {
    if (stack_.size() != 1 || !marks_.empty()) return fail("ends with something unfinished");
    tree_.root = stack_.back();
    tree_.bytes = at_;
    return std::move(tree_);
  }

  std::string_view bytes_;
  const std::string& where_;
  uint64_t first_byte_;
  size_t at_ = 0;
  size_t instruction_ = 0;  // where the current one begins
  size_t charged_ = 0;
  PickleTree tree_;
  std::vector<PickleId> stack_;
  std::vector<size_t> marks_;
  std::unordered_map<uint32_t, PickleId> memo_;
};

}  // namespace

Result<PickleTree> readPickle(std::string_view bytes, const std::string& where, uint64_t first_byte) {
  return Unpickler(bytes, where, first_byte).run();
}

}  // namespace kerb
