// Shards: packed and read back unchanged, resumed after a cut, damage found and named.
#include <fstream>

#include <ATen/ATen.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/base/file.h"
#include "core/source/pack.h"
#include "core/source/shard_file.h"
#include "tests/temporary_folder.h"

namespace kerb {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

constexpr char kDrive[] = "synthetic:seed=5,width=64,height=32,frames=4";

std::unique_ptr<Source> drive(const std::string& name = kDrive) {
  auto source = openSource(name);
  if (!source) throw std::runtime_error(source.error().message());
  return *std::move(source);
}

std::string messageOf(const auto& result) {
  return result ? std::string("no error") : result.error().message();
}

bool equalWithNan(const at::Tensor& a, const at::Tensor& b) {
  return at::equal(a.isnan(), b.isnan()) && at::equal(a.nan_to_num(), b.nan_to_num());
}

void expectSame(const Frame& a, const Frame& b) {
  EXPECT_EQ(a.index, b.index);
  EXPECT_EQ(a.clip, b.clip);
  EXPECT_EQ(a.number_in_clip, b.number_in_clip);
  EXPECT_EQ(a.name, b.name);
  EXPECT_EQ(a.time_s, b.time_s);
  EXPECT_TRUE(at::equal(a.image, b.image));
  EXPECT_TRUE(at::equal(*a.depth_m, *b.depth_m));
  EXPECT_TRUE(at::equal(a.semantics->ids, b.semantics->ids));
  EXPECT_TRUE(at::equal(*a.instance_ids, *b.instance_ids));
  EXPECT_TRUE(equalWithNan(*a.flow_px, *b.flow_px));
  EXPECT_TRUE(equalWithNan(*a.backward_flow_px, *b.backward_flow_px));
  EXPECT_TRUE(at::equal(a.stereo->image, b.stereo->image));
  EXPECT_TRUE(at::equal(*a.stereo->depth_m, *b.stereo->depth_m));
  EXPECT_EQ(a.stereo->baseline_m, b.stereo->baseline_m);
  EXPECT_EQ(a.world_from_camera->matrix(), b.world_from_camera->matrix());
  EXPECT_EQ(a.camera.fx, b.camera.fx);
  EXPECT_EQ(a.camera.origin_text, b.camera.origin_text);
}

class ShardTest : public testing::Test {
 protected:
  fs::path path() const { return folder_.path() / "drive.kshard"; }
  Result<PackSummary> pack(const Source& source, PackOptions options = {}, JobContext job = {}) const {
    options.threads = 2;
    return packSource(source, path(), options, job);
  }
  Result<std::unique_ptr<Source>> openShard() const {
    SourceOptions options;
    options.layout = "shard";
    return openSource(path(), options);
  }
  void overwrite(uint64_t offset, char value) const {
    std::fstream file(path(), std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(static_cast<std::streamoff>(offset));
    file.put(value);
  }
  TemporaryFolder folder_;
};

TEST_F(ShardTest, GivesBackEveryPartOfEveryFrame) {
  const auto source = drive();
  const auto packed = pack(*source);
  ASSERT_TRUE(packed) << packed.error().message();
  EXPECT_EQ(packed->frames, 4);
  EXPECT_EQ(packed->bytes, fs::file_size(path()));
  const auto shard = openSource(path());
  ASSERT_TRUE(shard) << shard.error().message();
  const SourceInfo info = (*shard)->info();
  EXPECT_EQ(info.layout, "shard");
  EXPECT_EQ(info.count, 4);
  EXPECT_EQ(info.width, 64);
  EXPECT_EQ(info.fps, source->info().fps);
  EXPECT_TRUE(info.has_poses && info.has.flow && info.has.stereo);
  for (int64_t i = 0; i < 4; ++i) {
    const auto was = source->at(i, FrameParts::all()), is = (*shard)->at(i, FrameParts::all());
    ASSERT_TRUE(is) << is.error().message();
    expectSame(*was, *is);
  }
}

TEST_F(ShardTest, ReadsOnlyWhatIsWanted) {
  ASSERT_TRUE(pack(*drive()));
  const auto frame = (*openSource(path()))->at(2, FrameParts{.image = false, .depth = true});
  ASSERT_TRUE(frame) << frame.error().message();
  EXPECT_TRUE(frame->depth_m);
  EXPECT_FALSE(frame->image.defined() || frame->stereo || frame->semantics || frame->flow_px);
}

TEST_F(ShardTest, ResizesImagesDepthAndFlow) {
  const auto source = drive();
  ASSERT_TRUE(pack(*source, {.width = 32, .height = 32}));
  const auto was = *source->at(0, FrameParts::all()), is = *(*openSource(path()))->at(0, FrameParts::all());
  EXPECT_EQ(is.image.sizes(), (std::vector<int64_t>{3, 32, 32}));
  // Output column x takes input column floor(2x + 1): half the motion along x, all of it along y.
  const auto odd = at::arange(1, 64, 2);
  EXPECT_TRUE(at::equal(*is.depth_m, was.depth_m->index_select(1, odd)));
  EXPECT_TRUE(equalWithNan((*is.flow_px)[0], (*was.flow_px)[0].index_select(1, odd) * 0.5));
  EXPECT_TRUE(equalWithNan((*is.flow_px)[1], (*was.flow_px)[1].index_select(1, odd)));
  EXPECT_EQ(is.camera.fx, was.camera.fx);
}

TEST_F(ShardTest, NeighboursStayInTheirRecording) {
  const auto source = drive("synthetic:seed=5,width=64,height=32,frames=2,drives=2");
  ASSERT_TRUE(pack(*source, {.parts = {}}));
  const auto shard = openSource(path());
  const auto first = *(*shard)->at(0, {}), second = *(*shard)->at(1, {});
  const auto next = (*shard)->neighbour(first, 1, {});
  ASSERT_TRUE(next && *next);
  EXPECT_EQ((*next)->index, 1);
  const auto beyond = (*shard)->neighbour(second, 1, {});
  ASSERT_TRUE(beyond) << beyond.error().message();
  EXPECT_FALSE(*beyond);
}

/// Frames 0..3 of a recording of which a split lists some.
class SplitSource : public Source {
 public:
  explicit SplitSource(std::vector<int64_t> listed = {1}) : listed_(std::move(listed)) {}
  SourceInfo info() const override {
    SourceInfo info = whole_->info();
    info.count = static_cast<int64_t>(listed_.size());
    return info;
  }
  Result<Frame> at(int64_t index, FrameParts parts) const override {
    KERB_TRY(Frame frame, whole_->at(listed_.at(static_cast<size_t>(index)), parts));
    frame.index = index;
    return frame;
  }
  Result<std::optional<Frame>> neighbour(const Frame& target, int64_t offset,
                                         FrameParts parts) const override {
    const int64_t index = target.number_in_clip + offset;
    if (index < 0 || index >= whole_->info().count) return std::optional<Frame>();
    KERB_TRY(Frame frame, whole_->at(index, parts));
    frame.index = -1;
    return std::optional<Frame>(frame);
  }
  std::unique_ptr<Source> clone() const override { return std::make_unique<SplitSource>(listed_); }

