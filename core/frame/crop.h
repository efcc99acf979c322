// A window of a picture in place of the whole: what a longer lens, or a camera that looks elsewhere, sees.
#pragma once

#include <cstdint>

#include <ATen/core/Tensor.h>

#include "core/base/draws.h"
#include "core/base/result.h"
#include "core/frame/camera.h"

namespace kerb {

struct CropSpec {
  double largest_zoom = 1;  ///< >= 1: the window is at least 1/zoom of the largest one that fits
  /// Width/height of the window in pixels, between these (drawn uniformly on a logarithmic scale); both 0:
  /// the picture's. The network's input has one size, so this stretches what it sees.
  double least_aspect = 0, largest_aspect = 0;
};
Status checkSpec(const CropSpec& spec);

/// A window, whatever the picture's size.
struct Crop {
  double size = 1;          ///< of the largest one that fits
  double aspect = 0;        ///< width/height; 0: the picture's
  double x = 0.5, y = 0.5;  ///< where in the window the middle of the picture lies, as far as it fits
  bool isWhole() const { return size == 1 && aspect == 0; }
};

/// The middle of the picture stays in the middle third of the window, and the horizon with it.
Crop drawCrop(const CropSpec& spec, Draws& draws);

/// In whole pixels, so that labels and depth are cut where pictures are.
struct Window {
  int64_t left = 0, top = 0, width = 0, height = 0;
};
Window windowOf(const Crop& crop, int64_t width, int64_t height);

/// maps [...,H,W] -> a view [...,height,width]
at::Tensor cropped(const at::Tensor& maps, const Window& window);

/// The camera that sees this window of a width x height picture of `camera`. Distortion is not moved: only
/// right for cameras without.
Camera cropped(const Camera& camera, const Window& window, int64_t width, int64_t height);

}  // namespace kerb
