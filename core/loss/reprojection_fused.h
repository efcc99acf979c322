// minimumReprojection() in one pass over the pixels, with derivatives by hand.
#pragma once

#include "core/loss/reprojection.h"

namespace kerb {

/// Whether a kernel exists for the device, the counts of sources and scales, and the size of the picture.
bool hasFusedReprojection(const ReprojectionInput& input);

/// As minimumReprojection(), for an input that has been checked. The loss of a scale is a number, so its
/// derivatives are known up to the incoming factor when it is computed: the one pass that gives the value
/// also leaves the derivative by the upsampled sigmoids (a map for each scale) and by the transforms, and
/// nothing else. The result does not depend on the number of threads.
ReprojectionLoss fusedReprojection(const ReprojectionInput& input, const ReprojectionOptions& options);

}  // namespace kerb
