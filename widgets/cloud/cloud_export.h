// Writes what the point cloud shows into a file, on a worker.
#pragma once

#include <filesystem>
#include <memory>

#include "core/prediction/ply.h"
#include "widgets/cloud/cloud_points.h"

namespace kerb {

struct CloudExport {
  std::shared_ptr<const CloudContent> content;
  PlyNotes notes;
  std::filesystem::path path;  ///< .pcd: PCD; else PLY
};

/// All points with the colours that are shown, in the camera of the frame that is shown; classes where every
/// point has one. Returns the path.
Result<std::filesystem::path> exportCloud(const CloudExport& job);

}  // namespace kerb
