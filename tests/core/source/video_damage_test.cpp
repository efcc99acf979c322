// Cut, damaged, mislabelled and hopeless files: exact frames or clear errors, never a wrong picture.
#include <algorithm>
#include <atomic>
#include <cmath>
#include <thread>

#include <ATen/ATen.h>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/base/file.h"
#include "core/source/video_end.h"
#include "core/source/video_source.h"
#include "tests/core/source/video_reference.h"
#include "tests/temporary_folder.h"

namespace kerb {
namespace {
namespace fs = std::filesystem;
using testing::HasSubstr;

constexpr const char* kPattern = "-f lavfi -i testsrc2=size=160x96:rate=25:duration=8 -pix_fmt yuv420p ";
const std::string kX264 = std::string(kPattern) + "-c:v libx264 -preset veryfast -g 25 -bf 3 -b_strategy 0 ";

std::string errorOf(const fs::path& path) {
  const auto source = VideoSource::open(path);
  return source ? "it opened" : source.error().message();
}

/// Reads every frame; those that are not errors must be the frame of `whole` at that time (frames whose
/// packets are gone are not counted). Returns the numbers of the errors.
std::vector<int64_t> brokenFrames(const fs::path& path, const std::vector<uint64_t>& whole, int64_t fewest) {
  const auto source = VideoSource::open(path);
  EXPECT_TRUE(source) << source.error().message();
  if (!source) return {};
  const int64_t count = (*source)->completeInfo({})->count;
  EXPECT_GE(count, fewest);
  EXPECT_LE(count, static_cast<int64_t>(whole.size()));
  std::vector<int64_t> broken;
  for (int64_t i = 0; i < count; ++i) {
    const auto frame = (*source)->at(i, {});
    if (frame) {
      const auto original = static_cast<size_t>(std::lround(frame->time_s * 25));
      EXPECT_EQ(hashOf(frame->image), whole.at(original)) << "frame " << i << " of " << path;
    } else {
      EXPECT_THAT(frame.error().message(), HasSubstr("frame " + std::to_string(i)));
      broken.push_back(i);
    }
  }
  return broken;
}

struct Cut {
  const char* file;
  std::string options;
  /// The picture that the cut goes through, where the container does not know its length, and what refers to
  /// it.
  size_t most_broken = 0;
};

bool saysThatItEndsEarly(const fs::path& path) {
  const auto source = VideoSource::open(path);
  EXPECT_TRUE(source) << source.error().message();
  if (!source) return false;
  const SourceInfo info = *(*source)->completeInfo({});
  const bool noted =
      std::ranges::any_of(info.notes, [](const std::string& note) { return note.starts_with("ends early"); });
  EXPECT_EQ(info.ends_early, noted);
  return noted;
}

class CutFile : public testing::TestWithParam<Cut> {};

TEST_P(CutFile, ReadsWhatIsLeft) {
  KERB_NEEDS_FFMPEG();
  const TemporaryFolder folder;
  const fs::path path = folder.path() / GetParam().file;
  ASSERT_EQ(runFfmpeg(GetParam().options, path), 0);
  const auto whole = decodeAll(path);
  ASSERT_EQ(whole.size(), 200U);
  EXPECT_FALSE(saysThatItEndsEarly(path));
  const std::string bytes = readBytes(path);
  for (const size_t tenths : {5, 8}) {
    writeBytes(path, bytes.substr(0, bytes.size() * tenths / 10 + 11));
    EXPECT_TRUE(saysThatItEndsEarly(path)) << path;
    const auto broken = brokenFrames(path, whole, 60);
    EXPECT_LE(broken.size(), GetParam().most_broken) << path;
  }
}

// Its list of frames comes first: what is missing is known before anything was read.
TEST(CutMp4, SaysSoWhenItIsOpened) {
  KERB_NEEDS_FFMPEG();
  const TemporaryFolder folder;
  const fs::path path = folder.path() / "a.mp4";
  ASSERT_EQ(runFfmpeg(kX264 + "-movflags +faststart", path), 0);
  EXPECT_THAT((*VideoSource::open(path))->info().notes, testing::IsEmpty());
  const std::string bytes = readBytes(path);
  writeBytes(path, bytes.substr(0, bytes.size() / 2));
  const auto source = VideoSource::open(path);
  ASSERT_TRUE(source) << source.error().message();
  const SourceInfo opened = (*source)->info();
  const SourceInfo complete = *(*source)->completeInfo({});
  EXPECT_THAT(
      opened.notes,
      testing::Contains(HasSubstr(fmt::format("cut short: {} of its 200 frames", 200 - opened.count))));
  EXPECT_TRUE(opened.ends_early);
  EXPECT_GT(opened.count, 60);
  EXPECT_LT(opened.count, 140);
  EXPECT_NEAR(static_cast<double>(complete.count), static_cast<double>(opened.count), 3);
  EXPECT_THAT(complete.notes,
              testing::Contains(testing::AllOf(HasSubstr("ends early"),
                                               HasSubstr(fmt::format("{} frames", complete.count)))));
}

INSTANTIATE_TEST_SUITE_P(
    Formats, CutFile,
    testing::Values(Cut{"a.mp4", kX264 + "-movflags +faststart"}, Cut{"a.ts", kX264, 4}, Cut{"a.mkv", kX264},
                    Cut{"a.avi", std::string(kPattern) + "-c:v mpeg4 -q:v 3 -bf 2 -g 20"}));

// Plain, with the time before each packet (as cameras write it), and with the first packet cut.
TEST(TransportStream, KnowsWhetherItEndsWithAPacket) {
  const TemporaryFolder folder;
  const fs::path path = folder.path() / "a.ts";
  const auto written = [&path](size_t before, size_t size) {
    std::string packet(size, 'x');
    packet[before] = 0x47;
    std::string bytes;
    for (int i = 0; i < 20; ++i) bytes += packet;
    return bytes;
  };
  for (const auto& [before, size] : {std::pair{0, 188}, {4, 192}, {0, 204}}) {
    const std::string bytes = written(static_cast<size_t>(before), static_cast<size_t>(size));
    for (const size_t lost : {0, 1, 3, 100}) {
      writeBytes(path, bytes.substr(lost));
      EXPECT_FALSE(libav::endsWithinTransportPacket(path)) << size << " " << lost;
      if (lost == 0) continue;
      writeBytes(path, bytes.substr(0, bytes.size() - lost));
      EXPECT_TRUE(libav::endsWithinTransportPacket(path)) << size << " " << lost;
    }
  }
  writeBytes(path, "short");
  EXPECT_FALSE(libav::endsWithinTransportPacket(path));
}

TEST(VideoDamage, BytesOverwrittenInTheMiddleGiveErrorsNotWrongPictures) {
  KERB_NEEDS_FFMPEG();
  const TemporaryFolder folder;
  for (const char* name : {"a.mp4", "a.ts"}) {
    const fs::path path = folder.path() / name;
    ASSERT_EQ(runFfmpeg(kX264, path), 0);
    const auto whole = decodeAll(path);
    std::string bytes = readBytes(path);
    for (size_t i = 0; i < 1500; ++i) bytes[bytes.size() * 2 / 5 + i] = static_cast<char>(i * 37 + 11);
    writeBytes(path, bytes);
    const auto broken = brokenFrames(path, whole, 190);
    EXPECT_GE(broken.size(), 1U);
    EXPECT_LE(broken.size(), 60U);  // later groups of pictures are untouched
    const auto source = VideoSource::open(path);
    EXPECT_TRUE((*source)->at((*source)->completeInfo({})->count - 1, {}));
    EXPECT_TRUE((*source)->at(broken.front() - 1, {}));
    EXPECT_FALSE((*source)->at(broken.front(), {}));
  }
}

// AVI: dwTotalFrames of "avih" and dwLength of "strh" say 9999.
TEST(VideoDamage, WrongFrameCountInTheHeader) {
  KERB_NEEDS_FFMPEG();
  const TemporaryFolder folder;
  const fs::path path = folder.path() / "a.avi";
  ASSERT_EQ(runFfmpeg(std::string(kPattern) + "-c:v mpeg4 -q:v 3 -bf 2 -g 20", path), 0);
  const auto whole = decodeAll(path);
  std::string bytes = readBytes(path);
  const std::string lie("\x0f\x27\0\0", 4);
  bytes.replace(bytes.find("avih") + 8 + 16, 4, lie);
  bytes.replace(bytes.find("strh") + 8 + 32, 4, lie);
  writeBytes(path, bytes);
  const auto source = VideoSource::open(path);
  ASSERT_TRUE(source) << source.error().message();
  EXPECT_EQ((*source)->completeInfo({})->count, 200);
  EXPECT_TRUE(brokenFrames(path, whole, 200).empty());
  EXPECT_THAT((*source)->at(200, {}).error().message(), HasSubstr("the video has 200"));
}

TEST(VideoDamage, FramesThatAnEditListCutsOffAreNotCounted) {
  KERB_NEEDS_FFMPEG();
  const TemporaryFolder folder;
  const fs::path whole = folder.path() / "whole.mp4";
  const fs::path cut = folder.path() / "cut.mp4";
  ASSERT_EQ(runFfmpeg(kX264, whole), 0);
  ASSERT_EQ(runFfmpeg("-ss 2.4 -i '" + whole.string() + "' -c copy", cut), 0);
  const auto expected = decodeAll(cut);
  ASSERT_LT(expected.size(), 160U);
  EXPECT_TRUE(brokenFrames(cut, expected, static_cast<int64_t>(expected.size())).empty());
}

TEST(VideoDamage, FramesOfAnotherSizeAreErrorsThatNameBoth) {
  KERB_NEEDS_FFMPEG();
  const TemporaryFolder folder;
  const fs::path a = folder.path() / "a.ts";
  const fs::path b = folder.path() / "b.ts";
  const std::string codec = " -pix_fmt yuv420p -c:v libx264 -preset veryfast -g 25 -bf 0 ";
  ASSERT_EQ(runFfmpeg("-f lavfi -i testsrc2=size=160x96:rate=25:duration=2" + codec, a), 0);
  ASSERT_EQ(
      runFfmpeg("-f lavfi -i testsrc2=size=320x192:rate=25:duration=2" + codec + "-output_ts_offset 2", b),
      0);
  writeBytes(a, readBytes(a) + readBytes(b));
  const auto source = VideoSource::open(a);
  ASSERT_TRUE(source) << source.error().message();
  EXPECT_EQ((*source)->completeInfo({})->count, 100);
  // The last ones before the joint are Errors too, to be safe: the stream's packet counters jump there.
  const auto before = (*source)->at(47, {});
  EXPECT_TRUE(before) << before.error().message();
  EXPECT_THAT((*source)->at(70, {}).error().message(),
              testing::AllOf(HasSubstr("320x192"), HasSubstr("160x96")));
  EXPECT_TRUE((*source)->at(10, {}));
}

TEST(VideoDamage, WhatIsNoVideoSaysSoInOneLine) {
  const TemporaryFolder folder;
  const fs::path path = folder.path() / "a.mp4";
  EXPECT_THAT(errorOf(path), HasSubstr("No such file"));
  writeBytes(path, "");
  EXPECT_THAT(errorOf(path), HasSubstr("empty"));
  writeBytes(path, "This is a letter, not a video.\n");
  EXPECT_THAT(errorOf(path), HasSubstr("not a readable video"));
  EXPECT_THAT(errorOf(folder.path()), HasSubstr("not a file"));
  KERB_NEEDS_FFMPEG();
  ASSERT_EQ(runFfmpeg("-f lavfi -i sine=duration=1 -c:a aac", path), 0);
  EXPECT_THAT(errorOf(path), HasSubstr("no video stream"));
  ASSERT_EQ(runFfmpeg(kX264, path), 0);
  writeBytes(path, readBytes(path).substr(0, 20000));  // without the index at its end
  EXPECT_THAT(errorOf(path), HasSubstr("moov"));
  EXPECT_THAT(errorOf(path), testing::Not(HasSubstr("\n")));
}

TEST(VideoSourceUse, OpensBeforeTheIndexIsDoneAndStopsAtOnce) {
  KERB_NEEDS_FFMPEG();
  const TemporaryFolder folder;
  const fs::path path = folder.path() / "a.mp4";
  ASSERT_EQ(runFfmpeg(kX264, path), 0);
  for (int i = 0; i < 20; ++i) {
    const auto source = VideoSource::open(path);
    ASSERT_TRUE(source);
    EXPECT_EQ((*source)->info().count, 200);  // the header's word at first
  }
  const auto source = VideoSource::open(path);
  std::stop_source stopped;
  stopped.request_stop();
  const auto info = (*source)->completeInfo(stopped.get_token());
  EXPECT_TRUE(info || info.error().cancelled);
}

TEST(VideoSourceUse, ThreadsAndClonesReadTheSameFrames) {
  KERB_NEEDS_FFMPEG();
  const TemporaryFolder folder;
  const fs::path path = folder.path() / "a.mp4";
  ASSERT_EQ(runFfmpeg(kX264, path), 0);
  const auto expected = decodeAll(path);
  const auto source = VideoSource::open(path);
  const auto clone = (*source)->clone();
  std::atomic<int> wrong = 0;
  const auto read = [&](const Source& from, int64_t begin) {
    for (int64_t i = begin; i < 200; i += 7) {
      const auto frame = from.at(i, {});
      if (!frame || hashOf(frame->image) != expected[static_cast<size_t>(i)]) ++wrong;
    }
  };
  {
    const std::jthread a([&] { read(**source, 0); });
    const std::jthread b([&] { read(**source, 100); });
    const std::jthread c([&] { read(*clone, 50); });
  }
  EXPECT_EQ(wrong, 0);
}

TEST(VideoSourceUse, TimesOfVariableRateFollowTheFile) {
  KERB_NEEDS_FFMPEG();
  const TemporaryFolder folder;
  const fs::path path = folder.path() / "a.mkv";
  const std::string keep =
      "-vf select='lt(n\\,20)+not(mod(n\\,5))' -vsync vfr -c:v libx264 -preset veryfast -bf 2";
  ASSERT_EQ(runFfmpeg(std::string(kPattern) + keep, path), 0);
  const auto source = VideoSource::open(path);
  EXPECT_EQ((*source)->at(0, {})->time_s, 0);
  EXPECT_NEAR((*source)->at(19, {})->time_s, 19 / 25.0, 2e-3);
  EXPECT_NEAR((*source)->at(21, {})->time_s, 25 / 25.0, 2e-3);
  EXPECT_EQ((*source)->at(21, {})->name, "000021");
}

}  // namespace
}  // namespace kerb
