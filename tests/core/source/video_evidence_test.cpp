// What counts as damage, and for which frames: evidence of a picture that did not decode, nothing else.
#include <algorithm>
#include <cstdint>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/source/decoding_run.h"
#include "core/source/video_source.h"
#include "tests/core/source/video_reference.h"
#include "tests/temporary_folder.h"

namespace kerb {
namespace {

const std::string kPattern = "-f lavfi -i testsrc2=size=160x96:rate=25:duration=4 -pix_fmt yuv420p ";

/// Bytes that look like nothing in particular.
void overwrite(std::string& bytes, size_t begin, size_t count) {
  for (size_t i = begin; i < std::min(bytes.size(), begin + count); ++i)
    bytes[i] = static_cast<char>(i * 37 + 11);
}

// A picture parameter set with an impossible number, which no picture uses: libav logs an error, and decodes
// the picture behind it as if it were not there.
TEST(VideoEvidence, AnErrorInTheLogThatHarmsNoPictureRefusesNone) {
  KERB_NEEDS_FFMPEG();
  const TemporaryFolder folder;
  const auto whole = folder.path() / "a.h264";
  ASSERT_EQ(runFfmpeg(kPattern + "-c:v libx264 -preset veryfast -g 25 -bf 2", whole), 0);
  const auto expected = decodeAll(whole);
  const std::string useless("\0\0\0\1\x68\x00\x00\x80\x40\x20\x10\x08\x80", 13);
  auto packets = readPackets(whole);
  for (size_t i = 3; i < packets.size(); i += 10) packets[i].bytes.insert(0, useless);
  const auto path = folder.path() / "b.ts";
  ASSERT_TRUE(writePackets(path, whole, packets));
  const auto source = VideoSource::open(path);
  ASSERT_TRUE(source) << source.error().message();
  ASSERT_EQ((*source)->completeInfo({})->count, static_cast<int64_t>(expected.size()));
  for (size_t i = 0; i < expected.size(); ++i) {
    const auto frame = (*source)->at(static_cast<int64_t>(i), {});
    ASSERT_TRUE(frame) << frame.error().message();
    ASSERT_EQ(hashOf(frame->image), expected[i]) << "frame " << i;
  }
}

// In an open group of pictures (I B B P ...) the B pictures behind the key frame lack a reference after a
// seek to it, and say so. Damage of the P picture right after them, or of the key frame itself, is no such
// thing.
TEST(VideoEvidence, DamageNextToTheLeadingPicturesOfAKeyFrameIsSeen) {
  KERB_NEEDS_FFMPEG();
  const TemporaryFolder folder;
  const auto whole = folder.path() / "a.m2v";
  ASSERT_EQ(runFfmpeg(kPattern + "-c:v mpeg2video -q:v 3 -g 12 -bf 2", whole), 0);
  const auto expected = decodeAll(whole);
  const auto packets = readPackets(whole);
  size_t key = packets.size() / 2;
  while (!packets.at(key).key) ++key;
  for (const size_t victim : {key, key + 3, key + 6}) {
    auto damaged = packets;
    overwrite(damaged[victim].bytes, 200, 400);
    const auto path = folder.path() / "b.mkv";
    ASSERT_TRUE(writePackets(path, whole, damaged));
    const auto source = VideoSource::open(path);
    ASSERT_TRUE(source) << source.error().message();
    ASSERT_EQ((*source)->completeInfo({})->count, static_cast<int64_t>(expected.size()));
    int errors = 0;
    for (size_t i = key + 12; i-- > key - 12;) {
      (*source)->forgetDecoded();
      const auto frame = (*source)->at(static_cast<int64_t>(i), {});
      if (frame)
        EXPECT_EQ(hashOf(frame->image), expected[i]) << "frame " << i << ", packet " << victim << " damaged";
      else
        ++errors;
    }
    EXPECT_GE(errors, 1);
    EXPECT_LE(errors, 15);
  }
}

// A demuxer that looks for where it landed meets half packets.
TEST(VideoEvidence, WhatASeekMeetsIsNoDamage) {
  KERB_NEEDS_FFMPEG();
  const TemporaryFolder folder;
  const auto path = folder.path() / "a.avi";
  ASSERT_EQ(runFfmpeg(kPattern + "-c:v mpeg4 -bf 0 -g 10", path), 0);
  const VideoIndex index(path, 0, 0);
  ASSERT_TRUE(index.waitForAll({}));
  libav::Messages messages;
  libav::DecodingRun run(messages);
  const libav::Packet packet(av_packet_alloc());
  messages.addDamage({std::nullopt, "met while seeking"});
  run.begin(index, 10);
  run.feed(index, *packet, 10, true);
  run.noteDamage(false);
  EXPECT_FALSE(run.isTainted(index, 10));
  messages.addDamage({std::nullopt, "met while reading"});
  run.feed(index, *packet, 11, true);
  run.noteDamage(false);
  EXPECT_FALSE(run.isTainted(index, 10));
  EXPECT_TRUE(run.isTainted(index, 11));
  EXPECT_EQ(run.damage(), "met while reading");
}

}  // namespace
}  // namespace kerb
