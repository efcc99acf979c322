// Pickle instructions that gather values into containers.
#include <utility>
#include <vector>

#include "core/weights/pickle_instructions.h"

namespace kerb::pickle {
namespace {

Status tuple(Machine& machine, Result<std::vector<PickleId>> items) {
  if (!items) return items.error();
  return machine.push(PickleTuple{*std::move(items)});
}

Status append(Machine& machine, Result<std::vector<PickleId>> items) {
  if (!items) return items.error();
  KERB_TRY(PickleList* const list, machine.top<PickleList>("a list"));
  list->items.insert(list->items.end(), items->begin(), items->end());
  return {};
}

Status setItems(Machine& machine, Result<std::vector<PickleId>> items) {
  if (!items) return items.error();
  if (items->size() % 2 != 0) return machine.fail("a key without a value");
  KERB_TRY(PickleDict* const dict, machine.top<PickleDict>("a dictionary"));
  for (size_t i = 0; i < items->size(); i += 2) dict->items.emplace_back((*items)[i], (*items)[i + 1]);
  return {};
}

}  // namespace

Done gather(Machine& machine, uint8_t op) {
  switch (op) {
    case '(':
      return machine.mark();
    case 0x85:
    case 0x86:
    case 0x87:
      return tuple(machine, machine.popMany(op - 0x84U));
    case 't':
      return tuple(machine, machine.popToMark());
    case 'a':
      return append(machine, machine.popMany(1));
    case 'e':
      return append(machine, machine.popToMark());
    case 's':
      return setItems(machine, machine.popMany(2));
    case 'u':
      return setItems(machine, machine.popToMark());
    default:
      return std::nullopt;
  }
}

}  // namespace kerb::pickle
