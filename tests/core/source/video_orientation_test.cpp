// Turned and mirrored videos: what the display matrix of a file asks for is applied.
#include <array>
#include <filesystem>
#include <string>
#include <vector>

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include "core/source/video_source.h"
#include "tests/core/source/video_reference.h"
#include "tests/temporary_folder.h"

namespace kerb {
namespace {
namespace fs = std::filesystem;

const std::string kX264 =
    "-f lavfi -i testsrc2=size=160x96:rate=25:duration=2 -pix_fmt yuv420p -c:v libx264 -preset veryfast -g "
    "25 ";

TEST(VideoOrientation, PhoneRotationIsApplied) {
  KERB_NEEDS_FFMPEG();
  const TemporaryFolder folder;
  const fs::path upright = folder.path() / "a.mp4";
  const fs::path turned = folder.path() / "b.mp4";
  ASSERT_EQ(runFfmpeg(kX264, upright), 0);
  ASSERT_EQ(runFfmpeg("-i '" + upright.string() + "' -c copy -metadata:s:v rotate=90", turned), 0);
  const auto a = VideoSource::open(upright);
  const auto b = VideoSource::open(turned);
  EXPECT_EQ((*b)->info().width, 96);
  EXPECT_EQ((*b)->info().height, 160);
  // "rotate=90" of this tool writes a matrix that turns counter-clockwise when shown.
  const at::Tensor expected = (*a)->at(30, {})->image.rot90(1, {1, 2});
  EXPECT_TRUE((*b)->at(30, {})->image.equal(expected));
}

/// Writes the nine numbers of a display matrix into the track header of an MP4 (ISO/IEC 14496-12, 8.3.2), of
/// which the first five matter.
void setMatrix(const fs::path& path, const std::array<int, 5>& matrix) {
  constexpr size_t kFromName = 4 + 40;
  constexpr int kOne = 1 << 16;
  std::string bytes = readBytes(path);
  const size_t begin = bytes.find("tkhd") + kFromName;
  for (size_t i = 0; i < matrix.size(); ++i)
    for (size_t byte = 0; byte < 4; ++byte)
      bytes[begin + 4 * i + byte] = static_cast<char>(matrix[i] * kOne >> (24 - 8 * byte));
  writeBytes(path, bytes);
}

TEST(VideoOrientation, MirrorsOfTheDisplayMatrixAreApplied) {
  KERB_NEEDS_FFMPEG();
  struct Case {
    std::array<int, 5> matrix;
    at::Tensor (*shown)(const at::Tensor&);  ///< of [3,H,W]
  };
  const std::vector<Case> cases{
      {{1, 0, 0, 0, 1}, [](const at::Tensor& x) { return x; }},
      {{-1, 0, 0, 0, 1}, [](const at::Tensor& x) { return x.flip({2}); }},
      {{1, 0, 0, 0, -1}, [](const at::Tensor& x) { return x.flip({1}); }},
      {{-1, 0, 0, 0, -1}, [](const at::Tensor& x) { return x.flip({1, 2}); }},
      {{0, 1, 0, 1, 0}, [](const at::Tensor& x) { return x.transpose(1, 2); }},
      {{0, -1, 0, -1, 0}, [](const at::Tensor& x) { return x.transpose(1, 2).flip({1, 2}); }},
      {{0, 1, 0, -1, 0}, [](const at::Tensor& x) { return x.rot90(-1, {1, 2}); }},
      {{0, -1, 0, 1, 0}, [](const at::Tensor& x) { return x.rot90(1, {1, 2}); }},
  };
  const TemporaryFolder folder;
  const fs::path path = folder.path() / "a.mp4";
  ASSERT_EQ(runFfmpeg(kX264, path), 0);
  const at::Tensor upright = (*VideoSource::open(path))->at(30, {})->image;
  for (const Case& expected : cases) {
    setMatrix(path, expected.matrix);
    const auto source = VideoSource::open(path);
    ASSERT_TRUE(source) << source.error().message();
    const auto frame = (*source)->at(30, {});
    ASSERT_TRUE(frame);
    const at::Tensor shown = expected.shown(upright);
    EXPECT_EQ((*source)->info().width, shown.size(2));
    EXPECT_EQ((*source)->info().height, shown.size(1));
    EXPECT_TRUE(frame->image.equal(shown)) << testing::PrintToString(expected.matrix);
  }
}

}  // namespace
}  // namespace kerb
