// When frames are shown: what a source says of it without decoding is what its frames say.
#include "core/source/video_times.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/source/footage.h"
#include "core/source/joined.h"
#include "core/source/mapped_source.h"
#include "core/source/video_order.h"
#include "core/source/video_source.h"
#include "tests/core/source/video_reference.h"
#include "tests/synthetic_source.h"
#include "tests/temporary_folder.h"

namespace kerb {
namespace {

using ::testing::DoubleNear;
using ::testing::Pointwise;

constexpr double kMillisecond = 0.001;

TEST(VariableTimes, AreSecondsFromTheFirstFrame) {
  const auto times = variableTimes({500, 540, 580, 1580, 1620}, kMillisecond, 25);
  ASSERT_NE(times, nullptr);
  EXPECT_THAT(*times, Pointwise(DoubleNear(1e-9), {0.0, 0.04, 0.08, 1.08, 1.12}));
  EXPECT_NE(variableTimes({0, 40, 80}, kMillisecond, 0), nullptr) << "no rate is known";
}

TEST(VariableTimes, AConstantRateHasNone) {
  EXPECT_EQ(variableTimes({500, 540, 580, 620}, kMillisecond, 25), nullptr);
  EXPECT_EQ(variableTimes({0, 33, 67, 100, 133}, kMillisecond, 30), nullptr) << "rounded to milliseconds";
  EXPECT_NE(variableTimes({0, 33, 67, 103, 133}, kMillisecond, 30), nullptr);
}

TEST(VariableTimes, WhatIsNotInOrderHasNone) {
  EXPECT_EQ(variableTimes({}, kMillisecond, 25), nullptr);
  EXPECT_EQ(variableTimes({0, 90, 20, 200}, kMillisecond, 25), nullptr);
  EXPECT_EQ(variableTimes({PacketFacts::kNone, 0, 90, 200}, kMillisecond, 25), nullptr);
  EXPECT_EQ(variableTimes({0, 40, 80, 70'000}, kMillisecond, 25), nullptr) << "the clock was set";
  EXPECT_NE(variableTimes({0, 40, 80, 50'000}, kMillisecond, 25), nullptr);
  EXPECT_NE(variableTimes({0, 90, 90, 200}, kMillisecond, 25), nullptr);
}

/// Frames as they are, with times of some kind.
class Uneven final : public FrameMap {
 public:
  void change(SourceInfo& info) const override {
    info.times_s = std::make_shared<const std::vector<double>>(static_cast<size_t>(info.count), 0.0);
  }
  Status change(Frame&) const override { return {}; }
};

std::unique_ptr<Source> uneven() {
  return mapSource(SyntheticSource(12, 20, 40).clone(), std::make_shared<Uneven>());
}

TEST(VariableTimes, AreKeptWhereAllFramesOfOneSourceAre) {
  const auto cut = cropped(uneven(), 0, 0.5);
  ASSERT_TRUE(cut) << cut.error().message();
  EXPECT_NE((*cut)->info().times_s, nullptr);
  const auto sampled = sampledInTime(uneven(), 5, {});
  ASSERT_TRUE(sampled) << sampled.error().message();
  EXPECT_EQ((*sampled)->info().times_s, nullptr);
  std::vector<std::unique_ptr<Source>> parts;
  parts.push_back(uneven());
  parts.push_back(uneven());
  const auto both = joined(std::move(parts), {});
  ASSERT_TRUE(both) << both.error().message();
  EXPECT_EQ((*both)->info().times_s, nullptr);
}

/// Frames 0 to 9 of 25 a second, then every third one.
class VariableRate : public testing::TestWithParam<const char*> {};

TEST_P(VariableRate, IsToldAsTheFramesTellIt) {
  KERB_NEEDS_FFMPEG();
  const TemporaryFolder folder;
  const auto path = folder.path() / GetParam();
  ASSERT_EQ(runFfmpeg("-f lavfi -i testsrc2=size=64x48:rate=25:duration=2 -pix_fmt yuv420p "
                      "-vf select='lt(n\\,10)+not(mod(n\\,3))' -vsync vfr -c:v mpeg4 -bf 2",
                      path),
            0);
  const auto source = VideoSource::open(path);
  ASSERT_TRUE(source) << source.error().message();
  const auto info = (*source)->completeInfo({});
  ASSERT_TRUE(info);
  ASSERT_EQ(info->count, 23);
  ASSERT_NE(info->times_s, nullptr);
  ASSERT_EQ(info->times_s->size(), 23U);
  for (int64_t i = 0; i < info->count; ++i) {
    const double time_s = (*info->times_s)[static_cast<size_t>(i)];
    EXPECT_NEAR(time_s, static_cast<double>(i < 10 ? i : 12 + 3 * (i - 10)) / 25, kMillisecond) << i;
    EXPECT_DOUBLE_EQ(time_s, (*source)->at(i, {.image = false})->time_s) << i;
  }
  EXPECT_EQ((*source)->clone()->info().times_s, info->times_s);
}

INSTANTIATE_TEST_SUITE_P(Containers, VariableRate, testing::Values("a.mp4", "a.mkv"),
                         [](const auto& file) { return std::string(file.param).substr(2); });

TEST(ConstantRate, IsToldByItsRateAlone) {
  KERB_NEEDS_FFMPEG();
  const TemporaryFolder folder;
  for (const char* file : {"a.mp4", "a.mkv"}) {
    const auto path = folder.path() / file;
    ASSERT_EQ(runFfmpeg("-f lavfi -i testsrc2=size=64x48:rate=30000/1001:duration=4 -pix_fmt yuv420p "
                        "-c:v mpeg4 -bf 2",
                        path),
              0);
    const auto source = VideoSource::open(path);
    ASSERT_TRUE(source) << source.error().message();
    const auto info = (*source)->completeInfo({});
    ASSERT_TRUE(info);
    EXPECT_EQ(info->times_s, nullptr) << file;
    ASSERT_GT(info->count, 100);
    for (int64_t i = 0; i < info->count; ++i)
      EXPECT_NEAR((*source)->at(i, {.image = false})->time_s, static_cast<double>(i) / info->fps,
                  1.1 * kMillisecond)
          << file << ", frame " << i;
  }
}

}  // namespace
}  // namespace kerb
