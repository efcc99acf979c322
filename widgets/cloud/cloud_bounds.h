// The room that points take, without the few that lie far outside. No Qt, no VTK.
#pragma once

#include "widgets/cloud/cloud_points.h"

namespace kerb {

/// From the 2nd to the 98th percentile on each axis, of an even sample; empty: no points.
Eigen::AlignedBox3f usualBounds(const CloudPoints& points);

/// Of all clouds in the scene, by their CloudPoints::usual_bounds.
Eigen::AlignedBox3d usualBounds(const CloudContent& content);

}  // namespace kerb
