#include "core/loss/reprojection_composed.h"

#include <limits>

#include <ATen/ATen.h>

#include "core/geometry/projection.h"
#include "core/loss/photometric.h"
#include "core/loss/reprojection_kernel.h"
#include "core/loss/tie_noise.h"

namespace kerb {
namespace {

constexpr double kNever = std::numeric_limits<double>::infinity();

/// [B,candidates,H,W] standard normal, of one scale.
at::Tensor noiseMaps(const ReprojectionInput& input, size_t scale, int64_t candidates) {
  const int64_t batch = input.target.size(0), plane = input.target[0][0].numel();
  const auto maps =
      at::empty({batch, candidates, input.target.size(2), input.target.size(3)}, at::kDouble).contiguous();
  auto* value = maps.mutable_data_ptr<double>();
  for (int64_t item = 0; item < batch; ++item) {
    for (int64_t k = 0; k < candidates; ++k) {
      const uint32_t map = tieMap(static_cast<int64_t>(scale), input.first_item + item, k, candidates);
      const uint32_t key = tieKey(*input.tie_seed, map);
      for (int64_t i = 0; i < plane; ++i) *value++ = tieNoise<double>(key, static_cast<uint32_t>(i));
    }
  }
  return maps.to(input.target.options());
}

/// errors  [B,S,H,W] -> the candidates: these, or their mean over the sources that are valid; infinite where
/// none is.
at::Tensor candidates(const at::Tensor& errors, const ReprojectionInput& input, bool minimum) {
  if (input.valid.empty()) return minimum ? errors : errors.mean(1, /*keepdim=*/true);
  std::vector<at::Tensor> masks;
  for (const at::Tensor& mask : input.valid) {
    masks.push_back(mask.defined() ? mask : at::ones_like(input.target.narrow(1, 0, 1), at::kBool));
  }
  const auto valid = at::cat(masks, 1);
  if (minimum) return at::where(valid, errors, kNever);
  const auto count = valid.sum(1, /*keepdim=*/true);
  const auto mean = at::where(valid, errors, 0.0).sum(1, /*keepdim=*/true) / count.clamp_min(1);
  return at::where(count > 0, mean, kNever);
}

at::Tensor warpErrors(const ReprojectionInput& input, size_t scale) {
  const auto depth = depthFromSigmoid(upsampledDisparity(input, scale), input.depth_range);
  const auto points = backproject(depth, input.intrinsics);
  std::vector<at::Tensor> errors;
  for (size_t k = 0; k < input.sources.size(); ++k) {
    const auto grid = projectToGrid(points, input.intrinsics, input.source_from_target[k]);
    errors.push_back(photometricError(warp(input.sources[k], grid), input.target));
  }
  return at::cat(errors, 1);
}

at::Tensor identityErrors(const ReprojectionInput& input) {
  std::vector<at::Tensor> errors;
  for (const auto& source : input.sources) errors.push_back(photometricError(source, input.target));
  return at::cat(errors, 1);
}

void evaluateScale(const ReprojectionInput& input, const ReprojectionOptions& options, size_t scale,
                   ReprojectionLoss& loss) {
  auto all = candidates(warpErrors(input, scale), input, options.minimum);
  int64_t identities = 0;
  if (options.auto_mask) {
    // As published: again at every scale.
    auto identity = candidates(identityErrors(input), input, options.minimum);
    identities = identity.size(1);
    if (input.tie_seed) identity = identity + kTieAmplitude * noiseMaps(input, scale, identities);
    all = at::cat({identity, all}, 1);
  }
  const auto [best, choice] = all.min(1, /*keepdim=*/true);
  const auto counts = best != kNever;  // NaN counts: it must show
  const auto error = at::where(counts, best, 0.0);
  const auto count = counts.sum().clamp_min(1);
  const auto warped = counts & (choice >= identities);
  loss.per_scale.push_back(error.sum() / count);
  loss.warp_share.push_back((warped.sum() / count).to(input.target.scalar_type()));
  if (!options.maps || scale > 0) return;
  loss.maps = {error.detach(), at::where(counts, choice, kNoChoice).to(at::kByte), warped};
}

}  // namespace

at::Tensor upsampledDisparity(const ReprojectionInput& input, size_t scale) {
  const auto sigmoid = input.disparities[scale].to(input.target.scalar_type());
  const int64_t height = input.target.size(2), width = input.target.size(3);
  if (sigmoid.size(2) == height && sigmoid.size(3) == width) return sigmoid;
  return at::upsample_bilinear2d(sigmoid, {height, width}, /*align_corners=*/false);
}

ReprojectionLoss composedReprojection(const ReprojectionInput& input, const ReprojectionOptions& options) {
  ReprojectionLoss loss;
  for (size_t scale = 0; scale < input.disparities.size(); ++scale)
    evaluateScale(input, options, scale, loss);
  return loss;
}

}  // namespace kerb
