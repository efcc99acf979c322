// Classes and measured points drawn over the camera's picture.
#pragma once

#include <array>
#include <cstdint>
#include <map>

#include <ATen/core/Tensor.h>

#include "core/frame/frame.h"
#include "core/prediction/colour_map.h"

namespace kerb {

struct OverlayStyle {
  double opacity = 0.5;   ///< of the filled classes: 0 shows the image, 1 the classes
  bool contours = false;  ///< draw the borders between classes at full strength; alone with opacity 0
  std::map<uint8_t, Colour> own_colours{};  ///< by class id, in place of the taxonomy's
  std::array<bool, 256> hidden{};           ///< by class id: drawn as if unlabelled
};

/// [3,H,W] uint8 RGB in the taxonomy's colours, interleaved memory; black where unlabelled or unknown.
at::Tensor paintLabels(const SemanticMap& labels);

/// image [3,H,W] uint8 RGB. Returns a new one of the same size; unlabelled pixels show the image unchanged. A
/// border pixel is one whose right or lower neighbour has another class; it gets its own class's colour.
at::Tensor overlayLabels(const at::Tensor& image, const SemanticMap& labels, const OverlayStyle& style = {});

/// The same into the pixels of a screen, 0xffRRGGBB.
/// out     of the upper left pixel, [H][stride]
/// stride  from one row to the next, in pixels; at least W
void overlayPixels(const at::Tensor& image, const SemanticMap& labels, const OverlayStyle& style,
                   uint32_t* out, int64_t stride);

/// Sparse depth (LiDAR) as 3x3 dots in the colours of colourise(), the nearer in front where dots meet.
/// image    [3,H,W] uint8 RGB
/// depth_m  [H,W] float32, > 0 where measured
/// returns  a new image
at::Tensor overlayDepthPoints(const at::Tensor& image, const at::Tensor& depth_m, Range range,
                              ColourMap colours, Scaling scaling);

}  // namespace kerb
