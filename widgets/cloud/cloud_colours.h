// The colour of every pixel of a frame, for its points.
#pragma once

#include <ATen/core/Tensor.h>

#include "widgets/cloud/cloud_builder.h"

namespace kerb {

/// Ends of the error's colours, per cent of the true distance.
inline constexpr DepthLook kErrorLook{{0, 25}, ColourMap::magma, Scaling::linear};

/// |depth - true_depth| / true_depth in per cent, where both are known; else 0, no value. Relative depth is
/// first multiplied by the ratio of the medians.
///   depth, true_depth  [H,W] float32
at::Tensor errorPercent(const at::Tensor& depth, const at::Tensor& true_depth, bool is_relative);

/// [3,H,W] uint8 in the classes' colours, grey where unlabelled.
at::Tensor classPicture(const SemanticMap& labels, const ClassColours& colours = {});

}  // namespace kerb
