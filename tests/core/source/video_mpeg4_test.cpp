// Frames that an MPEG-4 encoder dropped: packets that become no frame.
#include <array>
#include <cstdint>
#include <set>

#include <gtest/gtest.h>

#include "core/source/mpeg4_header.h"
#include "core/source/video_source.h"
#include "tests/core/source/video_reference.h"
#include "tests/temporary_folder.h"

namespace kerb {
namespace {

constexpr unsigned kP = 1;
constexpr unsigned kB = 2;

/// A VOP that is not coded, at 25 ticks a second.
TestPacket dropped(unsigned type, unsigned ticks) {
  const unsigned bits = type << 14U | 1U << 12U | ticks % 25 << 7U | 1U << 6U | 0xFU;
  return {{'\0', '\0', '\1', '\xB6', static_cast<char>(bits >> 8U), static_cast<char>(bits & 0xFFU)}};
}

/// Every frame equals that of sequential decoding, forwards and backwards.
void expectExact(const std::filesystem::path& path, size_t count) {
  const auto expected = decodeAll(path);
  ASSERT_EQ(expected.size(), count);
  ASSERT_EQ(std::set(expected.begin(), expected.end()).size(), count);
  const auto source = VideoSource::open(path);
  ASSERT_TRUE(source) << source.error().message();
  ASSERT_EQ((*source)->completeInfo({})->count, static_cast<int64_t>(count));
  const auto expectFrame = [&](size_t i) {
    const auto frame = (*source)->at(static_cast<int64_t>(i), {});
    ASSERT_TRUE(frame) << frame.error().message();
    ASSERT_EQ(hashOf(frame->image), expected[i]) << "frame " << i;
  };
  for (size_t i = 0; i < count; ++i) expectFrame(i);
  for (size_t i = count; i > 0; i -= std::min<size_t>(i, 7)) expectFrame(i - 1);
}

constexpr const char* kPattern =
    "-f lavfi -i testsrc2=size=160x96:rate=25:duration=4 -pix_fmt yuv420p -c:v mpeg4 -q:v 3 -g 50 ";

TEST(DroppedFrames, AreNotCounted) {
  KERB_NEEDS_FFMPEG();
  const TemporaryFolder folder;
  const auto whole = folder.path() / "whole.avi";
  ASSERT_EQ(runFfmpeg(kPattern + std::string("-bf 0"), whole), 0);
  auto packets = readPackets(whole);
  ASSERT_EQ(packets.size(), 100U);
  for (const unsigned i : {1U, 20U, 21U, 49U, 99U}) packets[i] = dropped(kP, i);
  for (const char* name : {"a.avi", "a.mp4", "a.mkv"}) {
    ASSERT_TRUE(writePackets(folder.path() / name, whole, packets));
    expectExact(folder.path() / name, 95);
  }
}

// Decoding order: I0 P3 B1 B2 P6 B4 B5 P9 B7 B8 ...
TEST(DroppedFrames, AreNotCountedAmongBFrames) {
  KERB_NEEDS_FFMPEG();
  const TemporaryFolder folder;
  const auto whole = folder.path() / "whole.avi";
  ASSERT_EQ(runFfmpeg(kPattern + std::string("-bf 2"), whole), 0);
  auto packets = readPackets(whole);
  ASSERT_EQ(packets.size(), 100U);
  packets[2] = dropped(kB, 1);
  for (unsigned i = 10; i < 13; ++i) packets[i] = dropped(kP, i);
  packets[99] = dropped(kP, 99);
  packets.push_back(dropped(kP, 100));
  for (const char* name : {"a.avi", "a.mp4"}) {
    ASSERT_TRUE(writePackets(folder.path() / name, whole, packets));
    expectExact(folder.path() / name, decodeAll(whole).size() - 5);
  }
}

// 14496-2, 6.2.3: a video object layer with all its optional parts, 30000 ticks a second (15 bits).
TEST(Mpeg4Headers, FindTheBitBehindALayersOptionalParts) {
  std::vector<uint8_t> layer{0, 0, 1, 0x20};
  std::vector<bool> bits;
  const auto put = [&bits](uint32_t value, int count) {
    while (count-- > 0) bits.push_back((value >> count & 1U) != 0);
  };
  put(0, 1 + 8);
  put(1, 1), put(2, 4), put(1, 3);             // is_object_layer_identifier, version, priority
  put(15, 4), put(1, 8), put(1, 8);            // extended pixel aspect
  put(1, 1), put(1, 2), put(0, 1), put(1, 1);  // control parameters, with
  for (int i = 0; i < 79; ++i) put(1, 1);      // those of the rate buffer
  put(0, 2), put(1, 1), put(30000, 16), put(1, 1);
  bits.resize((bits.size() + 7) / 8 * 8);
  for (size_t i = 0; i < bits.size(); i += 8) {
    uint8_t byte = 0;
    for (size_t b = 0; b < 8; ++b) byte = static_cast<uint8_t>(byte << 1U | (bits[i + b] ? 1U : 0U));
    layer.push_back(byte);
  }
  Mpeg4Headers headers(layer);
  // Type P, two seconds on, marker, 15 bits of time, marker, vop_coded.
  const std::array<uint8_t, 8> coded{0, 0, 1, 0xB6, 0b01110100, 0b00000000, 0b00000110, 0b01111111};
  std::array<uint8_t, 8> not_coded = coded;
  not_coded[6] = 0b00000101;
  EXPECT_FALSE(headers.isNotCoded(coded));
  EXPECT_TRUE(headers.isNotCoded(not_coded));
  EXPECT_FALSE(Mpeg4Headers({}).isNotCoded(not_coded)) << "without a layer nothing is known";
}

}  // namespace
}  // namespace kerb
