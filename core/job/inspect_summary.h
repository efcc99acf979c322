// summary.json: what an export was made of, what it holds, how long each stage took.
#pragma once

#include <map>
#include <set>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "core/job/inspect.h"
#include "core/job/inspect_journal.h"

namespace kerb {

/// What is collected over the frames of a run.
class PredictionFacts {
 public:
  void add(const Frame& frame, const Prediction& prediction);
  nlohmann::json toJson() const;
  std::string line() const;  ///< "depth in 12 frames, classes in 16"

 private:
  std::optional<DepthScale> scale_;
  double valid_share_sum_ = 0;
  int64_t depth_frames_ = 0;
  int64_t class_frames_ = 0;
  std::string semantics_from_;
  Taxonomy taxonomy_ = Taxonomy::cityscapes;
  std::array<int64_t, 256> class_pixels_{};
  std::set<std::string> fallbacks_;
};

struct InspectSummary {
  const SourceInfo& source;
  const EngineInfo& engine;
  const InspectRequest& request;
  const InspectReport& report;
  const PredictionFacts& facts;
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
