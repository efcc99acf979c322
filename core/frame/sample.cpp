#include "core/frame/sample.h"

#include <cmath>

#include <ATen/ATen.h>
#include <fmt/format.h>

#include "core/base/shape.h"
#include "core/frame/resample.h"
#include "core/geometry/projection.h"
#include "core/geometry/se3.h"
#include "core/labels/taxonomy.h"

namespace kerb {
namespace {

/// What turns the frames of one sample into its pictures.
class Maker {
 public:
  Maker(const SampleSpec& spec, const Augmentation& augmentation)
      : spec_(spec), augmentation_(augmentation) {}

  /// `labels`: of the resized picture, for another sky.
  View view(const at::Tensor& image, const std::optional<at::Tensor>& labels = {}) const {
    // Flipped first, as the papers' code does: the rounding of LANCZOS need not be symmetric.
    View view{resizeLanczos(flipped(inWindow(image)), spec_.width, spec_.height), {}};
    const bool has_other_sky = augmentation_.sky && labels;
    view.augmented = seen(has_other_sky ? withSky(view.image, *labels, *augmentation_.sky) : view.image);
    return view;
  }

  at::Tensor map(const at::Tensor& values) const {
    return resizeNearest(flipped(inWindow(values)), spec_.width, spec_.height);
  }

  /// Pixels of the resized target.
  at::Tensor intrinsics(const Frame& target) const {
    const int64_t width = target.width(), height = target.height();
    const Camera camera = cropped(target.camera, windowOf(augmentation_.crop, width, height), width, height);
    Eigen::Matrix3d k = camera.matrix(spec_.width, spec_.height);
    // The published code flips a centred camera without a change, half a pixel off; ours does the same there.
    constexpr double kCentred = 1e-9;
    if (augmentation_.flip && std::abs(camera.cx - 0.5) > kCentred)
      k(0, 2) = static_cast<double>(spec_.width - 1) - k(0, 2);
    const at::Tensor values = at::empty({3, 3}, at::kDouble);
    using RowMajor = Eigen::Matrix<double, 3, 3, Eigen::RowMajor>;
    Eigen::Map<RowMajor>(values.mutable_data_ptr<double>()) = k;
    return values.to(at::kFloat);
  }

  at::Tensor partnerFromTarget(const StereoPartner& partner) const {
    const double baseline = partner.baseline_m > 0 ? spec_.stereo_baseline : -spec_.stereo_baseline;
    return tensorFromIsometry(kerb::partnerFromTarget(baseline, augmentation_.flip));
  }

 private:
  at::Tensor inWindow(const at::Tensor& maps) const {
    if (augmentation_.crop.isWhole()) return maps;
    return cropped(maps, windowOf(augmentation_.crop, maps.size(-1), maps.size(-2)));
  }

  /// What networks get.
  at::Tensor seen(const at::Tensor& image) const {
    if (augmentation_.appearance) return withAppearance(image, *augmentation_.appearance);
    return augmentation_.jitter ? jittered(image, *augmentation_.jitter) : image;
  }

  at::Tensor flipped(const at::Tensor& image) const {
    if (!augmentation_.flip) return image;
    if (image.dim() == 2) return image.flip(1);
    return image.permute({1, 2, 0}).flip(1).permute({2, 0, 1});  // keeps pictures interleaved
  }

