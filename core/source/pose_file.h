// Poses as KITTI odometry writes them, and lists of times.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include <Eigen/Geometry>

#include "core/base/result.h"

namespace kerb {

/// One pose a line: 12 numbers, row by row, of world_from_camera [3,4]: x_world = R x_camera + t, metres.
/// Another count of numbers, something that is no finite number, or a matrix that is no rotation (by more
/// than 1e-2): an Error with `name` (the file) and the line. Blank lines are skipped.
Result<std::vector<Eigen::Isometry3d>> parsePoses(std::string_view text, const std::string& name);
Result<std::vector<Eigen::Isometry3d>> readPoses(const std::filesystem::path& path);

/// One number a line (times.txt, seconds).
Result<std::vector<double>> parseTimes(std::string_view text, const std::string& name);

}  // namespace kerb
