// Fewer frames, no static ones, cropped pictures: what is kept, who is whose neighbour, what cameras become.
#include "core/source/footage.h"

#include <cmath>

#include <ATen/ATen.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/frame/loader.h"
#include "core/frame/sample.h"

namespace kerb {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

struct Shot {
  std::string clip;
  double time_s;
  int64_t grey;  ///< of the whole picture; -1: broken
};

/// Frames with the clips, times and grey levels that a test wants.
class Footage final : public Source {
 public:
  Footage(std::vector<Shot> shots, double fps) : shots_(std::move(shots)), fps_(fps) {}
  SourceInfo info() const override {
    SourceInfo info;
    info.path = "/footage";
    info.count = static_cast<int64_t>(shots_.size());
    info.width = 80;
    info.height = 40;
    info.fps = fps_;
    return info;
  }
  Result<Frame> at(int64_t index, FrameParts parts) const override {
    const Shot& shot = shots_.at(static_cast<size_t>(index));
    if (parts.image && shot.grey < 0) return Error{"does not decode", std::to_string(index)};
    Frame frame;
    frame.index = index;
    frame.clip = shot.clip;
    frame.time_s = shot.time_s;
    if (parts.image) frame.image = at::full({3, 40, 80}, shot.grey, at::kByte);
    return frame;
  }
  std::unique_ptr<Source> clone() const override { return std::make_unique<Footage>(*this); }

