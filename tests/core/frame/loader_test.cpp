#include "core/frame/loader.h"

#include <chrono>
#include <map>
#include <thread>

#include <ATen/ATen.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/source/footage.h"
#include "core/source/joined.h"
#include "tests/synthetic_source.h"

namespace kerb {
namespace {

using ::testing::HasSubstr;

constexpr SampleSpec kSpec{.width = 32, .height = 16, .scales = 2};

std::vector<int64_t> targetsOf(const Source& source) {
  auto targets = findTargets(source, kSpec, {});
  if (!targets) throw std::runtime_error(targets.error().message());
  return std::move(targets->indices);
}

LoaderOptions options() {
  LoaderOptions options;
  options.batch = 2;
  options.threads = 2;
  options.seed = 9;
  options.augmentation = {0.5, 0.5};
  return options;
}

std::unique_ptr<Loader> loader(const Source& source, const LoaderOptions& options, int64_t first = 0) {
  auto made = Loader::create(source, targetsOf(source), kSpec, options, first);
  if (!made) throw std::runtime_error(made.error().message());
  return *std::move(made);
}

std::vector<Batch> take(Loader& loader, int64_t count) {
  std::vector<Batch> batches;
  for (int64_t i = 0; i < count; ++i) {
    auto batch = loader.next();
    if (!batch) throw std::runtime_error(batch.error().message());
    batches.push_back(*std::move(batch));
  }
  return batches;
}

bool same(const Batch& a, const Batch& b) {
  return a.indices == b.indices && at::equal(a.target.augmented, b.target.augmented) &&
         at::equal(a.previous->augmented, b.previous->augmented) && at::equal(a.pyramid[1], b.pyramid[1]);
}

TEST(FindTargets, LeavesOutTheEndsOfRecordings) {
  EXPECT_EQ(targetsOf(SyntheticSource(5, 20, 40)), (std::vector<int64_t>{1, 2, 3}));
  SampleSpec alone = kSpec;
  alone.previous = alone.next = false;
  EXPECT_EQ(findTargets(SyntheticSource(3, 20, 40), alone, {})->indices.size(), 3U);
  const auto none = findTargets(SyntheticSource(2, 20, 40), kSpec, {});
  EXPECT_THAT(none.error().message(), HasSubstr("none of the 2 frames"));
}

TEST(FindTargets, LeavesOutWhatLacksAPartAndNamesIt) {
  SyntheticSource source(12, 20, 40);
  for (int64_t i = 2; i < 9; ++i) source.lackStereo(i);
  EXPECT_EQ(targetsOf(source).size(), 10U);
  EXPECT_EQ(source.questions(), 10) << "the ends are left out whatever they lack";
  SampleSpec stereo = kSpec;
  stereo.stereo = true;
  const auto found = findTargets(source, stereo, {});
  ASSERT_TRUE(found) << found.error().message();
  EXPECT_EQ(found->indices, (std::vector<int64_t>{1, 9, 10}));
  EXPECT_EQ(found->leftOut(),
            "2 have no neighbours in time; 7 lack stereo partner of f2, stereo partner of f3, stereo partner "
            "of f4, stereo partner of f5, stereo partner of f6 and 2 more");
  for (const int64_t i : {1, 9, 10}) source.lackStereo(i);
  EXPECT_THAT(findTargets(source, stereo, {}).error().message(),
              HasSubstr("none of the 12 frames can be learnt from: 2 have no neighbours in time; 10 lack"));
}

TEST(FindTargets, AsksThroughCropSamplingAndJoining) {
  SyntheticSource source(8, 20, 40);
  source.lackStereo(4);
  auto sampled = asFootage(source.clone(), {.sample_fps = 5, .crop_bottom = 0.5}, {});  // 0, 2, 4, 6
  ASSERT_TRUE(sampled) << sampled.error().message();
  std::vector<std::unique_ptr<Source>> parts;
  parts.push_back(source.clone());
  parts.push_back(*std::move(sampled));
  const auto both = joined(std::move(parts), {});
  ASSERT_TRUE(both) << both.error().message();
  ASSERT_EQ((*both)->info().count, 12);
  for (int64_t i = 0; i < 12; ++i)
    EXPECT_EQ((*both)->lacks(i, {.stereo = true}), i == 4 || i == 10 ? "stereo partner of f4" : "") << i;
}

TEST(Loader, ProcessesOfAMachineShareItsCores) {
  EXPECT_EQ(loaderThreads(0, 1, 16), 16);
  EXPECT_EQ(loaderThreads(0, 8, 112), 14);
  EXPECT_EQ(loaderThreads(0, 8, 4), 1);
  EXPECT_EQ(loaderThreads(0, 1, 112), 32);
  EXPECT_EQ(loaderThreads(50, 8, 4), 50);
}

TEST(Loader, AnEpochTakesEveryTargetOnce) {
  const SyntheticSource source(12, 20, 40);
  const auto loading = loader(source, options());
  EXPECT_EQ(loading->stepsPerEpoch(), 5);
  std::map<int64_t, int> first, second;
  std::vector<int64_t> order_first, order_second;
  for (const Batch& batch : take(*loading, 5)) {
    for (const int64_t i : batch.indices) ++first[i], order_first.push_back(i);
  }
  for (const Batch& batch : take(*loading, 5)) {
    for (const int64_t i : batch.indices) ++second[i], order_second.push_back(i);
  }
  EXPECT_EQ(first.size(), 10U);
  EXPECT_EQ(first, second);
  EXPECT_NE(order_first, order_second);
}

TEST(Loader, ThreadsAndAResumeChangeNothing) {
  const SyntheticSource source(14, 20, 40);
  const auto all = take(*loader(source, options()), 9);
  for (const int threads : {1, 3}) {
    LoaderOptions other = options();
    other.threads = threads;
    const auto again = take(*loader(source, other), 9);
    for (size_t i = 0; i < 9; ++i) EXPECT_TRUE(same(all[i], again[i])) << threads << ' ' << i;
  }
  const auto resumed = take(*loader(source, options(), 4), 5);
  for (size_t i = 0; i < 5; ++i) EXPECT_TRUE(same(all[i + 4], resumed[i])) << i;
  LoaderOptions seed = options();
  seed.seed = 10;
  EXPECT_FALSE(same(all[0], take(*loader(source, seed), 1)[0]));
}

TEST(Loader, RanksShareAStep) {
  const SyntheticSource source(14, 20, 40);
  LoaderOptions whole = options();
  whole.batch = 4;
  const auto together = take(*loader(source, whole), 4);
  for (int64_t rank = 0; rank < 2; ++rank) {
    LoaderOptions share = options();
    share.rank = rank;
    share.world = 2;
    const auto part = take(*loader(source, share), 4);
    for (size_t i = 0; i < 4; ++i) {
      EXPECT_TRUE(at::equal(part[i].target.augmented, together[i].target.augmented.narrow(0, rank * 2, 2)));
    }
  }
}

TEST(Loader, BatchesStackWhatSamplesAre) {
  SyntheticSource source(6, 20, 40);
  LoaderOptions plain = options();
  plain.shuffle = false;
  plain.augmentation = {};
  const Batch batch = take(*loader(source, plain), 1)[0];
  EXPECT_EQ(batch.indices, (std::vector<int64_t>{1, 2}));
  EXPECT_TRUE(batch.target.image.is_contiguous(at::MemoryFormat::ChannelsLast));
  const Batch moved = onDevice(batch, at::kCPU, /*channels_last=*/true);
  for (int64_t b = 0; b < 2; ++b) {
    const auto sample = makeSample(source, batch.indices[static_cast<size_t>(b)], kSpec);
    EXPECT_TRUE(at::equal(moved.next->image[b], sample->next->image.to(at::kFloat) / 255));
    EXPECT_TRUE(at::equal(moved.pyramid[1][b], sample->pyramid[1].to(at::kFloat) / 255));
    EXPECT_TRUE(at::equal(moved.intrinsics[b], sample->intrinsics));
  }
  EXPECT_TRUE(moved.target.image.is_contiguous());
  EXPECT_TRUE(moved.target.augmented.is_contiguous(at::MemoryFormat::ChannelsLast));
}

TEST(Loader, ABrokenFrameStopsOrIsReplaced) {
  SyntheticSource source(8, 20, 40);
  source.breakFrame(4);  // a neighbour of 3 and 5
  LoaderOptions strict = options();
  strict.shuffle = false;
  const auto stopping = loader(source, strict);
  ASSERT_TRUE(stopping->next());  // 1 and 2
  EXPECT_THAT(stopping->next().error().message(), HasSubstr("neighbour t+1 of frame 3"));
  strict.skip_broken = true;
  const auto skipping = loader(source, strict);
  EXPECT_EQ(take(*skipping, 2)[1].indices, (std::vector<int64_t>{6, 6}));
  EXPECT_EQ(skipping->takeSkipped().size(), 3U);
  take(*skipping, 4);
  EXPECT_TRUE(skipping->takeSkipped().empty());
}

void wait(int milliseconds) { std::this_thread::sleep_for(std::chrono::milliseconds(milliseconds)); }

/// Whose frames take a while to read.
class SlowSource final : public Source {
 public:
  explicit SlowSource(int milliseconds) : milliseconds_(milliseconds) {}
  SourceInfo info() const override { return frames_.info(); }
  std::unique_ptr<Source> clone() const override { return std::make_unique<SlowSource>(milliseconds_); }
  Result<Frame> at(int64_t index, FrameParts parts) const override {
    if (parts.image) wait(milliseconds_);
    return frames_.at(index, parts);
  }

