// The colour of every pixel of a frame, for its points.
#pragma once

#include <string_view>

#include <ATen/core/Tensor.h>

#include "core/base/result.h"
#include "core/frame/frame.h"
#include "core/prediction/class_looks.h"
#include "core/prediction/colour_map.h"

namespace kerb {

enum class CloudColours { picture, classes, depth, error };

/// By name; another name is an Error that lists these.
Result<CloudColours> parseCloudColours(std::string_view name);
const char* cloudColoursName(CloudColours colours);

/// How depth is coloured.
struct DepthLook {
  Range range{1, 80};
  ColourMap colours = ColourMap::turbo;
  Scaling scaling = Scaling::inverse;
  bool operator==(const DepthLook& o) const {
    return range.lo == o.range.lo && range.hi == o.range.hi && colours == o.colours && scaling == o.scaling;
  }
};

/// Ends of the error's colours, per cent of the true distance.
inline constexpr DepthLook kErrorLook{{0, 25}, ColourMap::magma, Scaling::linear};

/// [3,H,W] uint8 of depth [H,W], or of errorPercent() with kErrorLook.
at::Tensor colourise(const at::Tensor& map, const DepthLook& look);

/// |depth - true_depth| / true_depth in per cent, where both are known; else 0, no value. Relative depth is
/// first multiplied by the ratio of the medians.
///   depth, true_depth  [H,W] float32
at::Tensor errorPercent(const at::Tensor& depth, const at::Tensor& true_depth, bool is_relative);

/// [3,H,W] uint8 in the classes' colours, grey where unlabelled.
at::Tensor classPicture(const SemanticMap& labels, const ClassColours& colours = {});

}  // namespace kerb
