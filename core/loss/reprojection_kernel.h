// The arithmetic of the fused reprojection loss, one pixel at a time: what its CPU and its CUDA form share.
// Also read by nvcc: C++17.
#pragma once

#include <cstdint>

#include "core/loss/photometric.h"
#include "core/loss/pixel.h"

namespace kerb {

/// Where a pixel (u, v) of depth d lies in a source: (x, y) = q_xy / q_z, q = d * ray * (u, v, 1) + offset.
template <class T>
struct Projection {
  T ray[3][3];  ///< K R K^-1
  T offset[3];  ///< K t, and 1e-7 added to the last
};

template <class T>
struct Position {
  T x, y, inverse_z;         ///< as projected
  T fraction_x, fraction_y;  ///< in [0,1], of the cell of four pixels around the position, clamped
  T movable_x, movable_y;    ///< 1 inside the image, 0 where it was clamped: there it has no derivative
  int32_t cell_x, cell_y;    ///< upper left pixel of the cell
};

template <class T>
KERB_PIXEL T clampedTo(T x, T high) {  // NaN becomes 0
  const T positive = x > 0 ? x : T(0);
  return positive < high ? positive : high;
}

template <class T>
KERB_PIXEL T rayAt(const Projection<T>& p, int axis, T u, T v) {
  return p.ray[axis][0] * u + (p.ray[axis][1] * v + p.ray[axis][2]);
}

template <class T>
KERB_PIXEL Position<T> locate(const Projection<T>& p, T u, T v, T d, int32_t width, int32_t height) {
  Position<T> at;
  const T last_x = static_cast<T>(width - 1), last_y = static_cast<T>(height - 1);
  at.inverse_z = T(1) / (rayAt(p, 2, u, v) * d + p.offset[2]);
  at.x = (rayAt(p, 0, u, v) * d + p.offset[0]) * at.inverse_z;
  at.y = (rayAt(p, 1, u, v) * d + p.offset[1]) * at.inverse_z;
  const T inside_x = clampedTo(at.x, last_x), inside_y = clampedTo(at.y, last_y);
  const auto floor_x = static_cast<int32_t>(inside_x), floor_y = static_cast<int32_t>(inside_y);
  at.cell_x = floor_x < width - 2 ? floor_x : width - 2;
  at.cell_y = floor_y < height - 2 ? floor_y : height - 2;
  at.fraction_x = inside_x - static_cast<T>(at.cell_x);
  at.fraction_y = inside_y - static_cast<T>(at.cell_y);
  at.movable_x = (at.x > 0 ? T(1) : T(0)) * (at.x < last_x ? T(1) : T(0));
  at.movable_y = (at.y > 0 ? T(1) : T(0)) * (at.y < last_y ? T(1) : T(0));
  return at;
}

/// Derivative of the loss by q, and by depth through it.
template <class T>
struct ByPoint {
  T q[3], depth;
};

/// From the derivatives by x and y. Clamped positions may be infinite; their gradient is zero, not NaN.
template <class T>
KERB_PIXEL ByPoint<T> byPoint(const Projection<T>& p, T u, T v, T x, T y, T inverse_z, T by_x, T by_y) {
  const T qx = by_x != 0 ? by_x * inverse_z : T(0), qy = by_y != 0 ? by_y * inverse_z : T(0);
  const T qz = -((by_x != 0 ? qx * x : T(0)) + (by_y != 0 ? qy * y : T(0)));
  return {{qx, qy, qz}, qx * rayAt(p, 0, u, v) + qy * rayAt(p, 1, u, v) + qz * rayAt(p, 2, u, v)};
}

/// Means over a window: of the source x, the target y, their squares and their product.
template <class T>
struct WindowMeans {
  T x, y, xx, yy, xy;
};

/// The SSIM part of a channel's error, and its derivative by a pixel (x, y) of the window, which is
/// by_sum + x * by_square + y * by_product.
template <class T>
struct WindowError {
  T error, by_sum, by_square, by_product;
};

/// A channel counts a third.
inline constexpr double kSsimShare = kSsimWeight / 3, kL1Share = kL1Weight / 3;

// SSIM = n1 n2 / (d1 d2) with n1 = 2 mx my + c1, n2 = 2 cov + c2, d1 = mx^2 + my^2 + c1, d2 = vx + vy + c2.
// Its derivatives by the means of x, x^2 and xy in the window:
//   by mean x   2 (my (n2 - n1) - SSIM mx (d2 - d1)) / (d1 d2)
//   by mean xx  -SSIM / d2
//   by mean xy  2 n1 / (d1 d2)
// A pixel enters the mean of x^2 as 2x, and every mean with 1/9.
template <class T>
KERB_PIXEL WindowError<T> windowError(const WindowMeans<T>& m) {
  constexpr T c1 = kSsimC1, c2 = kSsimC2, share = kSsimShare;
  const T n1 = 2 * m.x * m.y + c1, n2 = 2 * (m.xy - m.x * m.y) + c2;
  const T d1 = m.x * m.x + m.y * m.y + c1, d2 = (m.xx - m.x * m.x) + (m.yy - m.y * m.y) + c2;
  const T inverse = T(1) / (d1 * d2), ssim = n1 * n2 * inverse, loss = (1 - ssim) * T(0.5);
  const T above = loss > 0 ? loss : T(0), bounded = above < 1 ? above : T(1);
  const T factor = (loss < 0 ? T(0) : T(1)) * (loss > 1 ? T(0) : T(1)) * (-share / 18) * inverse;
  return {share * (isNan(loss) ? loss : bounded),  // NaN shows
          factor * 2 * (m.y * (n2 - n1) - ssim * m.x * (d2 - d1)), factor * -2 * ssim * d1, factor * 2 * n1};
}

/// The other part: 0.15 / 3 * |x - y|, and its derivative by x.
template <class T>
KERB_PIXEL T absoluteError(T x, T y) {
  return T(kL1Share) * (x < y ? y - x : x - y);
}
template <class T>
KERB_PIXEL T absoluteErrorSlope(T x, T y) {
  return (x > y ? T(kL1Share) : T(0)) - (x < y ? T(kL1Share) : T(0));
}

/// What a pixel's choice is where there is no candidate.
inline constexpr int kNoChoice = 255;

}  // namespace kerb
