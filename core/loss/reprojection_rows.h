// Passes over one row of an image for the fused reprojection loss, compiled for several instruction sets and
// chosen at run time. "rgb" rows hold 3 numbers per pixel, interleaved; windows of 3x3 pixels are sums over
// rgb rows that have one reflected pixel before their first and after their last.
#pragma once

#include <array>
#include <cstdint>

#include "core/loss/reprojection_kernel.h"

namespace kerb::rows {

/// Three consecutive rows around a centre: above, centre, below.
template <class T>
using Triple = std::array<const T*, 3>;

/// A row of positions in a source image, W numbers each.
template <class T>
struct Positions {
  T *x, *y, *inverse_z, *fraction_x, *fraction_y, *movable_x, *movable_y;  ///< as in Position
  int32_t* cell;  ///< offset of the cell's first number in the interleaved image
};

/// The warped row and its derivatives by position, 3W numbers each, and one more that may be overwritten.
template <class T>
struct Samples {
  T *rgb, *by_x, *by_y;
};

/// Sums over three neighbouring pixels of a row: of the source x and, where it has gradients, x^2 and xy.
template <class T>
struct Moments {
  T *x, *xx, *xy;
};

/// One row of windows. The derivative of the error by x at a pixel in the window is sum, plus x times square,
/// plus y times product.
template <class T>
struct Windows {
  Triple<T> x, xx, xy, y, yy;  ///< Moments of the source; of the target
  const T *source, *target;    ///< centre rows
  T* error;                    ///< 3W: weighted SSIM and absolute difference, a third of the channel's
  T *by_sum, *by_square, *by_product;  ///< 3W each
};

/// What the gradient of one row of a source needs, 3W numbers each.
template <class T>
struct Gradients {
  Triple<T> by_sum, by_square, by_product;  ///< adjoint() of Windows
  T row_weight[3];                          ///< how often each of the three rows of windows contains this one
  const T *source, *target, *weight, *by_x, *by_y;
  T *x, *y;  ///< out, W each: derivative of the loss by position
};

// Each function exists for float and for double. n is a number of pixels.

/// planes [3][plane] -> out [n*3]
void interleave(const float* planes, int64_t plane, int64_t n, float* out);
void interleave(const double* planes, int64_t plane, int64_t n, double* out);

/// depth = 1 / (offset + slope * sigmoid)
void depth(const float* sigmoid, float offset, float slope, int64_t n, float* out);
void depth(const double* sigmoid, double offset, double slope, int64_t n, double* out);

/// Row v of the target into a source of height x n pixels.
void project(const Projection<float>& projection, const float* depth, int64_t v, int64_t height, int64_t n,
             const Positions<float>& out);
void project(const Projection<double>& projection, const double* depth, int64_t v, int64_t height, int64_t n,
             const Positions<double>& out);

/// Bilinear samples of an interleaved image whose rows hold n pixels.
void sample(const float* image, const Positions<float>& at, int64_t n, const Samples<float>& out);
void sample(const double* image, const Positions<double>& at, int64_t n, const Samples<double>& out);

void moments(const float* x, const float* y, int64_t n, const Moments<float>& out);
void moments(const double* x, const double* y, int64_t n, const Moments<double>& out);

/// Errors of a row; with `derivatives` all of Windows is written.
void windows(const Windows<float>& io, bool derivatives, int64_t n);
void windows(const Windows<double>& io, bool derivatives, int64_t n);

/// out = share > 0 ? sum of the three channels of error : infinity
void candidate(const float* error, const float* share, int64_t n, float* out);
void candidate(const double* error, const double* share, int64_t n, double* out);

/// io += 1e-5 * tieNoise(key, first + i)
void addNoise(uint32_t key, int64_t first, int64_t n, float* io);
void addNoise(uint32_t key, int64_t first, int64_t n, double* io);

/// io += share * x where share > 0
void addShare(const float* x, const float* share, int64_t n, float* io);
void addShare(const double* x, const double* share, int64_t n, double* io);

/// Where x < best, or x is NaN: best = x, choice = index.
void takeSmaller(const float* x, float index, int64_t n, float* best, float* choice);
void takeSmaller(const double* x, double index, int64_t n, double* best, double* choice);

/// weight (3 per pixel) = choice == index ? share : 0
void weigh(const float* choice, float index, const float* share, int64_t n, float* weight);
void weigh(const double* choice, double index, const double* share, int64_t n, double* weight);

/// The transpose of the sums of moments(): out = what windows weighed by `weight` give to each pixel.
/// scratch  3(n+2) numbers
void adjoint(const float* windows, const float* weight, int64_t n, float* scratch, float* out);
void adjoint(const double* windows, const double* weight, int64_t n, double* scratch, double* out);

/// scratch  6n numbers
void gradients(const Gradients<float>& io, int64_t n, float* scratch);
void gradients(const Gradients<double>& io, int64_t n, double* scratch);

/// From the derivative by position (x, y) to that by q (3 rows of n), and by depth, which is added.
void backproject(const Projection<float>& projection, const Positions<float>& at, const float* by_x,
                 const float* by_y, int64_t v, int64_t n, float* const by_q[3], float* by_depth);
void backproject(const Projection<double>& projection, const Positions<double>& at, const double* by_x,
                 const double* by_y, int64_t v, int64_t n, double* const by_q[3], double* by_depth);

/// sums of q, q*depth and q*depth*i over a row
std::array<double, 3> poseSums(const float* q, const float* depth, int64_t n);
std::array<double, 3> poseSums(const double* q, const double* depth, int64_t n);

/// out = -depth^2 * slope * by_depth: the derivative by the sigmoid
void bySigmoid(const float* depth, const float* by_depth, float slope, int64_t n, float* out);
void bySigmoid(const double* depth, const double* by_depth, double slope, int64_t n, double* out);

/// {sum of best, how many have one, how many chose `first_warp` or later}; best becomes 0 where there is
/// none.
std::array<double, 3> statistics(float* best, const float* choice, float first_warp, int64_t n);
std::array<double, 3> statistics(double* best, const double* choice, double first_warp, int64_t n);

}  // namespace kerb::rows
