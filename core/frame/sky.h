// Another sky over a labelled picture: that of rendered streets is always much the same, and a network that
// knows no other takes the blue of a real one for whatever is large and smooth.
#pragma once

#include <array>
#include <cstdint>

#include <ATen/core/Tensor.h>

#include "core/base/draws.h"

namespace kerb {

using SkyColour = std::array<double, 3>;  ///< RGB, 0 to 255

struct Sky {
  SkyColour zenith{}, horizon{};  ///< of the picture's first row, and of the lowest row with sky
  double tilt = 0;                ///< grey levels by which the right border is lighter than the left one
  double clouds = 0;              ///< largest change by clouds, in grey levels
  uint64_t cloud_seed = 0;
};

/// Clear, pale, overcast, grey and dusky skies and what lies between them, 0.6 to 1.1 times as bright; tilt
/// up to 40 either way, clouds up to 45 in two of three.
Sky drawSky(Draws& draws);

/// image   [3,H,W] uint8 RGB
/// labels  [H,W] uint8, Cityscapes train ids: the sky's pixels are painted, with a border two pixels wide
/// returns [3,H,W] uint8, never the input's memory
at::Tensor withSky(const at::Tensor& image, const at::Tensor& labels, const Sky& sky);

}  // namespace kerb