  const SampleSpec& spec_;
  const Augmentation& augmentation_;
};

Result<View> neighbour(const Source& source, const Frame& target, int64_t offset, const Maker& maker) {
  auto frame = source.neighbour(target, offset, FrameParts{});
  if (!frame) {
    Error error = frame.error();
    error.what = fmt::format("neighbour t{:+} of frame {}: {}", offset, target.index, error.what);
    return error;
  }
  if (!*frame) {
    return Error{fmt::format("frame {} has no neighbour t{:+} in its recording", target.index, offset),
                 target.name};
  }
  return maker.view((*frame)->image);
}

Error missing(const char* what, const Frame& target, const Source& source, const char* fix) {
  return {fmt::format("frame {} has no {}", target.index, what),
          fmt::format("{} ({})", source.info().path.string(), target.name), fix};
}

Status addStereo(Sample& sample, const Frame& target, const Source& source, const Maker& maker) {
  if (!target.stereo || target.stereo->baseline_m == 0)
    return missing("stereo partner", target, source,
                   "Train without stereo, or open a source with both cameras");
  sample.stereo = maker.view(target.stereo->image);
  sample.partner_from_target = maker.partnerFromTarget(*target.stereo);
  return {};
}

Status addTruth(Sample& sample, const Frame& target, const Source& source, const SampleSpec& spec,
                const Maker& maker) {
  if (spec.depth) {
    if (!target.depth_m) return missing("depth", target, source, "Open a source with ground truth");
    sample.depth_m = maker.map(*target.depth_m).unsqueeze(0);
  }
  if (spec.semantics) {
    if (!target.semantics) return missing("labels", target, source, "Open a source with labels");
    const LabelTable& table = labelTable(target.semantics->taxonomy, Taxonomy::cityscapes);
    sample.semantics = mapLabels(maker.map(target.semantics->ids), table);
  }
  return {};
}

}  // namespace

Augmentation drawAugmentation(const AugmentationSpec& spec, Draws& draws) {
  Augmentation augmentation;
  const bool jitter = draws.chance(spec.jitter_probability);
  augmentation.flip = draws.chance(spec.flip_probability);
  if (jitter) augmentation.jitter = drawColourJitter(draws);
  augmentation.crop = drawCrop(spec.crop, draws);
  if (draws.chance(spec.appearance_probability)) augmentation.appearance = drawAppearance(draws);
  if (draws.chance(spec.sky_probability)) augmentation.sky = drawSky(draws);
  return augmentation;
}

std::vector<at::Tensor> makePyramid(const at::Tensor& image, int64_t width, int64_t height, int scales) {
  expectShape(image, {3, "H", "W"});
  std::vector<at::Tensor> pyramid;
  at::Tensor level = image;
  for (int s = 0; s < scales; ++s) {
    level = resizeLanczos(level, width >> s, height >> s);
    pyramid.push_back(level);
  }
  return pyramid;
}

Status checkSpec(const SampleSpec& spec) {
  if (spec.scales < 1 || spec.scales > 8) return Error{fmt::format("{} scales of a sample", spec.scales)};
  const int64_t step = int64_t{1} << (spec.scales - 1);
  if (spec.width < 1 || spec.height < 1 || spec.width % step != 0 || spec.height % step != 0) {
    return Error{
        fmt::format("samples of {}x{} do not halve {} times", spec.width, spec.height, spec.scales - 1), "",
        fmt::format("Choose a width and a height that {} divides.", step)};
  }
  return {};
}

Result<Sample> makeSample(const Source& source, int64_t index, const SampleSpec& spec,
                          const Augmentation& augmentation) {
  KERB_CHECK(checkSpec(spec));
  const FrameParts parts{.stereo = spec.stereo, .depth = spec.depth, .semantics = spec.semantics};
  KERB_TRY(const Frame target, source.at(index, parts));
  const Maker maker(spec, augmentation);
  Sample sample;
  sample.index = index;
  KERB_CHECK(addTruth(sample, target, source, spec, maker));
  sample.target = maker.view(target.image, sample.semantics);
  sample.pyramid = makePyramid(sample.target.image, spec.width, spec.height, spec.scales);
  if (spec.previous) {
    KERB_TRY(sample.previous, neighbour(source, target, -1, maker));
  }
  if (spec.next) {
    KERB_TRY(sample.next, neighbour(source, target, +1, maker));
  }
  if (spec.stereo) KERB_CHECK(addStereo(sample, target, source, maker));
  sample.intrinsics = maker.intrinsics(target);
  return sample;
}

}  // namespace kerb
