// In which number format networks are computed while they are trained; losses always take float32.
#pragma once

#include <string>

#include <ATen/core/Tensor.h>
#include <c10/core/Device.h>

#include "core/base/result.h"
#include "core/method/precision.h"

namespace kerb {

/// Networks called in this scope run in the precision: weights stay float32, convolutions and products are
/// computed in bf16 or fp16 (autocast). What they return may be of either type: losses convert.
class MixedPrecision {
 public:
  MixedPrecision(at::DeviceType device, Precision precision);
  ~MixedPrecision();
  MixedPrecision(const MixedPrecision&) = delete;
  MixedPrecision& operator=(const MixedPrecision&) = delete;

 private:
  at::DeviceType device_;
  bool active_, was_enabled_ = false;
  at::ScalarType was_type_ = at::kFloat;
};

/// fp16 needs a GPU; bf16 on a CPU without its instructions would be far slower than fp32.
Status checkPrecision(Precision precision, at::Device device);

/// Scales a loss so that fp16 gradients neither vanish nor overflow (Micikevicius et al. 2018): doubled after
/// 2000 steps in a row that were finite, halved by one that was not, which is skipped. At 2^-14 it is not the
/// scale that makes them infinite.
class LossScale {
 public:
  explicit LossScale(bool active) : scale_(active ? 65536.0 : 1.0), active_(active) {}
  bool active() const { return active_; }
  /// Whether a gradient that is not finite may be due to the scale.
  bool mayOverflow() const { return active_ && scale_ > kLeast; }
  double scale() const { return scale_; }
  int64_t goodSteps() const { return good_steps_; }
  void restore(double scale, int64_t good_steps);
  void update(bool finite);

 private:
  static constexpr double kLeast = 1.0 / 16384;
  double scale_;
  int64_t good_steps_ = 0;
  bool active_;
};

}  // namespace kerb
