#include "core/loss/reprojection.h"

#include <stdexcept>

#include <c10/core/impl/LocalDispatchKeySet.h>
#include <fmt/format.h>

#include "core/base/shape.h"
#include "core/loss/reprojection_composed.h"
#include "core/loss/reprojection_fused.h"

namespace kerb {
namespace {

void checkCounts(const ReprojectionInput& input) {
  const size_t sources = input.sources.size();
  if (sources == 0 || input.source_from_target.size() != sources ||
      (!input.valid.empty() && input.valid.size() != sources)) {
    throw std::invalid_argument(fmt::format("minimumReprojection: {} sources, {} transforms, {} masks",
                                            sources, input.source_from_target.size(), input.valid.size()));
  }
}

void check(const ReprojectionInput& input) {
  checkCounts(input);
  const at::Tensor& target = input.target;
  expectShape(target, {"B", 3, "H", "W"});
  const int64_t batch = target.size(0), height = target.size(2), width = target.size(3);
  const at::ScalarType type = target.scalar_type();
  if (type != at::kDouble) expectType(target, at::kFloat);
  expectShape(input.intrinsics, {batch, 3, 3});
  expectType(input.intrinsics, type);
  for (size_t k = 0; k < input.sources.size(); ++k) {
    expectShape(input.sources[k], {batch, 3, height, width});
    expectType(input.sources[k], type);
    expectShape(input.source_from_target[k], {batch, 4, 4});
    expectType(input.source_from_target[k], type);
  }
  for (const at::Tensor& disparity : input.disparities) expectShape(disparity, {batch, 1, "h", "w"});
  for (const at::Tensor& mask : input.valid) {
    if (!mask.defined()) continue;
    expectShape(mask, {batch, 1, height, width});
    expectType(mask, at::kBool);
  }
}

}  // namespace

ReprojectionLoss minimumReprojection(const ReprojectionInput& input, const ReprojectionOptions& options) {
  check(input);
  // Networks may run in bfloat16; pixel coordinates and windows of variances need all digits.
  const c10::impl::ExcludeDispatchKeyGuard no_autocast(c10::autocast_dispatch_keyset);
  const bool fused = options.evaluation == Evaluation::fused && hasFusedReprojection(input);
  return fused ? fusedReprojection(input, options) : composedReprojection(input, options);
}

}  // namespace kerb
