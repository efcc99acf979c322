// What another camera, another light or a worse picture would have made of a scene: for networks that learn
// from rendered pictures and must see real ones.
#pragma once

#include <array>
#include <cstdint>

#include <ATen/core/Tensor.h>

#include "core/base/draws.h"
#include "core/frame/colour_jitter.h"

namespace kerb {

/// One draw, shared by all frames of a sample. Applied in the order of the members.
struct Appearance {
  ColourJitter colours{.order = {}};     ///< far wider than the papers'
  std::array<double, 3> gains{1, 1, 1};  ///< of red, green and blue: white balance
  double gamma = 1;                      ///< out = in^gamma, of 0..1
  double fog = 0;                        ///< 0..1: blend with one light grey
  double coarseness = 1;                 ///< >= 1: shrunk by so much and enlarged again
  double noise = 0;                      ///< standard deviation in grey levels, of each value
  bool grey = false;                     ///< without colour
  uint64_t noise_seed = 0;
};

/// Brightness and contrast from 0.5 to 1.5, saturation 0 to 1.8, hue +-0.15 of a turn in half of the draws,
/// gains 0.8 to 1.25, gamma 0.6 to 1.67, fog up to 0.35 (one draw in four), coarseness up to 3 (one in two),
/// noise up to 12 (one in two), grey one in twelve.
Appearance drawAppearance(Draws& draws);

/// image   [3,H,W] uint8 RGB, any strides
/// returns [3,H,W] uint8, memory interleaved, never the input's
at::Tensor withAppearance(const at::Tensor& image, const Appearance& appearance);

}  // namespace kerb
