// How often each depth occurs, along the colour bar.
#pragma once

#include <vector>

#include <ATen/core/Tensor.h>

#include "core/prediction/colour_map.h"

namespace kerb {

/// Bins from the near end of the colours to the far one, equally wide on the bar; the fullest has 1. Values
/// outside the range count nowhere; without any value all bins are 0.
///   depth  [H,W] float32 on the CPU
std::vector<float> depthHistogram(const at::Tensor& depth, Range range, Scaling scaling);

}  // namespace kerb
