// Point clouds as PCD files: what the Point Cloud Library and Open3D open.
#pragma once

#include <filesystem>
#include <string>

#include "core/base/result.h"
#include "core/prediction/ply.h"
#include "core/prediction/point_cloud.h"

namespace kerb {

/// As plyHeader() and appendPlyPoints().
std::string pcdHeader(const CloudFields& fields, const CloudNotes& notes);
void appendPcdPoints(const PointCloud& cloud, std::string& bytes);

/// PCD 0.7, binary, little-endian: float x y z, then where the cloud has them rgb (one unsigned number,
/// 0xRRGGBB) and label (the class, as a 4-byte unsigned number).
std::string encodePcd(const PointCloud& cloud, const CloudNotes& notes);

/// Whole, then renamed.
Status writePcd(const std::filesystem::path& path, const PointCloud& cloud, const CloudNotes& notes);

}  // namespace kerb
