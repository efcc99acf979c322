// Collects what a method looks at from a source.
#pragma once

#include "core/method/method.h"
#include "core/source/source.h"

namespace kerb {

/// Which parts of a target frame have to be read for these needs.
FrameParts partsFor(const Needs& needs);

/// Checks once, before work starts, that the source can give what is required: an Error that says what is
/// missing and what to do.
Status checkNeeds(const MethodSpec& spec, const SourceInfo& source);

/// Reads the Input for frame `index`: `extra` adds parts of the target that the caller wants for itself. A
/// neighbour that does not exist in the recording (first or last frame, a split, a gap) is left out where it
/// is optional, and replaced by the target where it is required; either is recorded as a fallback.
Result<Input> gatherInput(const Source& source, int64_t index, const Needs& needs, FrameParts extra);

}  // namespace kerb
