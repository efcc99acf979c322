#include "core/loss/smoothness_rows.h"

#include <cmath>

#include "core/base/simd_math.h"
#include "core/loss/smoothness_kernel.h"

namespace kerb::rows {
namespace {

constexpr int64_t kLanes = 16;

KERB_INLINE float exponential(float x) { return simd::expOfNegative(x); }
KERB_INLINE double exponential(double x) { return std::exp(x); }

template <class T>
KERB_INLINE void edgeWeightRow(const T* from, const T* to, int64_t plane, int64_t channels, int64_t n,
                               T* out) {
  for (int64_t i = 0; i < n; ++i) out[i] = 0;
  for (int64_t c = 0; c < channels; ++c) {
    const T *a = from + c * plane, *b = to + c * plane;
#pragma GCC ivdep
    for (int64_t i = 0; i < n; ++i) out[i] += edgeBetween(a[i], b[i]);
  }
  const T share = T(-1) / static_cast<T>(channels);
#pragma GCC ivdep
  for (int64_t i = 0; i < n; ++i) out[i] = exponential(out[i] * share);
}

template <class T>
KERB_INLINE double signedStepsRow(const T* from, const T* to, int64_t n, T* weight) {
  T lanes[kLanes] = {};
  double sum = 0;
  int64_t i = 0;
  for (; i + kLanes <= n; i += kLanes) {
    for (int64_t lane = 0; lane < kLanes; ++lane) {
      const T step = to[i + lane] - from[i + lane], w = weight[i + lane];
      const T signed_weight = signedWeight(step, w);
      lanes[lane] += weightedStep(step, w, signed_weight);
      weight[i + lane] = signed_weight;
    }
  }
  for (const T lane : lanes) sum += static_cast<double>(lane);
  for (; i < n; ++i) {
    const T step = to[i] - from[i], w = weight[i];
    weight[i] = signedWeight(step, w);
    sum += static_cast<double>(weightedStep(step, w, weight[i]));
  }
  return sum;
}

template <class T>
KERB_INLINE void stepsToGradientRow(const T* steps, T across, const T* above, const T* below, T down,
                                    int64_t n, T* out) {
#pragma GCC ivdep
  for (int64_t i = 0; i < n; ++i) {
    out[i] = bySteps(steps[i - 1], steps[i], across, above[i], below[i], down);
  }
}

}  // namespace

KERB_SIMD void edgeWeight(const float* from, const float* to, int64_t plane, int64_t channels, int64_t n,
                          float* out) {
  edgeWeightRow(from, to, plane, channels, n, out);
}
KERB_SIMD void edgeWeight(const double* from, const double* to, int64_t plane, int64_t channels, int64_t n,
                          double* out) {
  edgeWeightRow(from, to, plane, channels, n, out);
}

KERB_SIMD double signedSteps(const float* from, const float* to, int64_t n, float* weight) {
  return signedStepsRow(from, to, n, weight);
}
KERB_SIMD double signedSteps(const double* from, const double* to, int64_t n, double* weight) {
  return signedStepsRow(from, to, n, weight);
}

KERB_SIMD void stepsToGradient(const float* steps, float across, const float* above, const float* below,
                               float down, int64_t n, float* out) {
  stepsToGradientRow(steps, across, above, below, down, n, out);
}
KERB_SIMD void stepsToGradient(const double* steps, double across, const double* above, const double* below,
                               double down, int64_t n, double* out) {
  stepsToGradientRow(steps, across, above, below, down, n, out);
}

}  // namespace kerb::rows
