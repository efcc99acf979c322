#include "core/loss/smoothness.h"

#include <ATen/ATen.h>
#include <c10/core/impl/LocalDispatchKeySet.h>

#include "core/base/shape.h"
#include "core/loss/smoothness_fused.h"

namespace kerb {
namespace {

/// x[i+1] - x[i] along `axis`.
at::Tensor step(const at::Tensor& x, int64_t axis) {
  const int64_t last = x.size(axis) - 1;
  return x.narrow(axis, 1, last) - x.narrow(axis, 0, last);
}

at::Tensor alongAxis(const at::Tensor& disparity, const at::Tensor& image, int64_t axis) {
  const auto weight = (-step(image, axis).abs().mean(1, /*keepdim=*/true)).exp();
  return (step(disparity, axis).abs() * weight).mean();
}

at::Tensor composedSmoothness(const at::Tensor& disparity, const at::Tensor& image) {
  const auto relative = disparity / (disparity.mean({2, 3}, /*keepdim=*/true) + 1e-7);
  return alongAxis(relative, image, 3) + alongAxis(relative, image, 2);
}

}  // namespace

at::Tensor edgeAwareSmoothness(const at::Tensor& disparity, const at::Tensor& image, Evaluation evaluation) {
  expectShape(disparity, {"B", 1, "H", "W"});
  expectShape(image, {disparity.size(0), "C", disparity.size(2), disparity.size(3)});
  // Networks may run in bfloat16; differences of neighbours need all digits.
  const c10::impl::ExcludeDispatchKeyGuard no_autocast(c10::autocast_dispatch_keyset);
  const auto constant = image.detach(), values = disparity.to(image.scalar_type());
  const bool fused = evaluation == Evaluation::fused && hasFusedSmoothness(values, constant);
  return fused ? fusedSmoothness(values, constant) : composedSmoothness(values, constant);
}

}  // namespace kerb
