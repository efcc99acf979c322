#include "core/prediction/depth_code.h"

#include <atomic>
#include <cmath>

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include "core/base/shape.h"

namespace kerb {
namespace {
constexpr float kStepsPerMetre = 256;
constexpr float kLargest = 65535;
}  // namespace

DepthCode encodeDepth16(const at::Tensor& depth_m) {
  expectShape(depth_m, {"H", "W"});
  expectType(depth_m, at::kFloat);
  const at::Tensor depth = depth_m.to(at::kCPU).contiguous();
  DepthCode code{at::empty(depth.sizes(), at::kInt), 0};
  const float* in = depth.const_data_ptr<float>();
  auto* out = code.values.mutable_data_ptr<int32_t>();
  std::atomic<int64_t> too_far = 0;
  at::parallel_for(0, depth.numel(), 1 << 15, [&](int64_t begin, int64_t end) {
    int64_t far = 0;
    for (int64_t i = begin; i < end; ++i) {
      const float steps = std::floor(in[i] * kStepsPerMetre + 0.5F);
      const bool stored = steps > 0 && steps <= kLargest;
      out[i] = stored ? static_cast<int32_t>(steps) : 0;
      if (steps > kLargest && std::isfinite(in[i])) ++far;
    }
    too_far += far;
  });
  code.too_far = too_far;
  return code;
}

at::Tensor decodeDepth16(const at::Tensor& values) {
  expectShape(values, {"H", "W"});
  expectType(values, at::kInt);
  return values.to(at::kFloat).div_(kStepsPerMetre);
}

}  // namespace kerb
