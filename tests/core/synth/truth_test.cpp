// What the synthetic drive knows about its frames.
#include <set>
#include <utility>
#include <vector>

#include <ATen/Parallel.h>
#include <fmt/format.h>

#include "tests/core/synth/drive.h"

namespace kerb {
namespace {

bool sameBytes(const at::Tensor& a, const at::Tensor& b) {
  return at::equal(a.nan_to_num(-12345), b.nan_to_num(-12345)) && at::equal(a.isnan(), b.isnan());
}

TEST(SyntheticTruth, EveryStreetClassAppearsIn200Frames) {
  for (const int seed : {1, 2, 3}) {
    const auto drive = openDrive("width=320,height=96,seed=" + std::to_string(seed));
    std::set<int> seen;
    for (int64_t i = 0; i < 200 && seen.size() < 19; i += 4) {
      const Frame frame = frameAt(*drive, i, {false, false, false, true, false, false, false});
      const at::Tensor counts = at::bincount(frame.semantics->ids.flatten().to(at::kLong), {}, 256);
      for (int id = 0; id < 256; ++id) {
        if (counts[id].item<int64_t>() >= 20) seen.insert(id);
      }
    }
    std::set<int> wanted;
    for (int id = 0; id < 19; ++id) wanted.insert(id);
    EXPECT_EQ(seen, wanted) << "seed " << seed;
  }
}

TEST(SyntheticTruth, AFrameIsTheSameInAnyOrderAndWithAnyNumberOfThreads) {
  const std::string name = "seed=9,width=320,height=96,look=camera";
  const FrameParts all = FrameParts::all();
  const int before = at::get_num_threads();
  at::set_num_threads(1);
  const Frame one = frameAt(*openDrive(name), 33, all);
  at::set_num_threads(3);
  const auto drive = openDrive(name);
  for (const int64_t other : {120, 2, 199}) (void)frameAt(*drive, other, {});
  const Frame again = frameAt(*drive->clone(), 33, all);
  at::set_num_threads(before);
  EXPECT_TRUE(at::equal(one.image, again.image));
  EXPECT_TRUE(sameBytes(*one.depth_m, *again.depth_m));
  EXPECT_TRUE(at::equal(one.semantics->ids, again.semantics->ids));
  EXPECT_TRUE(at::equal(*one.instance_ids, *again.instance_ids));
  EXPECT_TRUE(sameBytes(*one.flow_px, *again.flow_px));
  EXPECT_TRUE(sameBytes(*one.backward_flow_px, *again.backward_flow_px));
  EXPECT_TRUE(at::equal(one.stereo->image, again.stereo->image));
  EXPECT_TRUE(sameBytes(*one.stereo->depth_m, *again.stereo->depth_m));
  EXPECT_EQ(one.world_from_camera->matrix(), again.world_from_camera->matrix());
  EXPECT_FALSE(
      at::equal(one.image, frameAt(*openDrive("seed=10,width=320,height=96,look=camera"), 33, {}).image));
}

TEST(SyntheticTruth, AFrameDoesNotHangOnTheLengthOfItsDrive) {
  const auto at = [](int frames, int64_t index) {
    return frameAt(*openDrive(fmt::format("seed=4,width=320,height=96,frames={}", frames)), index,
                   FrameParts::all());
  };
  for (const auto& [index, lengths] :
       {std::pair<int64_t, std::vector<int>>{3, {5, 50, 300}}, {45, {47, 1000}}}) {
    const Frame usual = at(200, index);
    for (const int length : lengths) {
      const Frame same = at(length, index);
      EXPECT_TRUE(at::equal(usual.image, same.image)) << index << " of " << length;
      EXPECT_TRUE(at::equal(*usual.instance_ids, *same.instance_ids)) << index << " of " << length;
      EXPECT_TRUE(sameBytes(*usual.flow_px, *same.flow_px)) << index << " of " << length;
    }
  }
}

TEST(SyntheticTruth, SkyHasNoDepthAndTheRestHas) {
  const auto drive = openDrive("seed=4");
  for (const int64_t index : {0, 90}) {
    const Frame frame = frameAt(*drive, index, FrameParts::all());
    const at::Tensor sky = frame.semantics->ids == 10;
    EXPECT_GT(sky.sum().item<int64_t>(), 1000);
    EXPECT_TRUE(at::equal(sky, *frame.depth_m == 0));
    const at::Tensor depth = frame.depth_m->masked_select(~sky);
    EXPECT_GT(depth.min().item<float>(), 0.2F);
    EXPECT_GT(depth.max().item<float>(), 80.0F);
    EXPECT_TRUE(depth.isfinite().all().item<bool>());
    // The sky is infinitely far away, so its flow is known wherever it stays in the picture.
    EXPECT_TRUE(frame.flow_px->select(0, 0).isfinite().masked_select(sky).any().item<bool>());
  }
}

TEST(SyntheticTruth, TheEgoCarStandsStillSomewhere) {
  const auto drive = openDrive("seed=6,width=32,height=16");
  int still = 0, fast = 0;
  constexpr FrameParts kPose{false, false, false, false, false, false, false};
  Eigen::Vector3d before = frameAt(*drive, 0, kPose).world_from_camera->translation();
  for (int64_t i = 1; i < 200; ++i) {
    const Eigen::Vector3d here = frameAt(*drive, i, kPose).world_from_camera->translation();
    still += (here - before).norm() < 1e-6 ? 1 : 0;
    fast += (here - before).norm() > 0.6 ? 1 : 0;
    before = here;
  }
  EXPECT_GT(still, 8);
  EXPECT_GT(fast, 40);
}

TEST(SyntheticTruth, InstancesHaveOneClassEach) {
  const Frame frame = frameAt(*openDrive("seed=2"), 30, FrameParts::all());
  const at::Tensor ids = frame.semantics->ids.flatten(), instances = frame.instance_ids->flatten();
  const at::Tensor things = std::get<0>(at::_unique(instances));
  EXPECT_GT(things.numel(), 6);
  for (int64_t i = 0; i < things.numel(); ++i) {
    const int32_t thing = things[i].item<int32_t>();
    if (thing == 0) continue;
    EXPECT_EQ(std::get<0>(at::_unique(ids.masked_select(instances == thing))).numel(), 1) << thing;
  }
}

TEST(SyntheticTruth, LidarIsSparseAndNearTheTruth) {
  const std::string size = "seed=3,width=1242,height=375";
  const FrameParts depth_only{false, false, true, false, false, false, false};
  const at::Tensor dense = *frameAt(*openDrive(size), 20, depth_only).depth_m;
  const at::Tensor sparse = *frameAt(*openDrive(size + ",depth=lidar"), 20, depth_only).depth_m;
  const at::Tensor hit = sparse > 0;
  const double share = hit.to(at::kDouble).mean().item<double>();
  EXPECT_GT(share, 0.015);
  EXPECT_LT(share, 0.1);
  // Another point of view and rounding to pixels: compared where the surface is smooth.
  const at::Tensor smooth = hit & isOneSurface(dense, 2);
  const at::Tensor error = ((sparse - dense).abs() / dense).masked_select(smooth);
  EXPECT_LT(error.median().item<double>(), 0.01);
  EXPECT_GT(error.median().item<double>(), 1e-4);  // it has noise
}

TEST(SyntheticTruth, DegradedLabelsAreWrongAsAsked) {
  const FrameParts labels{false, false, false, true, true, false, false};
  const Frame exact = frameAt(*openDrive("seed=2"), 30, labels);
  const auto wrong = [&](const std::string& noise) {
    const Frame frame = frameAt(*openDrive("seed=2," + noise), 30, labels);
    EXPECT_TRUE(at::equal(*frame.instance_ids, *exact.instance_ids));
    return (frame.semantics->ids != exact.semantics->ids).to(at::kDouble).mean().item<double>();
  };
  EXPECT_EQ(wrong("displace=0"), 0);
  const double little = wrong("displace=1"), much = wrong("displace=6");
  EXPECT_GT(little, 0.005);
  EXPECT_GT(much, 2 * little);
  EXPECT_NEAR(wrong("swap=0.3"), 0.3, 0.15);
  EXPECT_GT(wrong("drop=0.7"), 0.01);
  const Frame dropped = frameAt(*openDrive("seed=2,drop=1"), 30, labels);
  EXPECT_FALSE((dropped.semantics->ids == 13).any().item<bool>());
}

}  // namespace
}  // namespace kerb
