// Pickle instructions that keep values for later use, and the framing, which says nothing about them.
#include "core/weights/pickle_instructions.h"

namespace kerb::pickle {
namespace {

Status skip(Machine& machine, uint64_t count) {
  KERB_CHECK(machine.input().take(count));
  return {};
}

template <class Index>
Status put(Machine& machine) {
  KERB_TRY(const Index index, machine.input().number<Index>());
  return machine.remember(index);
}

template <class Index>
Status get(Machine& machine) {
  KERB_TRY(const Index index, machine.input().number<Index>());
  return machine.recall(index);
}

}  // namespace

Done memo(Machine& machine, uint8_t op) {
  switch (op) {
    case 0x80:
      return skip(machine, 1);  // PROTO
    case 0x95:
      return skip(machine, 8);  // FRAME
    case 'q':
      return put<uint8_t>(machine);
    case 'r':
      return put<uint32_t>(machine);
    case 0x94:
      return machine.remember(machine.remembered());  // MEMOIZE
    case 'h':
      return get<uint8_t>(machine);
    case 'j':
      return get<uint32_t>(machine);
    default:
      return std::nullopt;
  }
}

}  // namespace kerb::pickle
