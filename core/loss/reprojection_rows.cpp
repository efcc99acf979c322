// Plain loops that the compiler vectorises, once per instruction set. Branches are written as selections and
// sums as 16 lanes, since the order of floating-point operations is kept.
#include "core/loss/reprojection_rows.h"

#include <cstring>
#include <limits>

#include "core/base/simd.h"
#include "core/loss/tie_noise.h"

namespace kerb::rows {
namespace {

constexpr int64_t kChannels = 3, kLanes = 16;

/// Four numbers in a vector register: one pixel and the first number of the next.
template <class T>
struct Four {
  using Vector __attribute__((vector_size(4 * sizeof(T)))) = T;
};
template <class T>
using Vector = typename Four<T>::Vector;

template <class T>
KERB_INLINE Vector<T> load(const T* from) {
  Vector<T> v;
  std::memcpy(&v, from, sizeof v);
  return v;
}
template <class T>
KERB_INLINE void store(const Vector<T>& v, T* to) {
  std::memcpy(to, &v, sizeof v);
}

template <class T>
KERB_INLINE void interleaveRow(const T* planes, int64_t plane, int64_t n, T* out) {
#pragma GCC ivdep
  for (int64_t i = 0; i < n; ++i) {
    out[3 * i] = planes[i];
    out[3 * i + 1] = planes[plane + i];
    out[3 * i + 2] = planes[2 * plane + i];
  }
}

template <class T>
KERB_INLINE void depthRow(const T* sigmoid, T offset, T slope, int64_t n, T* out) {
#pragma GCC ivdep
  for (int64_t i = 0; i < n; ++i) out[i] = T(1) / (offset + slope * sigmoid[i]);
}

template <class T>
KERB_INLINE void projectRow(const Projection<T>& projection, const T* depth, int64_t v, int64_t height,
                            int64_t n, const Positions<T>& out) {
  const Projection<T> p = projection;  // a copy: no store below can change it
  const T row = static_cast<T>(v);
  const auto width = static_cast<int32_t>(n), rows = static_cast<int32_t>(height);
#pragma GCC ivdep
  for (int32_t i = 0; i < width; ++i) {
    const Position<T> at = locate(p, static_cast<T>(i), row, depth[i], width, rows);
    out.x[i] = at.x;
    out.y[i] = at.y;
    out.inverse_z[i] = at.inverse_z;
    out.fraction_x[i] = at.fraction_x;
    out.fraction_y[i] = at.fraction_y;
    out.movable_x[i] = at.movable_x;
    out.movable_y[i] = at.movable_y;
    out.cell[i] = 3 * (at.cell_y * width + at.cell_x);
  }
}

template <class T>
KERB_INLINE void sampleRow(const T* image, const Positions<T>& at, int64_t n, const Samples<T>& out) {
  for (int64_t i = 0; i < n; ++i) {
    const T* cell = image + at.cell[i];
    const Vector<T> upper = load(cell), lower = load(cell + 3 * n);
    const Vector<T> upper_step = load(cell + 3) - upper, lower_step = load(cell + 3 * n + 3) - lower;
    const T fx = at.fraction_x[i], fy = at.fraction_y[i];
    const Vector<T> top = upper + fx * upper_step, by_y = lower + fx * lower_step - top;
    const Vector<T> by_x = upper_step + fy * (lower_step - upper_step);
    store<T>(top + fy * by_y, out.rgb + 3 * i);
    store<T>(by_x * at.movable_x[i], out.by_x + 3 * i);
    store<T>(by_y * at.movable_y[i], out.by_y + 3 * i);
  }
}

template <class T>
KERB_INLINE void momentsRow(const T* x, const T* y, int64_t n, const Moments<T>& out) {
#pragma GCC ivdep
  for (int64_t i = 0; i < kChannels * n; ++i) {
    const T a = x[i - 3], b = x[i], c = x[i + 3];
    out.x[i] = a + b + c;
    out.xx[i] = a * a + b * b + c * c;
    out.xy[i] = a * y[i - 3] + b * y[i] + c * y[i + 3];
  }
}

template <class T>
KERB_INLINE T mean(const Triple<T>& sums, int64_t i) {
  return (sums[0][i] + sums[1][i] + sums[2][i]) * T(1.0 / 9);
}

template <bool kDerivatives, class T>
KERB_INLINE void windowsRow(const Windows<T>& io, int64_t n) {
#pragma GCC ivdep
  for (int64_t i = 0; i < kChannels * n; ++i) {
    const WindowError<T> window =
        windowError<T>({mean(io.x, i), mean(io.y, i), mean(io.xx, i), mean(io.yy, i), mean(io.xy, i)});
    io.error[i] = window.error + absoluteError(io.source[i], io.target[i]);
    if constexpr (kDerivatives) {
      io.by_sum[i] = window.by_sum;
      io.by_square[i] = window.by_square;
      io.by_product[i] = window.by_product;
    }
  }
}

template <class T>
KERB_INLINE void candidateRow(const T* error, const T* share, int64_t n, T* out) {
#pragma GCC ivdep
  for (int64_t i = 0; i < n; ++i) {
    const T sum = error[3 * i] + error[3 * i + 1] + error[3 * i + 2];
    out[i] = share[i] > 0 ? sum : std::numeric_limits<T>::infinity();
  }
}

template <class T>
KERB_INLINE void addNoiseRow(uint32_t key, int64_t first, int64_t n, T* io) {
  const auto begin = static_cast<uint32_t>(first);
#pragma GCC ivdep
  for (int64_t i = 0; i < n; ++i) {
    io[i] += T(kTieAmplitude) * tieNoise<T>(key, begin + static_cast<uint32_t>(i));
  }
}

template <class T>
KERB_INLINE void addShareRow(const T* x, const T* share, int64_t n, T* io) {
#pragma GCC ivdep
  for (int64_t i = 0; i < n; ++i) io[i] += share[i] > 0 ? share[i] * x[i] : T(0);
}

template <class T>
KERB_INLINE void takeSmallerRow(const T* x, T index, int64_t n, T* best, T* choice) {
#pragma GCC ivdep
  for (int64_t i = 0; i < n; ++i) {
    const T value = x[i], held = best[i], chosen = choice[i];
    const T smaller = value < held ? value : held, of_smaller = value < held ? index : chosen;
    best[i] = isNan(value) ? value : smaller;  // NaN stays: nothing is smaller
    choice[i] = isNan(value) ? index : of_smaller;
  }
}

template <class T>
KERB_INLINE void weighRow(const T* choice, T index, const T* share, int64_t n, T* weight) {
#pragma GCC ivdep
  for (int64_t i = 0; i < n; ++i) {
    const T w = choice[i] == index ? share[i] : T(0);
    weight[3 * i] = w;
    weight[3 * i + 1] = w;
    weight[3 * i + 2] = w;
  }
}

template <class T>
KERB_INLINE void adjointRow(const T* windows, const T* weight, int64_t n, T* scratch, T* out) {
  const int64_t size = kChannels * n;
  T* weighed = scratch + 3;
#pragma GCC ivdep
  for (int64_t i = 0; i < size; ++i) weighed[i] = windows[i] * weight[i];
  for (int64_t c = 0; c < 3; ++c) weighed[c - 3] = weighed[size + c] = 0;
#pragma GCC ivdep
  for (int64_t i = 0; i < size; ++i) out[i] = weighed[i - 3] + weighed[i] + weighed[i + 3];
  for (int64_t c = 0; c < 3; ++c) {  // the windows at the border saw their neighbour twice
    out[3 + c] += weighed[c];
    out[size - 6 + c] += weighed[size - 3 + c];
  }
}

template <class T>
KERB_INLINE T weighted(const Triple<T>& rows, const T (&weight)[3], int64_t i) {
  return weight[0] * rows[0][i] + weight[1] * rows[1][i] + weight[2] * rows[2][i];
}

template <class T>
KERB_INLINE void gradientsRow(const Gradients<T>& io, int64_t n, T* scratch) {
  const int64_t size = kChannels * n;
  const T w[3] = {io.row_weight[0], io.row_weight[1], io.row_weight[2]};
  T *by_x = scratch, *by_y = scratch + size;
#pragma GCC ivdep
  for (int64_t i = 0; i < size; ++i) {
    const T x = io.source[i], y = io.target[i];
    const T by_rgb = weighted(io.by_sum, w, i) + x * weighted(io.by_square, w, i) +
                     y * weighted(io.by_product, w, i) + io.weight[i] * absoluteErrorSlope(x, y);
    by_x[i] = by_rgb * io.by_x[i];
    by_y[i] = by_rgb * io.by_y[i];
  }
#pragma GCC ivdep
  for (int64_t i = 0; i < n; ++i) {
    io.x[i] = by_x[3 * i] + by_x[3 * i + 1] + by_x[3 * i + 2];
    io.y[i] = by_y[3 * i] + by_y[3 * i + 1] + by_y[3 * i + 2];
  }
}

template <class T>
KERB_INLINE void backprojectRow(const Projection<T>& projection, const Positions<T>& at, const T* by_x,
                                const T* by_y, int64_t v, int64_t n, T* const by_q[3], T* by_depth) {
  const Projection<T> p = projection;
  const T row = static_cast<T>(v);
  T *out_x = by_q[0], *out_y = by_q[1], *out_z = by_q[2];
  const auto width = static_cast<int32_t>(n);
#pragma GCC ivdep
  for (int32_t i = 0; i < width; ++i) {
    const ByPoint<T> by =
        byPoint(p, static_cast<T>(i), row, at.x[i], at.y[i], at.inverse_z[i], by_x[i], by_y[i]);
    out_x[i] = by.q[0];
    out_y[i] = by.q[1];
    out_z[i] = by.q[2];
    by_depth[i] += by.depth;
  }
}

/// Halves the lanes until one is left.
template <class T>
KERB_INLINE double laneSum(T (&lanes)[kLanes]) {
  for (int64_t half = kLanes / 2; half > 0; half /= 2) {
    for (int64_t lane = 0; lane < half; ++lane) lanes[lane] += lanes[lane + half];
  }
  return static_cast<double>(lanes[0]);
}

template <class T>
KERB_INLINE std::array<double, 3> poseSumsRow(const T* q, const T* depth, int64_t n) {
  T sum[kLanes] = {}, by_depth[kLanes] = {}, by_column[kLanes] = {};
  int64_t i = 0;
  for (; i + kLanes <= n; i += kLanes) {
    for (int64_t lane = 0; lane < kLanes; ++lane) {
      const T value = q[i + lane], moved = value * depth[i + lane];
      sum[lane] += value;
      by_depth[lane] += moved;
      by_column[lane] += moved * static_cast<T>(static_cast<int32_t>(i + lane));
    }
  }
  for (; i < n; ++i) {
    sum[0] += q[i];
    by_depth[0] += q[i] * depth[i];
    by_column[0] += q[i] * depth[i] * static_cast<T>(i);
  }
  return {laneSum(sum), laneSum(by_depth), laneSum(by_column)};
}

template <class T>
KERB_INLINE void bySigmoidRow(const T* depth, const T* by_depth, T slope, int64_t n, T* out) {
#pragma GCC ivdep
  for (int64_t i = 0; i < n; ++i) out[i] = -slope * depth[i] * depth[i] * by_depth[i];
}

template <class T>
KERB_INLINE std::array<double, 3> statisticsRow(T* best, const T* choice, T first_warp, int64_t n) {
  double sum = 0, count = 0, warps = 0;
  for (int64_t i = 0; i < n; ++i) {
    const bool counts = choice[i] != T(kNoChoice);
    best[i] = counts ? best[i] : T(0);
    sum += static_cast<double>(best[i]);
    count += counts ? 1 : 0;
    warps += counts && choice[i] >= first_warp ? 1 : 0;
  }
  return {sum, count, warps};
}

template <class T>
KERB_INLINE void windowsOf(const Windows<T>& io, bool derivatives, int64_t n) {
  if (derivatives) return windowsRow<true>(io, n);
  windowsRow<false>(io, n);
}

}  // namespace

KERB_SIMD void interleave(const float* planes, int64_t plane, int64_t n, float* out) {
  interleaveRow(planes, plane, n, out);
}
KERB_SIMD void interleave(const double* planes, int64_t plane, int64_t n, double* out) {
  interleaveRow(planes, plane, n, out);
}

KERB_SIMD void depth(const float* sigmoid, float offset, float slope, int64_t n, float* out) {
  depthRow(sigmoid, offset, slope, n, out);
}
KERB_SIMD void depth(const double* sigmoid, double offset, double slope, int64_t n, double* out) {
  depthRow(sigmoid, offset, slope, n, out);
}

KERB_SIMD void project(const Projection<float>& projection, const float* depth, int64_t v, int64_t height,
                       int64_t n, const Positions<float>& out) {
  projectRow(projection, depth, v, height, n, out);
}
KERB_SIMD void project(const Projection<double>& projection, const double* depth, int64_t v, int64_t height,
                       int64_t n, const Positions<double>& out) {
  projectRow(projection, depth, v, height, n, out);
}

KERB_SIMD void sample(const float* image, const Positions<float>& at, int64_t n, const Samples<float>& out) {
  sampleRow(image, at, n, out);
}
KERB_SIMD void sample(const double* image, const Positions<double>& at, int64_t n,
                      const Samples<double>& out) {
  sampleRow(image, at, n, out);
}

KERB_SIMD void moments(const float* x, const float* y, int64_t n, const Moments<float>& out) {
  momentsRow(x, y, n, out);
}
KERB_SIMD void moments(const double* x, const double* y, int64_t n, const Moments<double>& out) {
  momentsRow(x, y, n, out);
}

KERB_SIMD void windows(const Windows<float>& io, bool derivatives, int64_t n) {
  windowsOf(io, derivatives, n);
}
KERB_SIMD void windows(const Windows<double>& io, bool derivatives, int64_t n) {
  windowsOf(io, derivatives, n);
}

KERB_SIMD void candidate(const float* error, const float* share, int64_t n, float* out) {
  candidateRow(error, share, n, out);
}
KERB_SIMD void candidate(const double* error, const double* share, int64_t n, double* out) {
  candidateRow(error, share, n, out);
}

KERB_SIMD void addNoise(uint32_t key, int64_t first, int64_t n, float* io) { addNoiseRow(key, first, n, io); }
KERB_SIMD void addNoise(uint32_t key, int64_t first, int64_t n, double* io) {
  addNoiseRow(key, first, n, io);
}

KERB_SIMD void addShare(const float* x, const float* share, int64_t n, float* io) {
  addShareRow(x, share, n, io);
}
KERB_SIMD void addShare(const double* x, const double* share, int64_t n, double* io) {
  addShareRow(x, share, n, io);
}

KERB_SIMD void takeSmaller(const float* x, float index, int64_t n, float* best, float* choice) {
  takeSmallerRow(x, index, n, best, choice);
}
KERB_SIMD void takeSmaller(const double* x, double index, int64_t n, double* best, double* choice) {
  takeSmallerRow(x, index, n, best, choice);
}

KERB_SIMD void weigh(const float* choice, float index, const float* share, int64_t n, float* weight) {
  weighRow(choice, index, share, n, weight);
}
KERB_SIMD void weigh(const double* choice, double index, const double* share, int64_t n, double* weight) {
  weighRow(choice, index, share, n, weight);
}

KERB_SIMD void adjoint(const float* windows, const float* weight, int64_t n, float* scratch, float* out) {
  adjointRow(windows, weight, n, scratch, out);
}
KERB_SIMD void adjoint(const double* windows, const double* weight, int64_t n, double* scratch, double* out) {
  adjointRow(windows, weight, n, scratch, out);
}

KERB_SIMD void gradients(const Gradients<float>& io, int64_t n, float* scratch) {
  gradientsRow(io, n, scratch);
}
KERB_SIMD void gradients(const Gradients<double>& io, int64_t n, double* scratch) {
  gradientsRow(io, n, scratch);
}

KERB_SIMD void backproject(const Projection<float>& projection, const Positions<float>& at, const float* by_x,
                           const float* by_y, int64_t v, int64_t n, float* const by_q[3], float* by_depth) {
  backprojectRow(projection, at, by_x, by_y, v, n, by_q, by_depth);
}
KERB_SIMD void backproject(const Projection<double>& projection, const Positions<double>& at,
                           const double* by_x, const double* by_y, int64_t v, int64_t n,
                           double* const by_q[3], double* by_depth) {
  backprojectRow(projection, at, by_x, by_y, v, n, by_q, by_depth);
}

KERB_SIMD std::array<double, 3> poseSums(const float* q, const float* depth, int64_t n) {
  return poseSumsRow(q, depth, n);
}
KERB_SIMD std::array<double, 3> poseSums(const double* q, const double* depth, int64_t n) {
  return poseSumsRow(q, depth, n);
}

KERB_SIMD void bySigmoid(const float* depth, const float* by_depth, float slope, int64_t n, float* out) {
  bySigmoidRow(depth, by_depth, slope, n, out);
}
KERB_SIMD void bySigmoid(const double* depth, const double* by_depth, double slope, int64_t n, double* out) {
  bySigmoidRow(depth, by_depth, slope, n, out);
}

KERB_SIMD std::array<double, 3> statistics(float* best, const float* choice, float first_warp, int64_t n) {
  return statisticsRow(best, choice, first_warp, n);
}
KERB_SIMD std::array<double, 3> statistics(double* best, const double* choice, double first_warp, int64_t n) {
  return statisticsRow(best, choice, first_warp, n);
}

}  // namespace kerb::rows
