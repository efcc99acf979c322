// Camera paths: chained from frame to frame, written and read as KITTI and TUM text.
#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <Eigen/Geometry>

#include "core/base/result.h"

namespace kerb {

struct StampedPose {
  double stamp = 0;  ///< KITTI: frame number; TUM: seconds
  Eigen::Isometry3d world_from_camera = Eigen::Isometry3d::Identity();
};

/// camera_from_previous[i] maps points of camera i into camera i+1 (what methods predict). Returns one pose
/// more than steps: the world is the first camera.
std::vector<Eigen::Isometry3d> chainPoses(std::span<const Eigen::Isometry3d> camera_from_previous);

/// One line a pose: the 12 numbers of the upper 3x4 of world_from_camera, row by row, %.9e. Stamps are not
/// written: KITTI numbers poses by their line.
std::string kittiText(std::span<const StampedPose> poses);

/// One line a pose: "timestamp tx ty tz qx qy qz qw", qw >= 0.
std::string tumText(std::span<const StampedPose> poses);

/// 12 numbers a line, or 13 with the frame number first (as some odometry tools write). Blank lines are
/// skipped. A line of another length, not numbers, or not a rotation: an Error with `name` and the line.
Result<std::vector<StampedPose>> parseKittiPoses(std::string_view text, const std::string& name);

/// 8 numbers a line; lines that begin with # are comments. Quaternions are normalised; one whose length is
/// not 1 within 1 % is an Error.
Result<std::vector<StampedPose>> parseTumPoses(std::string_view text, const std::string& name);

/// By what the first line holds: 8 numbers are TUM's, 12 or 13 KITTI's.
Result<std::vector<StampedPose>> readPoses(const std::filesystem::path& path);

}  // namespace kerb
