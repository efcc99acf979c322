// Passes over one row for the fused edge-aware smoothness, compiled for several instruction sets.
#pragma once

#include <cstdint>

namespace kerb::rows {

// Each function exists for float and for double.

/// out = exp(-mean over channels of |to - from|); channel c begins at c * plane.
void edgeWeight(const float* from, const float* to, int64_t plane, int64_t channels, int64_t n, float* out);
void edgeWeight(const double* from, const double* to, int64_t plane, int64_t channels, int64_t n,
                double* out);

/// Returns the sum of |to - from| * weight, and leaves sign(to - from) * weight in its place.
double signedSteps(const float* from, const float* to, int64_t n, float* weight);
double signedSteps(const double* from, const double* to, int64_t n, double* weight);

/// out[i] = across * (steps[i-1] - steps[i]) + down * (above[i] - below[i]); steps[-1] and steps[n-1] are
/// read.
void stepsToGradient(const float* steps, float across, const float* above, const float* below, float down,
                     int64_t n, float* out);
void stepsToGradient(const double* steps, double across, const double* above, const double* below,
                     double down, int64_t n, double* out);

}  // namespace kerb::rows
