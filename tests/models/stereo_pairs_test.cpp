// Stereo pairs from their source to the loss: sample, flip, unit of length and transform agree.
#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include "core/frame/batch.h"
#include "core/loss/reprojection.h"
#include "core/source/source.h"
#include "core/synth/drive_frame.h"

namespace kerb {
namespace {

constexpr SampleSpec kPair{.previous = false, .next = false, .stereo = true, .depth = true};

Batch pairOf(bool flip) {
  const auto drive = openSource("synthetic:seed=3");
  if (!drive) throw std::runtime_error(drive.error().message());
  const auto sample = makeSample(**drive, 40, kPair, {.flip = flip, .jitter = {}});
  if (!sample) throw std::runtime_error(sample.error().message());
  return onDevice(collate({*sample}), at::kCPU, /*channels_last=*/false);
}

/// Of the partner, warped by `factor` times the true depth, where that is known.
double errorOf(const Batch& pair, const at::Tensor& partner_from_target, double factor) {
  const DepthRange range;
  const at::Tensor depth = *pair.depth_m * (factor * kPair.stereo_baseline / synth::kBaseline);
  const double least = 1 / range.maximum, most = 1 / range.minimum;
  const ReprojectionInput input{.target = pair.target.image,
                                .sources = {pair.stereo->image},
                                .source_from_target = {partner_from_target},
                                .disparities = {((1 / depth - least) / (most - least)).clamp(1e-6, 1 - 1e-6)},
                                .intrinsics = pair.intrinsics,
                                .valid = {*pair.depth_m > 0},
                                .depth_range = range};
  return minimumReprojection(input, {.auto_mask = false}).per_scale[0].item<double>();
}

TEST(StereoPairs, AreExplainedByTheTrueDepthTurnedOrNot) {
  for (const bool flip : {false, true}) {
    const Batch pair = pairOf(flip);
    const at::Tensor& straight = *pair.partner_from_target;
    const at::Tensor turned = straight.clone();
    turned.select(1, 0).select(1, 3).neg_();
    const double error = errorOf(pair, straight, 1);
    EXPECT_LT(error, 0.5 * errorOf(pair, turned, 1)) << flip;
    EXPECT_LT(error, errorOf(pair, straight, 1.5)) << flip;
    EXPECT_LT(error, errorOf(pair, straight, 1 / 1.5)) << flip;
  }
}

}  // namespace
}  // namespace kerb
