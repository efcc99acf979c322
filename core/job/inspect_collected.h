// One cloud of many frames: which of them add to it, and its file. (kerb_io)
#pragma once

#include <map>
#include <vector>

#include <Eigen/Geometry>

#include "core/job/frame_export.h"
#include "core/job/inspect.h"
#include "core/job/inspect_journal.h"

namespace kerb {

/// Why clouds of this source cannot be collected.
Status checkPoses(const InspectRequest& request, const SourceInfo& source);

/// Why the clouds of this request cannot be made from predictions like this one.
Status checkClouds(const InspectRequest& request, const SourceInfo& source, const Prediction& prediction);

/// Frames leave their points in DIR/.inspect/collected, from where an export goes on; they become one file at
/// the end.
class CollectedCloud {
 public:
  CollectedCloud(const InspectRequest& request, const std::map<int64_t, FrameRecord>& records);

  /// writeFrame(), without Output::collected where the frame's camera sees nothing new.
  Result<FrameFiles> write(const FrameExport& job, OutputSet outputs);

  /// DIR/collected.ply or .pcd, where it is not newer than the journal.
  static Status finish(const InspectRequest& request, const SourceInfo& source, const InspectJournal& journal,
                       InspectReport& report);

 private:
  bool hasSeen(const Frame& frame) const;

  std::vector<Eigen::Isometry3d> world_from_cameras_;
};

}  // namespace kerb