 private:
  std::vector<int64_t> listed_;
  std::unique_ptr<Source> whole_ = drive();
};

TEST_F(ShardTest, ASplitBringsTheNeighboursThatItDoesNotList) {
  const SplitSource split;
  const auto packed = pack(split);
  ASSERT_TRUE(packed) << packed.error().message();
  EXPECT_EQ(packed->frames, 1);
  EXPECT_EQ(packed->neighbours, 2);
  const auto shard = openSource(path());
  EXPECT_EQ((*shard)->info().count, 1);
  const auto target = (*shard)->at(0, {});
  for (const int64_t offset : {-1, 1}) {
    const auto there = (*shard)->neighbour(*target, offset, {});
    ASSERT_TRUE(there && *there) << offset;
    EXPECT_EQ((*there)->index, -1);
    EXPECT_TRUE(at::equal((*there)->image, drive()->at(1 + offset, {})->image)) << offset;
  }
}

TEST_F(ShardTest, AFrameThatASplitListsElsewhereIsPackedOnce) {
  const SplitSource split({2, 0, 1});
  const auto packed = pack(split);
  ASSERT_TRUE(packed) << packed.error().message();
  EXPECT_EQ(packed->frames, 3);
  EXPECT_EQ(packed->neighbours, 1);  // frame 3
  const auto shard = openSource(path());
  const auto target = (*shard)->at(0, {});  // frame 2
  for (const auto& [offset, index] : {std::pair<int64_t, int64_t>(-1, 2), {1, -1}}) {
    const auto there = (*shard)->neighbour(*target, offset, {});
    ASSERT_TRUE(there && *there) << offset;
    EXPECT_EQ((*there)->index, index);
    EXPECT_TRUE(at::equal((*there)->image, drive()->at(2 + offset, {})->image)) << offset;
  }
}

TEST_F(ShardTest, GoesOnWhereItStopped) {
  ASSERT_TRUE(pack(*drive()));
  const auto whole = *readWhole(path());
  fs::remove(path());
  std::stop_source stop;
  const JobContext job{stop.get_token(), [&](const Progress& p) {
                         if (p.done == 2) stop.request_stop();
                       }};
  EXPECT_TRUE(pack(*drive(), {}, job).error().cancelled);
  const fs::path partial = path().string() + ".partial";
  ASSERT_TRUE(fs::exists(partial) && !fs::exists(path()));
  fs::resize_file(partial, fs::file_size(partial) - 100);  // killed while it wrote the second record
  const auto resumed = pack(*drive());
  ASSERT_TRUE(resumed) << resumed.error().message();
  EXPECT_EQ(resumed->resumed, 1);
  EXPECT_EQ(*readWhole(path()), whole);
  EXPECT_FALSE(fs::exists(partial));
}

TEST_F(ShardTest, TwoPackingsDoNotMix) {
  ASSERT_TRUE(pack(*drive()));
  fs::rename(path(), path().string() + ".partial");
  EXPECT_THAT(messageOf(pack(*drive(), {.width = 32, .height = 32})), HasSubstr("another source, size"));
}

TEST_F(ShardTest, WhatIsNoPartialShardIsLeftAlone) {
  const fs::path partial = path().string() + ".partial";
  std::ofstream(partial) << std::string(4000, 'x');
  EXPECT_THAT(messageOf(pack(*drive())), HasSubstr("is no shard"));
  EXPECT_EQ(fs::file_size(partial), 4000U);
}

TEST_F(ShardTest, AnotherDriveDoesNotGoOn) {
  ASSERT_TRUE(pack(*drive()));
  fs::rename(path(), path().string() + ".partial");
  EXPECT_THAT(messageOf(pack(*drive("synthetic:seed=6,width=64,height=32,frames=4"))),
              HasSubstr("another source"));
}

TEST_F(ShardTest, LeavesOutBrokenFramesOnlyWhenAsked) {
  class Broken final : public SplitSource {
    Result<Frame> at(int64_t, FrameParts) const override { return Error{"is no image", "frame"}; }
    std::unique_ptr<Source> clone() const override { return std::make_unique<Broken>(); }
  };
  EXPECT_THAT(messageOf(pack(Broken())), HasSubstr("is no image"));
  const auto packed = pack(Broken(), {.skip_broken = true});
  ASSERT_TRUE(packed) << packed.error().message();
  EXPECT_EQ(packed->frames, 0);
  ASSERT_EQ(packed->skipped.size(), 1U);
  EXPECT_THAT(packed->skipped[0], HasSubstr("is no image"));
  EXPECT_THAT(messageOf(openSource(path())), HasSubstr("holds no frame"));
}

TEST_F(ShardTest, TheImageOfABrokenFrameIsStillANeighbour) {
  class NoDepth final : public SplitSource {  // frame 3 is listed; its depth cannot be read
   public:
    NoDepth() : SplitSource({2, 3}) {}
    Result<Frame> at(int64_t index, FrameParts parts) const override {
      if (index == 1 && parts.depth) return Error{"is no depth map", "frame"};
      return SplitSource::at(index, parts);
    }
    std::unique_ptr<Source> clone() const override { return std::make_unique<NoDepth>(); }
  };
  const auto packed = pack(NoDepth(), {.skip_broken = true});
  ASSERT_TRUE(packed) << packed.error().message();
  EXPECT_EQ(packed->frames, 1);
  EXPECT_EQ(packed->neighbours, 2);  // 1 and 3
  const auto shard = openSource(path());
  const auto next = (*shard)->neighbour(*(*shard)->at(0, {}), 1, {});
  ASSERT_TRUE(next && *next);
  EXPECT_TRUE(at::equal((*next)->image, drive()->at(3, {})->image));
}

TEST_F(ShardTest, WhatWasLeftOutBeforeIsSaidAgain) {
  class Broken final : public SplitSource {
   public:
    Broken() : SplitSource({0, 1}) {}
    Result<Frame> at(int64_t index, FrameParts parts) const override {
      if (index == 0) return Error{"is no image", "frame"};
      return SplitSource::at(index, parts);
    }
    std::unique_ptr<Source> clone() const override { return std::make_unique<Broken>(); }
  };
  ASSERT_TRUE(pack(Broken(), {.skip_broken = true}));
  fs::rename(path(), path().string() + ".partial");
  EXPECT_THAT(messageOf(pack(Broken())), HasSubstr("1 frames were left out"));
  const auto again = pack(Broken(), {.skip_broken = true});
  ASSERT_TRUE(again) << again.error().message();
  EXPECT_THAT(again->skipped, testing::ElementsAre(HasSubstr("frame 0")));
}

TEST_F(ShardTest, ChangesNothingThatIsThere) {
  ASSERT_TRUE(pack(*drive()));
  EXPECT_THAT(messageOf(pack(*drive())), HasSubstr("exists already"));
  EXPECT_THAT(messageOf(pack(*drive(), {.width = 7})), HasSubstr("7x0"));
}

TEST_F(ShardTest, EveryDamagedByteIsFound) {
  ASSERT_TRUE(pack(*drive("synthetic:seed=5,width=32,height=32,frames=1"), {.parts = {.depth = true}}));
  const std::string whole = *readWhole(path());
  const auto was = *(*openSource(path()))->at(0, FrameParts::all());
  // Every byte of the structures, every seventh of the parts.
  for (uint64_t at = 0; at < whole.size(); at += at < 3000 || at + 300 > whole.size() ? 1 : 7) {
    overwrite(at, static_cast<char>(whole[at] ^ 0x10));
    const auto shard = openShard();
    if (shard) {
      const auto frame = (*shard)->at(0, FrameParts::all());
      EXPECT_THAT(messageOf(frame), HasSubstr("byte")) << at;
    }
    overwrite(at, whole[at]);
  }
  EXPECT_TRUE(at::equal((*openSource(path()))->at(0, FrameParts::all())->image, was.image));
}

TEST_F(ShardTest, ACutFileSaysWhereItEnds) {
  ASSERT_TRUE(pack(*drive("synthetic:seed=5,width=32,height=32,frames=2")));
  const auto size = fs::file_size(path());
  for (const uint64_t cut : {size - 1, size - 30, size / 2, uint64_t{60}, uint64_t{20}}) {
    fs::resize_file(path(), cut);
    EXPECT_THAT(messageOf(openShard()), HasSubstr("byte")) << cut;
  }
}

TEST_F(ShardTest, AnotherFileIsNoShard) {
  std::ofstream(path()) << "something else, of some length";
  EXPECT_THAT(messageOf(openSource(path())), HasSubstr("Shard"));
  EXPECT_THAT(messageOf(openShard()), HasSubstr("is no shard"));
}

}  // namespace
}  // namespace kerb
