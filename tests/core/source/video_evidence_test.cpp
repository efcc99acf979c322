// What counts as damage, and for which frames: evidence of a picture that did not decode, nothing else.
#include <algorithm>
#include <cstdint>

#include <fmt/format.h>
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

std::string bytesOf(const std::vector<TestPacket>& packets) {
  std::string bytes;
  for (const TestPacket& packet : packets) bytes += packet.bytes;
  return bytes;
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

/// Every frame of a damaged raw stream is that of the whole one, or an Error. Returns the number of these.
int64_t errorsIn(const std::filesystem::path& path, const std::vector<uint64_t>& expected) {
  const auto source = VideoSource::open(path);
  EXPECT_TRUE(source) << source.error().message();
  if (!source) return 0;
  EXPECT_EQ((*source)->completeInfo({})->count, static_cast<int64_t>(expected.size()));
  int64_t errors = 0;
  for (size_t i = 0; i < expected.size(); ++i) {
    const auto frame = (*source)->at(static_cast<int64_t>(i), {});
    if (frame)
      EXPECT_EQ(hashOf(frame->image), expected[i]) << "frame " << i;
    else
      ++errors;
  }
  return errors;
}

const std::string kX265 =
    "-f lavfi -i testsrc2=size=320x192:rate=25:duration=2 -pix_fmt yuv420p -c:v libx265 -preset veryfast "
    "-x265-params log-level=error:keyint=25:min-keyint=25:bframes=3";

TEST(VideoEvidence, HevcThatIsDamagedGivesErrors) {
  KERB_NEEDS_FFMPEG();
  if (!haveEncoderOf(kX265)) GTEST_SKIP() << "ffmpeg has no libx265";
  const TemporaryFolder folder;
  const auto path = folder.path() / "a.hevc";
  ASSERT_EQ(runFfmpeg(kX265, path), 0);
  const auto expected = decodeAll(path);
  ASSERT_EQ(expected.size(), 50U);
  auto packets = readPackets(path);
  ASSERT_TRUE(packets.at(25).key);
  // Ones alone never end a number in its coefficients. (The encoder's words about itself come first.)
  packets[25].bytes.replace(packets[25].bytes.size() * 2 / 3, 600, std::string(600, '\xff'));
  writeBytes(path, bytesOf(packets));
  const int64_t errors = errorsIn(path, expected);
  EXPECT_GE(errors, 25);
  EXPECT_LE(errors, 30);
}

// What reads as some other picture gives no message: only the hash of the right one tells.
TEST(VideoEvidence, HevcWithHashesGivesErrorsForAllDamage) {
  KERB_NEEDS_FFMPEG();
  if (!haveEncoderOf(kX265)) GTEST_SKIP() << "ffmpeg has no libx265";
  const TemporaryFolder folder;
  const auto path = folder.path() / "a.hevc";
  ASSERT_EQ(runFfmpeg(kX265 + ":hash=1", path), 0);
  const auto expected = decodeAll(path);
  const auto whole = readPackets(path);
  EXPECT_EQ(errorsIn(path, expected), 0);
  for (const size_t victim : {7, 25, 37}) {
    auto packets = whole;
    overwrite(packets.at(victim).bytes, packets[victim].bytes.size() * 2 / 3, 30);
    writeBytes(path, bytesOf(packets));
    EXPECT_GE(errorsIn(path, expected), 1) << victim;
  }
}

// Supplementary information that is longer than itself, a set for a sequence that is not there.
TEST(VideoEvidence, ErrorsInTheLogOfHevcThatHarmNoPictureRefuseNone) {
  KERB_NEEDS_FFMPEG();
  if (!haveEncoderOf(kX265)) GTEST_SKIP() << "ffmpeg has no libx265";
  const TemporaryFolder folder;
  const auto path = folder.path() / "a.hevc";
  ASSERT_EQ(runFfmpeg(kX265, path), 0);
  const auto expected = decodeAll(path);
  auto packets = readPackets(path);
  const std::string information("\0\0\0\1\x4e\1\1\xff\xff\x20\x80", 11);
  const std::string set("\0\0\0\1\x44\1\2\0\x42\x80\x80", 11);
  for (size_t i = 3; i < packets.size(); i += 10) packets[i].bytes.insert(0, information + set);
  writeBytes(path, bytesOf(packets));
  EXPECT_EQ(errorsIn(path, expected), 0);
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
  // At the end, where the decoder may be behind.
  run.begin(index, 20);
  run.feed(index, *packet, 20, true);
  run.feed(index, *packet, 21, true);
  messages.addDamage({std::nullopt, "met at the end"});
  run.noteEnd();
  EXPECT_FALSE(run.isTainted(index, 21));
  messages.addDamage({21, "decoded late"});
  run.noteEnd();
  EXPECT_FALSE(run.isTainted(index, 20));
  EXPECT_TRUE(run.isTainted(index, 21));
}

// Who takes them late must not find a message for every byte of a long recording.
TEST(VideoEvidence, OfEachPacketOneMessageIsKept) {
  libav::Messages messages;
  for (int i = 0; i < 1000; ++i) {
    messages.addDamage({std::nullopt, fmt::format("demuxer {}", i)});
    messages.addDamage({i / 500, fmt::format("decoder {}", i)});
  }
  const auto damages = messages.takeDamages();
  ASSERT_EQ(damages.size(), 3U);
  EXPECT_EQ(damages[0].text, "demuxer 0");
  EXPECT_EQ(damages[1].text, "decoder 0");
  EXPECT_EQ(damages[2].text, "decoder 500");
  EXPECT_EQ(damages[2].packet, 1);
  EXPECT_EQ(messages.last(), "decoder 999");
}

// Its decoder gives no code for damage, and conceals nothing.
TEST(VideoEvidence, ErrorsOfHevcCountUnlessTheyAreAboutWhatIsNotDecoded) {
  libav::captureMessages();
  libav::Messages messages;
  const libav::Codec codec(avcodec_alloc_context3(avcodec_find_decoder(AV_CODEC_ID_HEVC)));
  codec->opaque = &messages;
  const auto isDamage = [&](int level, const char* text) {
    av_log(codec.get(), level, "%s\n", text);
    return !messages.takeDamages().empty();
  };
  for (const char* text : {"The cu_qp_delta -122 is outside the valid range [-26, 25].", "CABAC_MAX_BIN : 7",
                           "Invalid number of merging MVP candidates: 7.", "PPS id out of range: 3",
                           "Could not find ref with POC 12", "First slice in a frame missing."})
    EXPECT_TRUE(isDamage(AV_LOG_ERROR, text)) << text;
  for (const char* text : {"Invalid SEI message: payload_size too large (4000 bytes).",
                           "vps_reserved_ffff_16bits is not 0xffff", "SPS 15 does not exist."})
    EXPECT_FALSE(isDamage(AV_LOG_ERROR, text)) << text;
  EXPECT_FALSE(isDamage(AV_LOG_WARNING, "Strange VUI timing information, retrying..."));
}

}  // namespace
}  // namespace kerb
