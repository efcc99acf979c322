// The arithmetic of the fused edge-aware smoothness: what its CPU and its CUDA form share. Also read by nvcc:
// C++17.
#pragma once

#include <cmath>
#include <cstdint>

#include "core/loss/pixel.h"

namespace kerb {

/// |to - from|, of a channel of the image.
template <class T>
KERB_PIXEL T edgeBetween(T from, T to) {
  return to > from ? to - from : from - to;
}

/// sign(step) * weight: the derivative of |step| * weight.
template <class T>
KERB_PIXEL T signedWeight(T step, T weight) {
  return (step > 0 ? weight : T(0)) - (step < 0 ? weight : T(0));
}

/// |step| * weight. NaN shows, where its derivative is 0.
template <class T>
KERB_PIXEL T weightedStep(T step, T weight, T signed_weight) {
  return step * (isNan(step) ? weight : signed_weight);
}

/// The derivative by a pixel, from the signed weights of the steps to it (left, above) and from it.
template <class T>
KERB_PIXEL T bySteps(T left, T right, T across, T above, T below, T down) {
  return across * (left - right) + down * (above - below);
}

/// One batch item.
template <class T>
struct SmoothnessPicture {
  const T* disparity;  ///< [H,W], as it stands, before it is divided by its mean
  const T* image;      ///< [C,H,W]
  int32_t height, width, channels;
  T across, down;  ///< what a step counts: one over the number of such steps in the batch
};

template <class T>
struct SmoothnessStep {
  T size, signed_weight;
};

/// Between two pixels, which are numbered row by row.
template <class T>
KERB_PIXEL SmoothnessStep<T> stepBetween(const SmoothnessPicture<T>& p, int32_t from, int32_t to) {
  const int64_t plane = static_cast<int64_t>(p.height) * p.width;
  T edges = 0;
  for (int32_t c = 0; c < p.channels; ++c) {
    edges += edgeBetween(p.image[c * plane + from], p.image[c * plane + to]);
  }
  const T weight = std::exp(edges * (T(-1) / static_cast<T>(p.channels)));
  const T step = p.disparity[to] - p.disparity[from], signed_weight = signedWeight(step, weight);
  return {weightedStep(step, weight, signed_weight), signed_weight};
}

template <class T>
struct SmoothnessPixel {
  T error;         ///< of the steps to the right and down: each step is some pixel's
  T by_disparity;  ///< the derivative of all pixels' errors by the disparity of this one
};

/// The four steps around a pixel. Each is computed for both of its ends: cheaper than to keep it.
template <class T>
KERB_PIXEL SmoothnessPixel<T> smoothnessAt(const SmoothnessPicture<T>& p, int32_t y, int32_t x) {
  const int32_t pixel = y * p.width + x;
  const SmoothnessStep<T> none{0, 0};
  const SmoothnessStep<T> left = x > 0 ? stepBetween(p, pixel - 1, pixel) : none,
                          right = x + 1 < p.width ? stepBetween(p, pixel, pixel + 1) : none,
                          above = y > 0 ? stepBetween(p, pixel - p.width, pixel) : none,
                          below = y + 1 < p.height ? stepBetween(p, pixel, pixel + p.width) : none;
  return {p.across * right.size + p.down * below.size,
          bySteps(left.signed_weight, right.signed_weight, p.across, above.signed_weight, below.signed_weight,
                  p.down)};
}

}  // namespace kerb
