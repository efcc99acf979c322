// What the instructions of a pickle do, in four groups. Their names are those of Python's pickletools.
#pragma once

#include <cstdint>
#include <optional>

#include "core/base/result.h"
#include "core/weights/pickle_machine.h"

namespace kerb::pickle {

/// Nothing: the instruction is not of this group, and the machine is as before. An Error: it is, but what it
/// finds is not what a weights file has.
using Done = std::optional<Status>;

/// Pushes a number, a text, None, or an empty list, tuple or dictionary.
Done literal(Machine& machine, uint8_t op);
/// Gathers values into a tuple, a list or a dictionary; sets marks.
Done gather(Machine& machine, uint8_t op);
/// Keeps values in the memo and recalls them; skips the pickle's framing.
Done memo(Machine& machine, uint8_t op);
/// What stands for calls in Python: names, storages, and what is built of them. Only names in
/// pickle_globals.h pass, and nothing is called: a tensor becomes its description.
Done call(Machine& machine, uint8_t op);

}  // namespace kerb::pickle
