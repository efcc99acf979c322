#include "core/eval/mirrored.h"

#include <cmath>

#include <ATen/ATen.h>

#include "core/eval/depth_metrics.h"
#include "core/frame/resample.h"

namespace kerb {
namespace {

Frame mirrored(const Frame& frame) {
  Frame turned = frame;
  turned.stereo.reset();
  turned.depth_m.reset();
  turned.semantics.reset();
  turned.instance_ids.reset();
  turned.flow_px.reset();
  turned.backward_flow_px.reset();
  if (!frame.image.defined()) return turned;
  turned.image = frame.image.permute({1, 2, 0}).flip(1).permute({2, 0, 1});  // keeps pictures interleaved
  const auto width = static_cast<double>(frame.width());
  constexpr double kCentred = 1e-9;  // as training flips: see makeSample()
  if (std::abs(frame.camera.cx - 0.5) > kCentred) turned.camera.cx = (width - 1) / width - frame.camera.cx;
  return turned;
}

}  // namespace

Input mirroredInput(const Input& input) {
  Input turned;
  turned.target = mirrored(input.target);
  if (input.previous) turned.previous = mirrored(*input.previous);
  if (input.next) turned.next = mirrored(*input.next);
  return turned;
}

Result<at::Tensor> blendedDepth(const Prediction& prediction, const Prediction& mirrored) {
  const Error none{"post-processing needs a method whose depth is the inverse of its disparity", "",
                   "Leave --post-process out"};
  if (!prediction.depth || !prediction.disparity || !mirrored.disparity ||
      prediction.disparity_unit != "1/depth")
    return none;
  const int64_t height = prediction.depth->size(0), width = prediction.depth->size(1);
  // Metres of one unit of the method's own length: 1, or what a rig's baseline makes of it.
  const at::Tensor unit = *prediction.depth * resizeBilinear(*prediction.disparity, width, height);
  const double least = unit.min().item<double>(), most = unit.max().item<double>();
  constexpr double kRounding = 1e-3;
  if (!(least > 0) || most - least > kRounding * most) return none;
  const at::Tensor blended = blendMirrored(*prediction.disparity, mirrored.disparity->flip(1));
  return resizeBilinear(blended, width, height).reciprocal().mul_((least + most) / 2);
}

}  // namespace kerb
