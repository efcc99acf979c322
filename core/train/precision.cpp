#include "core/train/precision.h"

#include <algorithm>

#include <ATen/autocast_mode.h>

#include "core/nn/fused_conv.h"

namespace kerb {

MixedPrecision::MixedPrecision(at::DeviceType device, Precision precision)
    : device_(device), active_(precision != Precision::fp32) {
  if (!active_) return;
  was_enabled_ = at::autocast::is_autocast_enabled(device_);
  was_type_ = at::autocast::get_autocast_dtype(device_);
  at::autocast::set_autocast_dtype(device_, precision == Precision::bf16 ? at::kBFloat16 : at::kHalf);
  at::autocast::set_autocast_enabled(device_, true);
  at::autocast::increment_nesting();
}

MixedPrecision::~MixedPrecision() {
  if (!active_) return;
  if (at::autocast::decrement_nesting() == 0) at::autocast::clear_cache();
  at::autocast::set_autocast_enabled(device_, was_enabled_);
  at::autocast::set_autocast_dtype(device_, was_type_);
}

Status checkPrecision(Precision precision, at::Device device) {
  if (precision == Precision::fp16 && device.is_cpu())
    return Error{"fp16 training needs a GPU", "precision", "Choose --set precision=bf16 or fp32"};
  if (precision == Precision::bf16 && device.is_cpu() && !hasFastBfloat16())
    return Error{"this CPU has no bfloat16 instructions, so bf16 would be slower than fp32", "precision",
                 "Choose --set precision=fp32"};
  return {};
}

void LossScale::restore(double scale, int64_t good_steps) {
  if (!active_ || !(scale > 0)) return;  // 0: the run was not fp16 before
  scale_ = scale;
  good_steps_ = good_steps;
}

void LossScale::update(bool finite) {
  constexpr int64_t kGrowAfter = 2000;
  if (!active_) return;
  good_steps_ = finite ? good_steps_ + 1 : 0;
  if (!finite) scale_ = std::max(scale_ / 2, kLeast);
  if (good_steps_ == kGrowAfter) {
    scale_ *= 2;
    good_steps_ = 0;
  }
}

}  // namespace kerb
