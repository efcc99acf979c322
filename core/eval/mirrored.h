// The second look of evaluations with post-processing: the mirrored image, and depth from both looks.
#pragma once

#include "core/method/method.h"

namespace kerb {

/// The input with its pictures and cameras mirrored, without stereo partner and ground truth.
Input mirroredInput(const Input& input);

/// Depth from the disparity of an image and of its mirror image, blended at their own size (blendMirrored)
/// and then resized. A method whose depth is not the inverse of its disparity: an Error.
///   returns  [H,W] float32, in the unit of prediction.depth
Result<at::Tensor> blendedDepth(const Prediction& prediction, const Prediction& mirrored);

}  // namespace kerb
