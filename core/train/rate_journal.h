// Learning rates that a person set while a run trained: a resume sets them again at the same iterations, so
// that it ends in the same bits as a run that was not killed.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "core/base/result.h"

namespace kerb {

struct RateChange {
  int64_t iteration = 0;  ///< completed when it was set: the next one is the first with the new rate
  std::string optimiser;
  double rate = 0;
};

/// Appends to RUN/learning_rates.jsonl; on disk when it returns.
Status appendRateChange(const std::filesystem::path& run, const RateChange& change);

/// Keeps only what was set before `iteration` was completed; 0: of a new run in a folder that had another
/// one.
Status forgetRateChanges(const std::filesystem::path& run, int64_t iteration = 0);

/// In the order of their iterations. A run that was resumed from an earlier checkpoint and set anew is not
/// set again at what its former life did later. A line that a full disk cut off is left out; other damage is
/// an Error with its line.
Result<std::vector<RateChange>> readRateChanges(const std::filesystem::path& run);

}  // namespace kerb
