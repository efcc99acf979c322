// Point clouds as PLY files (Stanford triangle format): what CloudCompare, MeshLab and Open3D open.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "core/base/result.h"
#include "core/prediction/point_cloud.h"
#include "core/prediction/prediction.h"

namespace kerb {

/// What the points are, for whoever opens the file later: `comment` lines of its header.
struct CloudNotes {
  std::string scale;   ///< "relative (monocular)"
  std::string camera;  ///< where the intrinsics came from
  std::string axes = "camera frame: x right, y down, z forward";
};

/// "metric (stereo baseline 0.537 m)" and the camera's origin.
CloudNotes cloudNotes(const DepthScale& scale, const Camera& camera);

/// What a cloud's file says before its points, so that it can be written in parts.
struct CloudFields {
  int64_t count = 0;
  bool has_rgb = false, has_class = false;
};
CloudFields fieldsOf(const PointCloud& cloud);
std::string plyHeader(const CloudFields& fields, const CloudNotes& notes);
void appendPlyPoints(const PointCloud& cloud, std::string& bytes);

/// Binary little-endian: float x y z, then uchar red green blue and uchar class where the cloud has them.
std::string encodePly(const PointCloud& cloud, const CloudNotes& notes);

/// Whole, then renamed.
Status writePly(const std::filesystem::path& path, const PointCloud& cloud, const CloudNotes& notes);

/// ASCII, binary little-endian and big-endian; the vertex element's scalar properties in any order and of any
/// type: x y z, red green blue (whole numbers 0..255, or floats 0..1), class (or label, scalar_class,
/// scalar_label: CloudCompare's names). List properties and other elements are skipped. Anything that is not
/// PLY, lacks x y z or is cut off: an Error with `name` and the line or byte offset.
Result<PointCloud> parsePly(std::string_view bytes, const std::string& name);

Result<PointCloud> readPly(const std::filesystem::path& path);

}  // namespace kerb
