// Writes what the point cloud shows into a file, as a job.
#pragma once

#include <filesystem>
#include <memory>

#include "core/prediction/ply.h"
#include "widgets/bridge/job_queue.h"
#include "widgets/cloud/cloud_points.h"

namespace kerb {

struct CloudExport {
  std::shared_ptr<const CloudContent> content;
  CloudNotes notes;
  std::filesystem::path path;  ///< .pcd, in letters of any size: PCD; else PLY
};

/// All points with the colours that are shown, in the camera of the frame that is shown; classes where every
/// point has one. Stopped or failed: nothing is left of it.
Status exportCloud(const CloudExport& job, const JobContext& context = {});

Job cloudExportJob(CloudExport job);

}  // namespace kerb
