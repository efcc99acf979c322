// One training sample of self-supervised depth: a target frame, the frames around it, all as image pyramids.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include <ATen/core/Tensor.h>
#include <Eigen/Geometry>

#include "core/base/result.h"
#include "core/source/source.h"

namespace kerb {

struct SampleSpec {
  int64_t width = 640;  ///< of scale 0; divisible by 2^(scales-1), and so is the height
  int64_t height = 192;
  int scales = 4;
  bool previous = true;  ///< frame t-1
  bool next = true;      ///< frame t+1
  bool stereo = false;
  /// The rig's baseline in the unit of length that is learnt; metres = unit * baseline_m / stereo_baseline.
  double stereo_baseline = 0.1;
};

/// Scale s: [3, height >> s, width >> s] float32 RGB in [0,1].
using Pyramid = std::vector<at::Tensor>;

struct Sample {
  int64_t index = 0;  ///< of the target in its source
  Pyramid target;
  std::optional<Pyramid> previous, next, stereo;
  std::vector<at::Tensor> intrinsics;  ///< of the target: scale s: [3,3] float32, pixels of it
  std::optional<Eigen::Isometry3d> partner_from_target;  ///< with `stereo`, in units of `stereo_baseline`
};

/// LANCZOS to scale 0, scale s from the resized scale s-1, all in 8 bits; then / 255 (Monodepth2's pipeline).
///   image  [3,H,W] uint8
Pyramid makePyramid(const at::Tensor& image, int64_t width, int64_t height, int scales);

/// Reads and resizes frame `index` and the neighbours that the spec asks for. A neighbour that the source
/// does not have, or cannot read, is an Error that names it.
Result<Sample> makeSample(const Source& source, int64_t index, const SampleSpec& spec);

}  // namespace kerb
