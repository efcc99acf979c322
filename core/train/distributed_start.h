// Whether a launcher started the ranks of a run again.
#pragma once

#include <filesystem>

#include "core/train/distributed.h"

namespace kerb {

/// Whether these ranks go on with what rememberRun() left in an earlier attempt of the same job: torchrun
/// repeats the same command after the death of a rank, also where that began a new run. The same on all
/// ranks, which must all call it.
Result<bool> wasRestarted(const std::filesystem::path& folder, Ranks& ranks);
/// Says that the run in this folder is this job's own.
Status rememberRun(const std::filesystem::path& folder, Ranks& ranks);

}  // namespace kerb
