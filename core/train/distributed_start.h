// Whether a run begins anew or goes on, where a launcher may have started its ranks again.
#pragma once

#include <filesystem>

#include "core/train/distributed.h"

namespace kerb {

/// How a run begins.
enum class Start {
  anew,
  again,    ///< as before, because ranks died before they had saved a checkpoint
  resumed,  ///< as asked, or because ranks died later
};

/// torchrun repeats the same command after the death of a rank, also where that began a new run. The same on
/// all ranks, which must all call it.
Result<Start> startOf(const std::filesystem::path& folder, bool resume, Ranks& ranks);
/// Says that the run in this folder is this job's own, for a later startOf().
Status rememberRun(const std::filesystem::path& folder, Ranks& ranks);

}  // namespace kerb
