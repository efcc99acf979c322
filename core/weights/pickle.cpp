// Reads a pickle instruction by instruction, and refuses those that no weights file needs.
#include "core/weights/pickle.h"

#include <fmt/format.h>

#include "core/weights/pickle_instructions.h"
#include "core/weights/pickle_machine.h"

namespace kerb {
namespace {

Error refuse(const pickle::Machine& machine, uint8_t op) {
  return machine.fail(fmt::format("the pickle instruction 0x{:02x} is not allowed in a weights file", op),
                      "Load it in Python and save model.state_dict() with torch.save's defaults");
}

}  // namespace

Result<PickleTree> readPickle(std::string_view bytes, const std::string& where, uint64_t first_byte) {
  pickle::Machine machine(pickle::Input(bytes, where, first_byte));
  for (;;) {
    KERB_TRY(const auto op, machine.input().instruction());
    if (op == '.') return machine.finish();
    auto done = pickle::literal(machine, op);
    if (!done) done = pickle::gather(machine, op);
    if (!done) done = pickle::memo(machine, op);
    if (!done) done = pickle::call(machine, op);
    if (!done) return refuse(machine, op);
    KERB_CHECK(*done);
  }
}

}  // namespace kerb