 private:
  std::vector<Shot> shots_;
  double fps_;
};

std::unique_ptr<Source> steady(int64_t count, double fps) {
  std::vector<Shot> shots;
  for (int64_t i = 0; i < count; ++i) shots.push_back({"", static_cast<double>(i) / fps, i});
  return std::make_unique<Footage>(std::move(shots), fps);
}

/// The grey levels of all frames: each tells which one it was.
std::vector<int64_t> greys(const Source& source) {
  std::vector<int64_t> all;
  for (int64_t i = 0; i < source.info().count; ++i)
    all.push_back(source.at(i, {})->image[0][0][0].item<int64_t>());
  return all;
}

std::optional<int64_t> greyBeside(const Source& source, int64_t index, int64_t offset) {
  const auto other = source.neighbour(*source.at(index, {}), offset, {});
  EXPECT_TRUE(other);
  if (!*other) return std::nullopt;
  EXPECT_TRUE(isNeighbour(*source.at(index, {}), **other, offset));
  return (*other)->image[0][0][0].item<int64_t>();
}

TEST(SampledInTime, KeepsEveryThirdOfThirty) {
  const auto source = sampledInTime(steady(12, 30), 10, {});
  ASSERT_TRUE(source) << source.error().message();
  EXPECT_THAT(greys(**source), ElementsAre(0, 3, 6, 9));
  EXPECT_EQ((*source)->info().fps, 10);
  EXPECT_EQ(greyBeside(**source, 1, 1), 6);
  EXPECT_EQ(greyBeside(**source, 1, -1), 0);
  EXPECT_EQ(greyBeside(**source, 0, -1), std::nullopt);
  EXPECT_EQ(greyBeside(**source, 3, 1), std::nullopt);
  EXPECT_THAT((*source)->info().notes.back(), HasSubstr("4 of 12 frames kept: 10 of 30 a second"));
  EXPECT_FALSE((*source)->at(4, {}));
}

TEST(SampledInTime, KeepsTheNearestOfTwentyFive) {
  const auto source = sampledInTime(steady(21, 25), 10, {});
  ASSERT_TRUE(source);
  EXPECT_THAT(greys(**source), ElementsAre(0, 2, 5, 7, 10, 12, 15, 17, 20));
}

TEST(SampledInTime, AGapHasNoNeighboursAcross) {
  std::vector<Shot> shots;
  for (const double time : {0.0, 0.05, 0.1, 0.15, 0.5, 0.55, 0.6}) shots.push_back({"", time, 0});
  for (size_t i = 0; i < shots.size(); ++i) shots[i].grey = static_cast<int64_t>(i);
  const auto source = sampledInTime(std::make_unique<Footage>(shots, 20), 10, {});
  ASSERT_TRUE(source);
  EXPECT_THAT(greys(**source), ElementsAre(0, 2, 4, 6));
  EXPECT_EQ(greyBeside(**source, 1, 1), std::nullopt);
  EXPECT_EQ(greyBeside(**source, 2, 1), 6);
}

TEST(SampledInTime, RecordingsStayApart) {
  std::vector<Shot> shots;
  for (int64_t i = 0; i < 6; ++i) shots.push_back({"a", static_cast<double>(i) / 30, i});
  for (int64_t i = 0; i < 6; ++i) shots.push_back({"b", 7 + static_cast<double>(i) / 30, 10 + i});
  const auto source = sampledInTime(std::make_unique<Footage>(shots, 30), 10, {});
  ASSERT_TRUE(source);
  EXPECT_THAT(greys(**source), ElementsAre(0, 3, 10, 13));
  EXPECT_EQ(greyBeside(**source, 1, 1), std::nullopt);
  EXPECT_EQ(greyBeside(**source, 2, 1), 13);
}

TEST(SampledInTime, WhatCannotBeSampledIsSaid) {
  const auto more = sampledInTime(steady(10, 25), 30, {});
  ASSERT_FALSE(more);
  EXPECT_THAT(more.error().message(), HasSubstr("has 25 frames a second: 30 cannot be sampled"));
  const auto timeless = sampledInTime(std::make_unique<Footage>(std::vector<Shot>{{"", 0, 0}}, 0), 10, {});
  ASSERT_FALSE(timeless);
  EXPECT_THAT(timeless.error().message(), HasSubstr("has no times"));
  // About as many a second, as KITTI's 9.66, are left alone.
  const auto same = sampledInTime(steady(10, 9.66), 10, {});
  ASSERT_TRUE(same);
  EXPECT_EQ((*same)->info().count, 10);
  EXPECT_THAT((*same)->info().notes.back(), HasSubstr("all frames kept"));
}

std::vector<Shot> stopAndGo() {
  std::vector<Shot> shots;
  for (const int64_t grey : {10, 20, 30, 30, 31, 31, 40, 50, 60}) shots.push_back({"", 0, grey});
  for (size_t i = 0; i < shots.size(); ++i) shots[i].time_s = 0.1 * static_cast<double>(i);
  return shots;
}

TEST(Motion, IsTheMeanDifferenceToTheFrameBefore) {
  const auto motion = motionOf(Footage(stopAndGo(), 10), 1, {});
  ASSERT_TRUE(motion);
  EXPECT_THAT(motion->difference, ElementsAre(-1, 10, 10, 0, 1, 0, 9, 10, 10));
}

TEST(Motion, DoesNotDependOnThreads) {
  std::vector<Shot> shots;
  for (int64_t i = 0; i < 700; ++i)
    shots.push_back({i < 300 ? "a" : "b", 0.1 * static_cast<double>(i), i % 97 == 5 ? -1 : (i * i) % 251});
  const Footage source(shots, 10);
  const auto one = motionOf(source, 1, {}), three = motionOf(source, 3, {});
  ASSERT_TRUE(one && three);
  EXPECT_EQ(one->difference, three->difference);
  EXPECT_EQ(one->difference[300], Motion::kNoFrameBefore);
  EXPECT_EQ(one->difference[5], Motion::kUnreadable);
  EXPECT_EQ(one->difference[6], Motion::kUnreadable);
}

TEST(WithoutStatic, DropsStandingFramesAndTheirNeighbourhood) {
  auto source = std::make_unique<Footage>(stopAndGo(), 10);
  const auto motion = motionOf(*source, 1, {});
  ASSERT_TRUE(motion);
  const auto left = withoutStatic(std::move(source), *motion, 2, {});
  ASSERT_TRUE(left) << left.error().message();
  EXPECT_THAT(greys(**left), ElementsAre(10, 20, 30, 40, 50, 60));
  EXPECT_EQ(greyBeside(**left, 2, 1), std::nullopt);  // 30: what follows stands still
  EXPECT_EQ(greyBeside(**left, 3, -1), std::nullopt);
  EXPECT_EQ(greyBeside(**left, 3, 1), 50);
  EXPECT_THAT((*left)->info().notes.back(), HasSubstr("6 of 9 frames kept: 3 differ by less than 2"));
  // Targets of monocular training: 20 and 50 alone have both neighbours.
  const auto targets = findTargets(**left, SampleSpec{}, {});
  ASSERT_TRUE(targets);
  EXPECT_THAT(targets->indices, ElementsAre(1, 4));
}

TEST(WithoutStatic, FollowsTheSampling) {
  std::vector<Shot> shots;
  for (int64_t i = 0; i < 30; ++i)
    shots.push_back({"", static_cast<double>(i) / 30, i < 12 ? 5 * i : i < 18 ? 55 : 5 * i});
  auto sampled = sampledInTime(std::make_unique<Footage>(shots, 30), 10, {});
  ASSERT_TRUE(sampled);
  EXPECT_THAT(greys(**sampled), ElementsAre(0, 15, 30, 45, 55, 55, 90, 105, 120, 135));
  const auto motion = motionOf(**sampled, 2, {});
  ASSERT_TRUE(motion);
  const auto left = withoutStatic(*std::move(sampled), *motion, 3, {});
  ASSERT_TRUE(left);
  EXPECT_THAT(greys(**left), ElementsAre(0, 15, 30, 45, 55, 90, 105, 120, 135));
  EXPECT_EQ(greyBeside(**left, 4, 1), std::nullopt);
  EXPECT_EQ(greyBeside(**left, 5, 1), 105);
}

TEST(WithoutStatic, NothingLeftAndOtherFootageAreErrors) {
  auto source = std::make_unique<Footage>(std::vector<Shot>{{"", 0, 5}, {"", 0.1, 5}}, 10);
  const auto motion = motionOf(*source, 1, {});
  ASSERT_TRUE(motion);
  const auto other = withoutStatic(steady(3, 10), *motion, 2, {});
  ASSERT_FALSE(other);
  EXPECT_THAT(other.error().message(), HasSubstr("has 3 frames now, and had 2"));
  const auto still = withoutStatic(std::move(source), *motion, 2, {});
  ASSERT_FALSE(still);
  EXPECT_THAT(still.error().message(), HasSubstr("all 2 frames stand still"));
  // Where nothing can be compared nothing is dropped.
  const auto alone = withoutStatic(steady(2, 10), Motion{{-1, -2}}, 2, {});
  ASSERT_TRUE(alone);
  EXPECT_EQ((*alone)->info().count, 2);
}

TEST(Motion, IsCancelled) {
  std::stop_source stop;
  stop.request_stop();
  const auto motion = motionOf(Footage(stopAndGo(), 10), 1, {stop.get_token(), {}});
  ASSERT_FALSE(motion);
  EXPECT_TRUE(motion.error().cancelled);
}

/// One frame with everything, rows numbered from 0.
class Full final : public Source {
 public:
  SourceInfo info() const override {
    SourceInfo info;
    info.count = 1;
    info.width = 30;
    info.height = 20;
    info.camera = camera();
    return info;
  }
  static Camera camera() { return Camera::fromPixels(25, 24, 14, 9, 30, 20, CameraOrigin::given, "test"); }
  static at::Tensor rows(at::ScalarType type) {
    return at::arange(20, type).view({20, 1}).expand({20, 30}).contiguous();
  }
  Result<Frame> at(int64_t, FrameParts parts) const override {
    Frame frame;
    frame.camera = camera();
    if (parts.image) frame.image = rows(at::kByte).expand({3, 20, 30}).contiguous();
    frame.depth_m = rows(at::kFloat);
    frame.semantics = SemanticMap{rows(at::kByte), Taxonomy::cityscapes};
    frame.instance_ids = rows(at::kInt);
    frame.flow_px = rows(at::kFloat).expand({2, 20, 30}).contiguous();
    frame.backward_flow_px = frame.flow_px;
    frame.stereo =
        StereoPartner{rows(at::kByte).expand({3, 20, 30}).contiguous(), 0.5, camera(), rows(at::kFloat)};
    return frame;
  }
  std::unique_ptr<Source> clone() const override { return std::make_unique<Full>(); }
};

TEST(Cropped, CutsAllMapsAndMovesTheCamera) {
  const auto source = cropped(std::make_unique<Full>(), 0.1, 0.25);
  ASSERT_TRUE(source) << source.error().message();
  const SourceInfo info = (*source)->info();
  EXPECT_EQ(info.height, 13);
  EXPECT_THAT(info.notes.back(), HasSubstr("rows 2 to 14 of 20"));
  const auto frame = (*source)->clone()->at(0, FrameParts::all());
  ASSERT_TRUE(frame);
  EXPECT_EQ(frame->image.sizes(), at::IntArrayRef({3, 13, 30}));
  for (const at::Tensor& map :
       {frame->image[1], *frame->depth_m, frame->semantics->ids, *frame->instance_ids, (*frame->flow_px)[1],
        (*frame->backward_flow_px)[0], frame->stereo->image[2], *frame->stereo->depth_m}) {
    EXPECT_EQ(map.size(0), 13);
    EXPECT_EQ(map[0][5].item<double>(), 2);
    EXPECT_EQ(map[12][5].item<double>(), 14);
  }
  // In pixels: fy stays, cy loses the two rows above.
  for (const Camera& camera : {info.camera, frame->camera, frame->stereo->camera}) {
    const Eigen::Matrix3d k = camera.matrix(30, 13);
    EXPECT_NEAR(k(0, 0), 25, 1e-12);
    EXPECT_NEAR(k(1, 1), 24, 1e-12);
    EXPECT_NEAR(k(0, 2), 14, 1e-12);
    EXPECT_NEAR(k(1, 2), 7, 1e-12);
  }
  const auto without = (*source)->at(0, {.image = false});
  ASSERT_TRUE(without);
  EXPECT_NEAR(without->camera.cy, frame->camera.cy, 1e-12);
}

TEST(Cropped, WhatLeavesNothingIsRefused) {
  for (const char* wrong : {"", "0.5", "a,b", "0.5,0.5", "-0.1,0.2", "1,0", "0.1,nan", "0.1,0.2,0.3"}) {
    FootageOptions options;
    EXPECT_FALSE(parseCrop(wrong, options)) << wrong;
  }
  FootageOptions options;
  ASSERT_TRUE(parseCrop("0.1,0.25", options));
  EXPECT_EQ(options.crop_bottom, 0.25);
  EXPECT_FALSE(cropped(std::make_unique<Full>(), 0.49, 0.5));
  EXPECT_FALSE(checkFootage({.sample_fps = -1}));
  EXPECT_FALSE(checkFootage({.sample_fps = NAN}));
  EXPECT_FALSE(checkFootage({.static_threshold = 300}));
  EXPECT_TRUE(checkFootage({}));
}

}  // namespace
}  // namespace kerb
