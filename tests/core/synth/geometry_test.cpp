// Pictures, depth, poses and flow of the synthetic drive must tell one story.
#include "tests/core/synth/drive.h"

namespace kerb {
namespace {

constexpr FrameParts kTruth{true, false, true, true, true, true, true};

struct Photometric {
  double exact = 0, deep = 0;  ///< mean absolute differences, 0..1
  double share = 0;            ///< of the picture that was compared
};

/// Frame t+1 warped into frame t, compared where t's pixel is static, seen in both, and of one surface.
Photometric warpError(const Source& drive, int64_t index) {
  const Frame target = frameAt(drive, index, kTruth), source = frameAt(drive, index + 1, kTruth);
  const at::Tensor image = target.image.to(at::kDouble) / 255, other = source.image.to(at::kDouble) / 255;
  const at::Tensor depth = *target.depth_m;
  const at::Tensor grid = projected(target, source, depth);
  // One surface there too: otherwise its blurred border is compared.
  const at::Tensor there =
      at::grid_sampler(isOneSurface(*source.depth_m, 2).to(at::kDouble).unsqueeze(0).unsqueeze(0), grid, 0, 0,
                       true)[0][0] > 0.999;
  const at::Tensor compared =
      isStatic(target) & target.flow_px->select(0, 0).isfinite() & isOneSurface(depth, 2) & there;
  const auto error = [&](double scale) {
    const at::Tensor warped = warp(other.unsqueeze(0), projected(target, source, depth * scale))[0];
    return (warped - image).abs().mean(0).masked_select(compared).mean().item<double>();
  };
  return {error(1.0), error(1.1), compared.to(at::kDouble).mean().item<double>()};
}

/// Mean over seeds and frames, each compared with its next.
Photometric meanWarpError(const std::string& options) {
  Photometric mean;
  constexpr double kPairs = 2;
  for (const int seed : {1, 3}) {
    const auto drive =
        openDrive("width=1242,height=375,traffic=off,hour=13,wet=0,seed=" + std::to_string(seed) + options);
    for (const int64_t index : {10}) {
      const Photometric found = warpError(*drive, index);
      mean.exact += found.exact / kPairs;
      mean.deep += found.deep / kPairs;
      mean.share += found.share / kPairs;
    }
  }
  return mean;
}

// Not 0: rounding to 8 bits (1e-3), bilinear sampling of edges a pixel wide, and surfaces that grow by 5 to
// 15 % from frame to frame while a pixel stays a pixel.
TEST(SyntheticGeometry, TrueDepthAndPoseExplainTheNextFrame) {
  const Photometric found = meanWarpError(",clouds=1");
  RecordProperty("exact", std::to_string(found.exact));
  RecordProperty("deep", std::to_string(found.deep));
  EXPECT_LT(found.exact, 3e-3);
  EXPECT_GT(found.deep, 3.5 * found.exact);
  EXPECT_GT(found.share, 0.4);
}

// Hard shadows are edges too; pictures of twice the contrast have more error of both kinds.
TEST(SyntheticGeometry, TrueDepthAndPoseExplainTheNextFrameInSunlight) {
  const Photometric found = meanWarpError(",clouds=0.2");
  RecordProperty("exact", std::to_string(found.exact));
  RecordProperty("deep", std::to_string(found.deep));
  EXPECT_LT(found.exact, 4e-3);
  EXPECT_GT(found.deep, 3.5 * found.exact);
}

TEST(SyntheticGeometry, FlowIsProjectedMotionOnStaticPixels) {
  const auto drive = openDrive("seed=5");
  for (const int64_t index : {10, 60}) {
    const Frame frame = frameAt(*drive, index, kTruth);
    for (const int64_t offset : {1, -1}) {
      const Frame other = frameAt(*drive, index + offset, {false, false, false, false, false, false, false});
      const at::Tensor& flow = offset > 0 ? *frame.flow_px : *frame.backward_flow_px;
      const at::Tensor motion = pixelsOf(projected(frame, other, *frame.depth_m)) - positions(192, 640);
      const at::Tensor known = isStatic(frame) & (*frame.depth_m > 0) & flow.select(0, 0).isfinite();
      const at::Tensor error = (flow - motion).abs().amax(0).masked_select(known);
      EXPECT_LT(error.max().item<double>(), 0.05) << "frame " << index << " offset " << offset;
      EXPECT_GT(known.to(at::kDouble).mean().item<double>(), 0.4);
    }
  }
}

TEST(SyntheticGeometry, FlowFollowsMovers) {
  const auto drive = openDrive("seed=1");
  int64_t compared = 0;
  for (const int64_t index : {20, 60, 125}) {
    const Frame frame = frameAt(*drive, index, kTruth), next = frameAt(*drive, index + 1, kTruth);
    const at::Tensor moving = ~isStatic(frame) & frame.flow_px->select(0, 0).isfinite();
    const at::Tensor target = (positions(192, 640) + *frame.flow_px).round();
    const at::Tensor x = target[0].nan_to_num(0).to(at::kLong), y = target[1].nan_to_num(0).to(at::kLong);
    const at::Tensor there = next.instance_ids->flatten().index({(y * 640 + x).flatten()}).view({192, 640});
    const at::Tensor same = (there == *frame.instance_ids).masked_select(moving);
    // A mover's border may round to what is beside it.
    EXPECT_GT(same.to(at::kDouble).mean().item<double>(), 0.9) << index;
    compared += same.numel();
    // It moves by itself: not as a static point there would.
    const at::Tensor rigid = pixelsOf(projected(frame, next, *frame.depth_m)) - positions(192, 640);
    const at::Tensor own = (*frame.flow_px - rigid).abs().amax(0).masked_select(moving);
    EXPECT_GT(own.median().item<double>(), 0.2) << index;
  }
  EXPECT_GT(compared, 2000);
}

TEST(SyntheticGeometry, ForwardAndBackwardFlowMeet) {
  const auto drive = openDrive("seed=2");
  const Frame frame = frameAt(*drive, 50, kTruth), next = frameAt(*drive, 51, kTruth);
  const at::Tensor one = isOneSurface(*frame.depth_m, 1) & frame.flow_px->select(0, 0).isfinite();
  const at::Tensor at_next = positions(192, 640) + frame.flow_px->nan_to_num(0);
  const at::Tensor grid = at::stack({at_next[0] / 639 * 2 - 1, at_next[1] / 191 * 2 - 1}, 2).unsqueeze(0);
  const at::Tensor back = warp(next.backward_flow_px->to(at::kDouble).unsqueeze(0), grid)[0];
  const at::Tensor sum = (*frame.flow_px + back).abs().amax(0);
  const at::Tensor closing = sum.masked_select(one & sum.isfinite());
  EXPECT_LT(closing.median().item<double>(), 0.05);
  EXPECT_LT(closing.quantile(0.9).item<double>(), 0.3);
}

TEST(SyntheticGeometry, StereoPartnerAgreesWithDepth) {
  const auto drive = openDrive("seed=3");
  FrameParts parts = kTruth;
  parts.stereo = true;
  const Frame frame = frameAt(*drive, 40, parts);
  const double focal_px = frame.camera.fx * 640;
  const at::Tensor depth = frame.depth_m->to(at::kDouble);
  const at::Tensor disparity = at::where(depth > 0, focal_px * frame.stereo->baseline_m / depth, 0);
  const at::Tensor x = positions(192, 640)[0] - disparity;
  const at::Tensor grid = at::stack({x / 639 * 2 - 1, positions(192, 640)[1] / 191 * 2 - 1}, 2).unsqueeze(0);
  const at::Tensor inverse =
      at::where(*frame.stereo->depth_m > 0, focal_px * frame.stereo->baseline_m / *frame.stereo->depth_m, 0);
  const at::Tensor there = warp(inverse.to(at::kDouble).unsqueeze(0).unsqueeze(0), grid)[0][0];
  const at::Tensor smooth = isOneSurface(*frame.stereo->depth_m, 1).to(at::kDouble).unsqueeze(0).unsqueeze(0);
  const at::Tensor seen = isOneSurface(*frame.depth_m, 1) & (x >= 0) & (warp(smooth, grid)[0][0] > 0.999);
  const at::Tensor visible = seen & ((there - disparity).abs() < 1);  // the rest is hidden from the partner
  const at::Tensor error = (there - disparity).abs().masked_select(visible);
  EXPECT_GT(visible.to(at::kDouble).mean().item<double>(), 0.4);
  EXPECT_GT(visible.sum().item<double>() / seen.sum().item<double>(), 0.9);
  EXPECT_LT(error.quantile(0.99).item<double>(), 0.1);
}

}  // namespace
}  // namespace kerb
