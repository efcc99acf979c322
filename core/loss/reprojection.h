// The self-supervised loss of view synthesis: neighbouring frames, warped into the target through depth and
// motion, should look like it.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include <ATen/core/Tensor.h>

#include "core/geometry/disparity.h"
#include "core/loss/evaluation.h"

namespace kerb {

/// All tensors have the type and the device of `target`, float32 or float64 (disparities are converted).
/// S >= 1 sources.
struct ReprojectionInput {
  at::Tensor target;                           ///< [B,3,H,W] in [0,1]; H, W >= 2
  std::vector<at::Tensor> sources;             ///< S x [B,3,H,W]: the neighbours, and the stereo partner
  std::vector<at::Tensor> source_from_target;  ///< S x [B,4,4]: x_in_source = R x_in_target + t
  /// Sigmoids, one per scale: [B,1,h,w] in (0,1) of any size; each is upsampled to HxW. Scales that are not
  /// given are not trained.
  std::vector<at::Tensor> disparities;
  at::Tensor intrinsics;  ///< [B,3,3] pixels of HxW, of the target and all sources
  /// Empty, or S masks, each undefined or [B,1,H,W] bool on the target's grid: where false, the source
  /// explains nothing, neither warped nor as it stands. Pixels without any source left do not count.
  std::vector<at::Tensor> valid = {};
  DepthRange depth_range = {};
  /// Noise of amplitude 1e-5 on the identity errors: where nothing moves, warp and identity tie, and neither
  /// should always win. Drawn from this seed, for each scale anew; without one there is no noise.
  std::optional<uint64_t> tie_seed = {};
  int64_t first_item = 0;  ///< where these B items begin in a batch that is shared out: the noise counts on
};

/// What the ablations of the paper switch.
struct ReprojectionOptions {
  bool auto_mask = true;  ///< a source as it stands is a candidate too: drops what moves with the camera
  bool minimum = true;    ///< over the sources; false: their mean
  Evaluation evaluation = Evaluation::fused;
  bool maps = false;  ///< fill ReprojectionLoss::maps
};

/// Pictures of the first scale, detached.
struct ReprojectionMaps {
  at::Tensor error;      ///< [B,1,H,W] the smallest error of a pixel, noise included; 0 where none counts
  at::Tensor choice;     ///< [B,1,H,W] uint8: index of the candidate chosen, identities first; 255: none
  at::Tensor auto_mask;  ///< [B,1,H,W] bool: a warp explains the pixel best, so it is trained
};

struct ReprojectionLoss {
  std::vector<at::Tensor> per_scale;   ///< scalars with gradients to disparities and source_from_target
  std::vector<at::Tensor> warp_share;  ///< scalars: share of the pixels that count where a warp is chosen
  std::optional<ReprojectionMaps> maps;
};

/// Mean over pixels of min over candidates of the photometric error (Godard et al. 2019, eqs. 1, 2, 4, 5).
/// Candidates in this order: identity errors pe(source, target) [+ noise] with auto_mask, then
/// pe(warped source, target); with minimum = false the mean of the former, then that of the latter.
/// Identities carry no gradient: a pixel that one of them explains best trains nothing. Back-projection and
/// projection are core/geometry's, with the faithful denominator; sampling is bilinear with aligned corners
/// and border padding.
ReprojectionLoss minimumReprojection(const ReprojectionInput& input, const ReprojectionOptions& options = {});

}  // namespace kerb
