// One training sample: a target frame, the frames around it, what is known of it. Pixels stay 8 bits deep as
// all of augmentation does; they become floats on the device that trains (batch.h).
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include <ATen/core/Tensor.h>

#include "core/base/draws.h"
#include "core/base/result.h"
#include "core/frame/appearance.h"
#include "core/frame/colour_jitter.h"
#include "core/frame/crop.h"
#include "core/frame/sky.h"
#include "core/source/source.h"

namespace kerb {

struct SampleSpec {
  int64_t width = 640;  ///< of scale 0; divisible by 2^(scales-1), and so is the height
  int64_t height = 192;
  int scales = 4;
  bool previous = true;  ///< frame t-1
  bool next = true;      ///< frame t+1
  bool stereo = false;
  bool depth = false;      ///< the target's, as the source knows it
  bool semantics = false;  ///< the target's, as Cityscapes train ids
  /// The rig's baseline in the unit of length that is learnt; metres = unit * baseline_m / stereo_baseline.
  double stereo_baseline = 0.1;
};

struct AugmentationSpec {
  double flip_probability = 0;    ///< of turning left and right; 0.5 in the papers
  double jitter_probability = 0;  ///< of drawColourJitter(); 0.5 in the papers
  /// Of drawAppearance(), which then takes the place of the colour jitter.
  double appearance_probability = 0;
  double sky_probability = 0;  ///< of drawSky() over the target, before those; where its labels are read
  CropSpec crop = {};
};

/// Drawn once for all frames of a sample.
struct Augmentation {
  bool flip = false;
  std::optional<ColourJitter> jitter;
  std::optional<Appearance> appearance = {};  ///< in place of the jitter
  Crop crop = {};                             ///< before the flip
  std::optional<Sky> sky = {};                ///< of targets with labels
};
Augmentation drawAugmentation(const AugmentationSpec& spec, Draws& draws);

/// A picture for the losses, and the same with other colours, or another sky, for the networks (methods.md
/// section 0).
struct View {
  at::Tensor image;      ///< [3,H,W] uint8 RGB
  at::Tensor augmented;  ///< [3,H,W] uint8 RGB; the same tensor where nothing was changed
};

struct Sample {
  int64_t index = 0;  ///< of the target in its source
  View target;
  std::vector<at::Tensor> pyramid;  ///< of target.image: scale s [3, H >> s, W >> s] uint8; 0 is the image
  std::optional<View> previous, next, stereo;
  at::Tensor intrinsics;                          ///< of the target: [3,3] float32, pixels of scale 0
  std::optional<at::Tensor> partner_from_target;  ///< with `stereo`: [4,4], in units of `stereo_baseline`
  std::optional<at::Tensor> depth_m;              ///< [1,H,W] float32 metres, nearest; 0 where unknown
  std::optional<at::Tensor> semantics;            ///< [H,W] uint8, nearest; kIgnoreLabel where unknown
};

/// LANCZOS to scale 0, scale s from the resized scale s-1, all in 8 bits (Monodepth2's pipeline).
///   image  [3,H,W] uint8
std::vector<at::Tensor> makePyramid(const at::Tensor& image, int64_t width, int64_t height, int scales);

/// Scale 0 and its pyramid need sizes that halve; a rig needs a positive baseline.
Status checkSpec(const SampleSpec& spec);

/// Reads frame `index` and the neighbours that the spec asks for; crops, flips, resizes and jitters them. The
/// camera follows a crop. A flip leaves a centred camera as it is and mirrors the principal point of any
/// other. What the spec asks for and
/// the source does not have, or cannot read, is an Error that names it.
Result<Sample> makeSample(const Source& source, int64_t index, const SampleSpec& spec,
                          const Augmentation& augmentation = {});

}  // namespace kerb
