// An export that several processes share: which frames are whose, and one report of all. (kerb_io)
#pragma once

#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "core/job/inspect.h"
#include "core/job/inspect_journal.h"
#include "core/train/distributed.h"

namespace kerb {

/// The part of the frames that a rank exports: a run of neighbours, because videos are decoded forward and
/// colours are smoothed from frame to frame.
std::vector<int64_t> shareOf(const std::vector<int64_t>& indices, int64_t rank, int64_t world);

/// The leading rank claims the folder, then the others write beside it. Other frames or options on one of
/// them: an Error on all.
Result<InspectJournal> openShared(const std::filesystem::path& folder, const nlohmann::ordered_json& identity,
                                  Ranks& ranks);

/// The sum of all ranks' reports, on all of them.
Result<InspectReport> sumOf(const InspectReport& mine, Ranks& ranks);

}  // namespace kerb
