// Pickle instructions that name objects and call them in Python; here they describe storages and tensors.
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "core/weights/byte_source.h"
#include "core/weights/pickle_globals.h"
#include "core/weights/pickle_instructions.h"

namespace kerb::pickle {
namespace {

Status pushGlobal(Machine& machine, const std::string& name, bool reference) {
  const auto allowed = allowedGlobal(name);
  if (allowed && reference) return machine.push(PickleGlobal{*allowed});
  return machine.fail(
      fmt::format(
          "'{}' is not allowed in a weights file: only tensors, numbers, text, lists and dictionaries "
          "are; nothing was executed",
          printable(name)),
      "If you trust the file, load it in Python and save model.state_dict() alone");
}

Status pushNamedInLines(Machine& machine, bool reference) {
  KERB_TRY(const auto module, machine.input().line());
  KERB_TRY(const auto name, machine.input().line());
  return pushGlobal(machine, fmt::format("{}.{}", module, name), reference);
}

Status pushNamedOnStack(Machine& machine) {
  KERB_TRY(const auto parts, machine.popMany(2));
  KERB_TRY(const auto* module, machine.valueAs<std::string>(parts[0], "a module's name"));
  KERB_TRY(const auto* name, machine.valueAs<std::string>(parts[1], "an object's name"));
  return pushGlobal(machine, *module + "." + *name, true);
}

/// ('storage', type, key, location, numel[, view])
Status pushStorage(Machine& machine) {
  KERB_TRY(const PickleId id, machine.pop());
  KERB_TRY(const auto* parts, machine.valueAs<PickleTuple>(id, "a storage"));
  const auto& items = parts->items;
  if (items.size() < 5 || items.size() > 6) return machine.fail("a storage of five parts is expected");
  KERB_TRY(const auto* kind, machine.valueAs<std::string>(items[0], "the word 'storage'"));
  KERB_TRY(const auto* global, machine.valueAs<PickleGlobal>(items[1], "a storage's type"));
  KERB_CHECK(machine.valueAs<std::string>(items[2], "a storage's key"));
  KERB_TRY(const auto* numel, machine.valueAs<int64_t>(items[4], "a storage's size"));
  const auto type = storageType(global->name);
  if (*kind != "storage" || !type || *numel < 0) return machine.fail("a storage is expected");
  if (items.size() == 6 && machine.tree().get<PickleNone>(items[5]) == nullptr)
    return machine.fail("views of storages, as PyTorch 0.3 wrote them, are not read",
                        "Load it in Python and save it again with a newer PyTorch");
  return machine.push(PickleStorage{*type, items[2], *numel});
}

Result<const std::vector<PickleId>*> itemsOf(Machine& machine, PickleId id) {
  if (const auto* tuple = machine.tree().get<PickleTuple>(id)) return &tuple->items;
  KERB_TRY(const auto* list, machine.valueAs<PickleList>(id, "a list or a tuple"));
  return &list->items;
}

Result<std::vector<int64_t>> dimensions(Machine& machine, PickleId id) {
  KERB_TRY(const auto* items, itemsOf(machine, id));
  if (items->size() > kMostDimensions) return machine.fail("a tensor has too many dimensions");
  std::vector<int64_t> dimensions;
  for (const PickleId item : *items) {
    KERB_TRY(const auto* size, machine.valueAs<int64_t>(item, "a size"));
    if (*size < 0) return machine.fail("a tensor's size or stride is negative");
    dimensions.push_back(*size);
  }
  return dimensions;
}

/// (storage, offset, sizes, strides, ...)
Status tensor(Machine& machine, const std::vector<PickleId>& arguments) {
  if (arguments.size() < 4) return machine.fail("a tensor of four parts is expected");
  KERB_CHECK(machine.valueAs<PickleStorage>(arguments[0], "a tensor's storage"));
  KERB_TRY(const auto* offset, machine.valueAs<int64_t>(arguments[1], "a tensor's offset"));
  PickleTensor built{arguments[0], *offset, {}, {}};
  KERB_TRY(built.sizes, dimensions(machine, arguments[2]));
  KERB_TRY(built.strides, dimensions(machine, arguments[3]));
  if (built.offset < 0 || built.sizes.size() != built.strides.size())
    return machine.fail("a tensor's shape is broken");
  KERB_CHECK(machine.charge(2 * built.sizes.size()));
  return machine.push(std::move(built));
}

/// Python 3 passes nothing and sets the items afterwards; Python 2 passes a list of [key, value].
Status orderedDict(Machine& machine, const std::vector<PickleId>& arguments) {
  PickleDict dict;
  if (!arguments.empty()) {
    KERB_TRY(const auto* list, machine.valueAs<PickleList>(arguments[0], "a list of items"));
    KERB_CHECK(machine.charge(list->items.size()));
    for (const PickleId id : list->items) {
      KERB_TRY(const auto* pair, itemsOf(machine, id));
      if (pair->size() != 2) return machine.fail("a key and a value are expected");
      dict.items.emplace_back((*pair)[0], (*pair)[1]);
    }
  }
  return machine.push(std::move(dict));
}

Status reduce(Machine& machine) {
  KERB_TRY(const auto parts, machine.popMany(2));
  KERB_TRY(const auto* global, machine.valueAs<PickleGlobal>(parts[0], "a name"));
  KERB_TRY(const auto* arguments, machine.valueAs<PickleTuple>(parts[1], "a tuple of arguments"));
  const auto& items = arguments->items;
  if (global->name == kOrderedDict) return orderedDict(machine, items);
  if (global->name == kRebuildTensor || global->name == kRebuildTensor2) return tensor(machine, items);
  if (global->name == kRebuildParameter && !items.empty()) {
    KERB_CHECK(machine.valueAs<PickleTensor>(items[0], "a tensor"));
    machine.restack(items[0]);
    return {};
  }
  if (global->name == kSize && items.size() == 1) {
    KERB_CHECK(machine.valueAs<PickleTuple>(items[0], "a size"));
    machine.restack(items[0]);
    return {};
  }
  return machine.fail(fmt::format("'{}' cannot be used like this in a weights file", global->name));
}

/// The attributes of an OrderedDict: PyTorch's _metadata, the versions of the modules.
Status dropAttributes(Machine& machine) {
  KERB_CHECK(machine.pop());
  KERB_CHECK(machine.top<PickleDict>("a dictionary"));
  return {};
}

}  // namespace

Done call(Machine& machine, uint8_t op) {
  switch (op) {
    case 'c':
      return pushNamedInLines(machine, true);  // GLOBAL
    case 'i':
      return pushNamedInLines(machine, false);  // INST: refused in any case, by its name
    case 0x93:
      return pushNamedOnStack(machine);  // STACK_GLOBAL
    case 'Q':
      return pushStorage(machine);  // BINPERSID
    case 'R':
      return reduce(machine);  // REDUCE
    case 'b':
      return dropAttributes(machine);  // BUILD
    default:
      return std::nullopt;
  }
}

}  // namespace kerb::pickle
