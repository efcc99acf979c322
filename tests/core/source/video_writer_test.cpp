#include "core/prediction/video_writer.h"

#include <ATen/ATen.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/mount.h>
#include <unistd.h>

#include "core/source/video_source.h"
#include "tests/temporary_folder.h"

namespace kerb {
namespace {
namespace fs = std::filesystem;

/// A smooth picture that moves with `i`, or noise.
at::Tensor picture(int64_t i, int64_t width, int64_t height) {
  const at::Tensor x = at::arange(width, at::kFloat).view({1, width}).expand({height, width});
  const at::Tensor y = at::arange(height, at::kFloat).view({height, 1}).expand({height, width});
  const double t = 0.2 * static_cast<double>(i);
  const at::Tensor rgb =
      at::stack({at::sin(x * 0.05 + t), at::cos(y * 0.07 - t), at::sin((x + y) * 0.03 + t)});
  return (rgb * 100 + 128).to(at::kByte);
}

double psnr(const at::Tensor& a, const at::Tensor& b) {
  const double error = (a.to(at::kDouble) - b.to(at::kDouble)).square().mean().item<double>();
  return 10 * std::log10(255 * 255 / std::max(error, 1e-9));
}

size_t filesIn(const fs::path& folder) {
  return static_cast<size_t>(std::distance(fs::directory_iterator(folder), fs::directory_iterator{}));
}

TEST(VideoWriter, RoundTripThroughTheSource) {
  const TemporaryFolder folder;
  for (const auto& [width, height] : {std::pair<int64_t, int64_t>{192, 108}, {191, 107}, {1280, 720}}) {
    const fs::path path = folder.path() / "new" / "a.mp4";
    auto writer = VideoWriter::create(path, width, height, {.fps = 29.97});
    ASSERT_TRUE(writer) << writer.error().message();
    for (int64_t i = 0; i < 30; ++i) ASSERT_TRUE(writer->add(picture(i, width, height)));
    EXPECT_FALSE(fs::exists(path));
    const Status finished = writer->finish();
    ASSERT_TRUE(finished) << finished.error().message();
    EXPECT_EQ(filesIn(path.parent_path()), 1U);
    const auto source = VideoSource::open(path);
    ASSERT_TRUE(source) << source.error().message();
    const auto info = (*source)->completeInfo({});
    EXPECT_EQ(info->count, 30);
    EXPECT_NEAR(info->fps, 29.97, 1e-3);
    EXPECT_EQ(info->width, width + width % 2);
    for (const int64_t i : {0, 13, 29}) {
      const at::Tensor read = (*source)->at(i, {})->image.narrow(1, 0, height).narrow(2, 0, width);
      EXPECT_GT(psnr(read, picture(i, width, height)), 34) << width << " frame " << i;
    }
    fs::remove_all(path.parent_path());
  }
}

TEST(VideoWriter, AbandonedLeavesNothing) {
  const TemporaryFolder folder;
  {
    auto writer = VideoWriter::create(folder.path() / "a.mp4", 64, 48);
    ASSERT_TRUE(writer);
    ASSERT_TRUE(writer->add(picture(0, 64, 48)));
    EXPECT_EQ(filesIn(folder.path()), 1U);
  }
  EXPECT_EQ(filesIn(folder.path()), 0U);
}

TEST(VideoWriter, RefusesWhatCannotWork) {
  const TemporaryFolder folder;
  EXPECT_FALSE(VideoWriter::create(folder.path() / "a.mp4", 0, 48));
  EXPECT_FALSE(VideoWriter::create(folder.path() / "a.mp4", 64, 48, {.fps = 0}));
  EXPECT_FALSE(VideoWriter::create("/proc/none/a.mp4", 64, 48));
  auto writer = VideoWriter::create(folder.path() / "a.mp4", 64, 48);
  EXPECT_FALSE(writer->finish());
  EXPECT_THROW((void)writer->add(at::zeros({3, 48, 65}, at::kByte)), std::invalid_argument);
}

TEST(VideoWriter, FullDiskIsAnErrorAndLeavesNothing) {
  const TemporaryFolder folder;
  if (::mount("tmpfs", folder.path().c_str(), "tmpfs", 0, "size=256k") != 0)
    GTEST_SKIP() << "cannot mount a small disk here (needs root)";
  std::string message;
  {
    auto writer = VideoWriter::create(folder.path() / "a.mp4", 320, 240);
    EXPECT_TRUE(writer) << writer.error().message();
    at::manual_seed(1);
    for (int64_t i = 0; i < 60 && message.empty(); ++i)
      if (const Status added = writer->add(at::randint(0, 256, {3, 240, 320}, at::kByte)); !added)
        message = added.error().message();
    if (const Status finished = writer->finish(); message.empty() && !finished)
      message = finished.error().message();
  }
  EXPECT_THAT(message, testing::HasSubstr("No space left on device"));
  EXPECT_EQ(filesIn(folder.path()), 0U);
  ::umount2(folder.path().c_str(), MNT_DETACH);
}

}  // namespace
}  // namespace kerb
