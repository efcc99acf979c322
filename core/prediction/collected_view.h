// Which frames add something to a cloud of many.
#pragma once

#include <Eigen/Geometry>

namespace kerb {

/// A camera that moved and turned less than this from another one sees nothing new.
inline bool isSameView(const Eigen::Isometry3d& world_from_a, const Eigen::Isometry3d& world_from_b) {
  constexpr double kSmallestStepM = 0.4;
  constexpr double kSmallestTurn = 0.05;  // radians
  return (world_from_a.translation() - world_from_b.translation()).norm() < kSmallestStepM &&
         Eigen::AngleAxisd(world_from_a.rotation().transpose() * world_from_b.rotation()).angle() <
             kSmallestTurn;
}

}  // namespace kerb