 private:
  int milliseconds_;
  SyntheticSource frames_{14, 20, 40};
};

/// Of the time in which some batches were taken, after the first, and each was worked on.
double waitingShare(int reading_ms, int working_ms) {
  constexpr int kBatches = 10;
  const auto loading = loader(SlowSource(reading_ms), options());
  take(*loading, 1);
  wait(working_ms);
  const double before = loading->waitedSeconds();
  const auto begin = std::chrono::steady_clock::now();
  for (int i = 0; i < kBatches; ++i) {
    take(*loading, 1);
    wait(working_ms);
  }
  const std::chrono::duration<double> all = std::chrono::steady_clock::now() - begin;
  return (loading->waitedSeconds() - before) / all.count();
}

TEST(Loader, CountsTheTimeForWhichTrainingWaits) {
  EXPECT_GT(waitingShare(20, 0), 0.5);  // 60 ms a batch, of two threads
  EXPECT_LT(waitingShare(0, 50), 0.4);
}

TEST(Loader, SaysWhenThereIsTooLittle) {
  const SyntheticSource source(5, 20, 40);
  LoaderOptions large = options();
  large.batch = 4;
  const auto made = Loader::create(source, targetsOf(source), kSpec, large);
  EXPECT_THAT(made.error().message(), HasSubstr("3 frames can be targets, and a step takes 4"));
}

}  // namespace
}  // namespace kerb
