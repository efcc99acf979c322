// Any frame in any order equals the same frame of decoding from start to end.
#include <algorithm>
#include <random>
#include <set>

#include <gtest/gtest.h>

#include "core/source/video_source.h"
#include "tests/core/source/video_reference.h"
#include "tests/temporary_folder.h"

namespace kerb {
namespace {

struct Clip {
  const char* name;
  const char* file;
  const char* options;
  const char* lost_times = nullptr;  ///< put the packets into this file, with their times of decoding only
};

// Every frame differs from every other: a moving pattern with a frame counter.
#define PATTERN(seconds) "-f lavfi -i testsrc2=size=160x96:rate=25:duration=" seconds " -pix_fmt yuv420p "
#define X264 "-c:v libx264 -preset veryfast "

const Clip kClips[] = {
    {"H264LongGop", "a.mp4", PATTERN("12") X264 "-g 250 -bf 3 -b_strategy 0"},
    {"H264OpenGop", "a.mkv",
     PATTERN("6") X264 "-g 12 -bf 3 -b_strategy 0 -x264-params open-gop=1:scenecut=0"},
    {"H264OpenGopMp4", "a.mp4",
     PATTERN("6") X264 "-g 12 -bf 3 -b_strategy 0 -x264-params open-gop=1:scenecut=0"},
    {"H264IntraRefresh", "a.mp4", PATTERN("6") X264 "-g 30 -x264-params intra-refresh=1"},
    {"H264Transport", "a.ts", PATTERN("8") X264 "-g 25 -bf 3 -b_strategy 0"},
    {"H264TransportOpenGop", "a.ts", PATTERN("6") X264 "-g 12 -bf 3 -b_strategy 0 -x264-params open-gop=1"},
    {"H264Interlaced", "a.ts", PATTERN("4") X264 "-g 25 -bf 2 -flags +ildct+ilme"},
    {"H264InAvi", "a.avi", PATTERN("6") X264 "-g 50 -bf 3 -b_strategy 0"},
    {"H264Raw", "a.h264", PATTERN("4") X264 "-g 25 -bf 3 -b_strategy 0"},
    {"H264Offset", "a.mp4", PATTERN("4") X264 "-g 25 -bf 2 -output_ts_offset 100"},
    {"Mpeg4Avi", "a.avi", PATTERN("6") "-c:v mpeg4 -q:v 3 -g 50 -bf 2"},
    {"Mpeg4Mp4", "a.mp4", PATTERN("6") "-c:v mpeg4 -q:v 3 -g 50 -bf 2"},
    {"Mpeg2Program", "a.mpg", PATTERN("6") "-c:v mpeg2video -q:v 3 -g 15 -bf 2"},
    {"Mpeg2Transport", "a.ts", PATTERN("6") "-c:v mpeg2video -q:v 3 -g 15 -bf 2"},
    {"Hevc", "a.mp4",
     PATTERN(
         "6") "-c:v libx265 -preset ultrafast -x265-params log-level=none:keyint=60:bframes=3:open-gop=1"},
    {"HevcTransport", "a.ts",
     PATTERN(
         "4") "-c:v libx265 -preset ultrafast -x265-params log-level=none:keyint=25:bframes=3:open-gop=1"},
    {"Vp9", "a.webm", PATTERN("3") "-c:v libvpx-vp9 -deadline realtime -cpu-used 8 -g 30"},
    {"Vp8Hidden", "a.webm", PATTERN("3") "-c:v libvpx -auto-alt-ref 1 -lag-in-frames 16 -b:v 300k -g 60"},
    {"Mjpeg", "a.avi", PATTERN("2") "-c:v mjpeg -pix_fmt yuvj420p -q:v 4"},
    {"H264CopiedToMp4", "a.h264", PATTERN("6") X264 "-g 25 -bf 3 -b_strategy 0", "b.mp4"},
    {"H264CopiedToMkv", "a.h264", PATTERN("6") X264 "-g 25 -bf 3 -b_strategy 0", "b.mkv"},
    {"H264CopiedToTransport", "a.h264", PATTERN("6") X264 "-g 12 -bf 3 -b_strategy 0 -x264-params open-gop=1",
     "b.ts"},
    {"HevcCopiedToMkv", "a.hevc",
     PATTERN("6") "-c:v libx265 -preset ultrafast -x265-params log-level=none:keyint=25:bframes=3:open-gop=1",
     "b.mkv"},
    {"Mpeg2CopiedToMkv", "a.m2v", PATTERN("6") "-c:v mpeg2video -q:v 3 -g 15 -bf 2", "b.mkv"},
    {"Mpeg4CopiedToMp4", "a.m4v", PATTERN("6") "-c:v mpeg4 -q:v 3 -g 50 -bf 2", "b.mp4"},
    {"NoBFramesCopiedToMkv", "a.h264", PATTERN("6") X264 "-g 25 -bf 0", "b.mkv"},
    {"VideoObject", "a.vob", PATTERN("6") "-c:v mpeg2video -q:v 3 -g 12 -bf 2"},
    {"XvidPacked", "a.avi", PATTERN("6") "-c:v libxvid -q:v 4 -g 50 -bf 2"},
    {"XvidPackedMkv", "a.avi", PATTERN("6") "-c:v libxvid -q:v 4 -g 50 -bf 2", "b.mkv"},
    {"Xvid", "a.mp4", PATTERN("6") "-c:v libxvid -q:v 4 -g 50 -bf 2"},
    {"OddWidth", "a.mp4", "-f lavfi -i testsrc2=size=150x98:rate=25:duration=3 -pix_fmt yuv420p " X264},
    {"VariableRate", "a.mkv",
     PATTERN("8") "-vf select='not(mod(n\\,7))+not(mod(n\\,3))+lt(n\\,20)' -vsync vfr " X264 "-g 40 -bf 3"},
};

void PrintTo(const Clip& clip, std::ostream* out) { *out << clip.name; }

class VideoExact : public testing::TestWithParam<Clip> {};

/// First, last, random jumps, a stretch forwards and one backwards.
std::vector<int64_t> accesses(int64_t count) {
  std::vector<int64_t> order{0, count - 1, 1, count - 2, count / 2, count / 2 - 1};
  std::mt19937 random(7);
  for (int i = 0; i < 40; ++i) order.push_back(static_cast<int64_t>(random() % static_cast<uint64_t>(count)));
  for (int64_t i = count / 3; i < std::min(count, count / 3 + 25); ++i) order.push_back(i);
  for (int64_t i = count - 1; i > std::max<int64_t>(count - 30, 0); --i) order.push_back(i);
  return order;
}

void expectExact(const std::filesystem::path& path, const std::vector<uint64_t>& expected) {
  const auto source = VideoSource::open(path);
  ASSERT_TRUE(source) << source.error().message();
  const auto info = (*source)->completeInfo({});
  ASSERT_EQ(info->count, static_cast<int64_t>(expected.size()));
  for (const int64_t i : accesses(info->count)) {
    const auto frame = (*source)->at(i, {});
    ASSERT_TRUE(frame) << frame.error().message();
    EXPECT_EQ(frame->index, i);
    ASSERT_EQ(hashOf(frame->image), expected[static_cast<size_t>(i)]) << "frame " << i;
  }
  for (const int64_t i : {info->count / 3, info->count - 1}) {
    (*source)->forgetDecoded();
    const auto frame = (*source)->preview(i, {});
    ASSERT_TRUE(frame) << frame.error().message();
    EXPECT_LE(frame->index, i);
    EXPECT_EQ(hashOf(frame->image), expected[static_cast<size_t>(frame->index)]) << "preview " << i;
  }
}

TEST_P(VideoExact, AnyOrderEqualsSequentialDecoding) {
  KERB_NEEDS_FFMPEG();
  const TemporaryFolder folder;
  auto path = folder.path() / GetParam().file;
  if (!haveEncoderOf(GetParam().options)) GTEST_SKIP() << "this ffmpeg lacks the encoder";
  ASSERT_EQ(runFfmpeg(GetParam().options, path), 0);
  if (GetParam().lost_times != nullptr) {
    const auto copy = folder.path() / GetParam().lost_times;
    ASSERT_TRUE(writePackets(copy, path, readPackets(path)));
    path = copy;
  }
  const auto expected = decodeAll(path);
  ASSERT_GT(expected.size(), 40U);
  ASSERT_GT(std::set(expected.begin(), expected.end()).size(), expected.size() * 9 / 10)
      << "frames look alike";
  expectExact(path, expected);
}

INSTANTIATE_TEST_SUITE_P(Formats, VideoExact, testing::ValuesIn(kClips),
                         [](const auto& clip) { return std::string(clip.param.name); });

TEST(VideoExactOrder, SequentialPassYieldsEveryFrameOnce) {
  KERB_NEEDS_FFMPEG();
  const TemporaryFolder folder;
  const auto path = folder.path() / "a.mp4";
  ASSERT_EQ(runFfmpeg(PATTERN("6") X264 "-g 40 -bf 3 -b_strategy 0", path), 0);
  const auto expected = decodeAll(path);
  const auto source = VideoSource::open(path);
  ASSERT_TRUE(source);
  for (size_t i = 0; i < expected.size(); ++i) {
    const auto frame = (*source)->at(static_cast<int64_t>(i), {});
    ASSERT_TRUE(frame) << frame.error().message();
    ASSERT_EQ(hashOf(frame->image), expected[i]) << i;
    ASSERT_NEAR(frame->time_s, static_cast<double>(i) / 25, 1e-3);
  }
  EXPECT_FALSE((*source)->at(static_cast<int64_t>(expected.size()), {}));
}

TEST(VideoExactOrder, RealRecordingWithItsSoundFirst) {
  KERB_NEEDS_REAL_DATA(data);
  const auto path = data / "video/solidWhiteRight.mp4";
  const auto expected = decodeAll(path);
  ASSERT_EQ(expected.size(), 221U);
  expectExact(path, expected);
}

// Recordings of dashcams are often cut out of a stream: they begin in the middle of a group of pictures.
TEST(VideoExactOrder, TransportStreamThatBeginsWithoutKeyFrame) {
  KERB_NEEDS_FFMPEG();
  const TemporaryFolder folder;
  const auto whole = folder.path() / "whole.ts";
  for (const char* gop : {"", ":open-gop=1"}) {
    ASSERT_EQ(
        runFfmpeg(std::string(PATTERN("8") X264 "-g 30 -bf 3 -b_strategy 0 -x264-params scenecut=0") + gop,
                  whole),
        0);
    std::string bytes = readBytes(whole);
    const size_t packets = bytes.size() / 188;
    const auto cut = folder.path() / "cut.ts";
    // The tables at the start, then from a fifth of the file on.
    writeBytes(cut, bytes.substr(0, 188 * 3) + bytes.substr(packets / 5 * 188));
    const auto expected = decodeAll(cut);
    ASSERT_GT(expected.size(), 100U);
    expectExact(cut, expected);
  }
}

}  // namespace
}  // namespace kerb
