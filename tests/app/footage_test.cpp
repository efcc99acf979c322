// kerb train on own footage: a video of 30 frames a second in which the car stands for a while.
#include <ATen/ATen.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/frame/loader.h"
#include "core/prediction/video_writer.h"
#include "tests/app/run_kerb.h"

namespace kerb {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::HasSubstr;

/// Where the car is: it drives a second, stands 0.8, and drives on.
int64_t placeAt(int64_t frame) { return frame < 30 ? frame : frame < 54 ? 29 : frame - 24; }

void writeDrive(const fs::path& path, int64_t frames) {
  auto writer = VideoWriter::create(path, 128, 96, {.fps = 30});
  ASSERT_TRUE(writer) << writer.error().message();
  for (int64_t i = 0; i < frames; ++i) {
    const at::Tensor x = at::arange(128, at::kFloat).view({1, 128}).expand({96, 128});
    const at::Tensor y = at::arange(96, at::kFloat).view({96, 1}).expand({96, 128});
    const double t = 0.15 * static_cast<double>(placeAt(i));
    const at::Tensor rgb =
        at::stack({at::sin(x * 0.11 + t), at::cos(y * 0.13 - t), at::sin((x + y) * 0.07 + t)});
    ASSERT_TRUE(writer->add((rgb * 100 + 128).to(at::kByte)));
  }
  ASSERT_TRUE(writer->finish());
}

class OwnFootage : public ::testing::Test {
 protected:
  void SetUp() override { writeDrive(video_, 75); }
  Ran train(const std::string& arguments) const {
    return runKerb("train --run " + run_.string() + arguments);
  }
  std::string start(const std::string& footage) const {
    return " --method monodepth2 --set width=64 --set height=64 --set batch_size=7 --set epochs=1"
           " --set threads=1 --camera 100,100,64,48 --data " +
           video_.string() + footage;
  }
  TemporaryFolder folder_;
  fs::path video_ = folder_.path() / "drive.mp4";
  fs::path run_ = folder_.path() / "run";
};

TEST_F(OwnFootage, IsSampledCroppedAndFilteredAndResumesWithoutLookingAgain) {
  const Ran first = train(start(" --sample-fps 10 --static-threshold 1.5 --crop 0.125,0.25"));
  ASSERT_EQ(first.code, 0) << first.err;
  EXPECT_THAT(first.err, AllOf(HasSubstr("18 frames, 14 to train on (4 have no neighbours in time)"),
                               HasSubstr("cropped to rows 12 to 71 of 96"),
                               HasSubstr("25 of 75 frames kept: 10 of 30 a second"),
                               HasSubstr("18 of 25 frames kept: 7 differ by less than 1.5 grey levels")));
  EXPECT_THAT(*readWhole(run_ / "run.toml"),
              AllOf(HasSubstr("sample_fps = 10"), HasSubstr("static_threshold = 1.5"),
                    HasSubstr("crop_top = 0.125"), HasSubstr("crop_bottom = 0.25")));
  const fs::path stored = run_ / "footage-0.json";
  const std::string before = *readWhole(stored);
  const auto written = fs::last_write_time(stored);

  const Ran more = train(" --resume --set epochs=2");
  ASSERT_EQ(more.code, 0) << more.err;
  EXPECT_THAT(more.err, HasSubstr("18 frames, 14 to train on"));
  EXPECT_EQ(*readWhole(stored), before);
  EXPECT_EQ(fs::last_write_time(stored), written);

  const Ran depth =
      runKerb("inspect " + video_.string() + " --sample-fps 10 --crop 0.125,0.25 --frames 0:2" +
              " --export npy --model " + run_.string() + " --out " + (folder_.path() / "out").string());
  EXPECT_EQ(depth.code, 0) << depth.err;

  fs::remove(video_);
  writeDrive(video_, 60);
  const Ran other = train(" --resume --set epochs=3");
  EXPECT_EQ(other.code, 1);
  EXPECT_THAT(lastLine(other.err), HasSubstr("has 20 frames now, and had 25"));
}

/// What --crop and the others leave is what a run on the shard learns from; a packing goes on with the same.
TEST_F(OwnFootage, IsPackedWithOptionsOfItsOwn) {
  const fs::path shard = folder_.path() / "drive.kshard";
  const auto pack = [&](const std::string& footage) {
    return runKerb("pack " + video_.string() + " --camera 100,100,64,48 --out " + shard.string() + footage);
  };
  const std::string filter = " --sample-fps 10 --static-threshold 1.5", crop = " --crop 0.125,0.25";
  const Ran packed = pack(filter + crop);
  ASSERT_EQ(packed.code, 0) << packed.err;
  EXPECT_THAT(packed.out, HasSubstr("18 frames"));
  EXPECT_THAT(packed.err, AllOf(HasSubstr("note: cropped to rows 12 to 71 of 96"),
                                HasSubstr("note: 25 of 75 frames kept: 10 of 30 a second"),
                                HasSubstr("note: 18 of 25 frames kept: 7 differ by less than 1.5")));

  const auto source = openSource(shard);
  ASSERT_TRUE(source) << source.error().message();
  EXPECT_EQ((*source)->info().height, 60);
  EXPECT_NEAR((*source)->info().camera.fy * 60, 100, 1e-9);
  const auto targets = findTargets(**source, {.width = 64, .height = 64}, {});
  ASSERT_TRUE(targets) << targets.error().message();
  EXPECT_THAT(targets->indices, testing::SizeIs(14));

  fs::rename(shard, shard.string() + ".partial");
  const Ran other = pack(filter + " --crop 0.125,0.251");  // the same rows, but not the same command
  EXPECT_EQ(other.code, 1);
  EXPECT_THAT(lastLine(other.err), HasSubstr("was begun with another source, size or other options"));
  const Ran again = pack(filter + crop);
  ASSERT_EQ(again.code, 0) << again.err;
  EXPECT_THAT(again.out, HasSubstr("18 were packed before"));
}

TEST_F(OwnFootage, WhatItCannotBeIsSaidBeforeTheStart) {
  const auto fails = [&](const std::string& footage, const char* why) {
    const Ran ran = train(start(footage));
    EXPECT_EQ(ran.code, 1) << footage;
    EXPECT_THAT(lastLine(ran.err), HasSubstr(why));
    EXPECT_FALSE(fs::exists(run_ / "run.toml"));
  };
  fails(" --sample-fps 60", "has 30 frames a second: 60 cannot be sampled");
  fails(" --crop 0.5,0.5", "leaves nothing of a picture");
  fails(" --static-threshold 100", "all 75 frames stand still");
  const Ran alone = train(" --resume --sample-fps 10");
  EXPECT_THAT(lastLine(alone.err), HasSubstr("say what of --data is used"));
}

}  // namespace
}  // namespace kerb
