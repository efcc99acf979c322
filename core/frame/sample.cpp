#include "core/frame/sample.h"

#include <ATen/ATen.h>
#include <fmt/format.h>

#include "core/base/shape.h"
#include "core/frame/resample.h"
#include "core/geometry/projection.h"

namespace kerb {
namespace {

constexpr FrameParts kImageOnly{};

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

Pyramid pyramidOf(const at::Tensor& image, const SampleSpec& spec) {
  return makePyramid(image, spec.width, spec.height, spec.scales);
}

at::Tensor intrinsicsTensor(const Eigen::Matrix3d& k) {
  const at::Tensor values = at::empty({3, 3}, at::kDouble);
  using RowMajor = Eigen::Matrix<double, 3, 3, Eigen::RowMajor>;
  Eigen::Map<RowMajor>(values.mutable_data_ptr<double>()) = k;
  return values.to(at::kFloat);
}

Result<Pyramid> neighbour(const Source& source, const Frame& target, int64_t offset, const SampleSpec& spec) {
  auto frame = source.neighbour(target, offset, kImageOnly);
  if (!frame) {
    Error error = frame.error();
    error.what = fmt::format("neighbour t{:+} of frame {}: {}", offset, target.index, error.what);
    return error;
  }
  if (!*frame) {
    return Error{fmt::format("frame {} has no neighbour t{:+} in its recording", target.index, offset),
                 target.name};
  }
  return pyramidOf((*frame)->image, spec);
}

Status addStereo(Sample& sample, const Frame& target, const Source& source, const SampleSpec& spec) {
  if (!target.stereo || target.stereo->baseline_m == 0) {
    return Error{fmt::format("frame {} has no stereo partner", target.index), source.info().path.string(),
                 "Train without stereo, or open a source with both cameras."};
  }
  sample.stereo = pyramidOf(target.stereo->image, spec);
  const bool partner_is_right = target.stereo->baseline_m > 0;
  sample.partner_from_target =
      partnerFromTarget(partner_is_right ? spec.stereo_baseline : -spec.stereo_baseline, /*flipped=*/false);
  return {};
}

}  // namespace

Pyramid makePyramid(const at::Tensor& image, int64_t width, int64_t height, int scales) {
  expectShape(image, {3, "H", "W"});
  Pyramid pyramid;
  at::Tensor level = image;
  for (int s = 0; s < scales; ++s) {
    level = resizeLanczos(level, width >> s, height >> s);
    pyramid.push_back(level.to(at::kFloat, false, false, at::MemoryFormat::Contiguous).div_(255));
  }
  return pyramid;
}

Result<Sample> makeSample(const Source& source, int64_t index, const SampleSpec& spec) {
  KERB_CHECK(checkSpec(spec));
  KERB_TRY(const Frame target, source.at(index, FrameParts{.stereo = spec.stereo}));
  Sample sample;
  sample.index = index;
  sample.target = pyramidOf(target.image, spec);
  if (spec.previous) {
    KERB_TRY(sample.previous, neighbour(source, target, -1, spec));
  }
  if (spec.next) {
    KERB_TRY(sample.next, neighbour(source, target, +1, spec));
  }
  if (spec.stereo) KERB_CHECK(addStereo(sample, target, source, spec));
  for (int s = 0; s < spec.scales; ++s) {
    sample.intrinsics.push_back(intrinsicsTensor(target.camera.matrix(spec.width >> s, spec.height >> s)));
  }
  return sample;
}

}  // namespace kerb
