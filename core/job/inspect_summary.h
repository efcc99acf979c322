// summary.json: what an export was made of, what it holds, how long each stage took.
#pragma once

#include <map>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "core/job/frame_facts.h"
#include "core/job/inspect.h"
#include "core/job/inspect_journal.h"

namespace kerb {

struct InspectSummary {
  const SourceInfo& source;
  const EngineInfo& engine;
  const InspectRequest& request;
  const InspectReport& report;
  const ExportFacts& facts;
  const std::map<int64_t, FrameRecord>& records;
  const std::vector<int64_t>& indices;
  double seconds = 0;
};

nlohmann::json summaryJson(const InspectSummary& summary);

/// trajectory_predicted_{kitti,tum}.txt where the method predicts motion between frames without a gap, and
/// trajectory_source_{kitti,tum}.txt where the source knows its poses: never one under the name of the other.
Status writeTrajectory(const std::filesystem::path& out, const std::map<int64_t, FrameRecord>& records,
                       const std::vector<int64_t>& indices);

}  // namespace kerb
