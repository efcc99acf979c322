#include "core/prediction/cloud_file.h"

#include <algorithm>
#include <filesystem>

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include "core/base/file.h"
#include "core/prediction/pcd.h"
#include "tests/temporary_folder.h"

namespace kerb {
namespace {

constexpr int64_t kInPiece = 1000, kPieces = 300;  // 4.8 MB: waits for the disk in between

PointCloud pieceNumber(int64_t number) {
  return {at::full({kInPiece, 3}, number, at::kFloat), at::full({kInPiece, 3}, number % 256, at::kByte),
          at::full({kInPiece}, number % 19, at::kByte)};
}

NextPiece numberedPieces() {
  return [number = int64_t{0}]() mutable -> Result<std::optional<PointCloud>> {
    if (number == kPieces) return std::optional<PointCloud>();
    return std::optional(pieceNumber(number++));
  };
}

const CloudFields kAllPieces{kPieces * kInPiece, true, true};

bool isEmptyFolder(const TemporaryFolder& folder) { return std::filesystem::is_empty(folder.path()); }

TEST(CloudFile, PiecesAreTheWholeCloud) {
  const TemporaryFolder folder;
  std::vector<at::Tensor> xyz, rgb, ids;
  for (int64_t number = 0; number < kPieces; ++number) {
    const PointCloud piece = pieceNumber(number);
    xyz.push_back(piece.xyz);
    rgb.push_back(*piece.rgb);
    ids.push_back(*piece.class_id);
  }
  const PointCloud whole{at::cat(xyz), at::cat(rgb), at::cat(ids)};
  const auto ply = folder.path() / "a.ply", pcd = folder.path() / "a.pcd";
  ASSERT_TRUE(writeCloudInPieces(ply, CloudFormat::ply, kAllPieces, {}, numberedPieces()));
  ASSERT_TRUE(writeCloudInPieces(pcd, CloudFormat::pcd, kAllPieces, {}, numberedPieces()));
  EXPECT_TRUE(*readWhole(ply) == encodePly(whole, {}));
  EXPECT_TRUE(*readWhole(pcd) == encodePcd(whole, {}));
}

TEST(CloudFile, SaysHowFarItIs) {
  const TemporaryFolder folder;
  std::vector<int64_t> told;
  const JobContext job{{}, [&](const Progress& progress) {
                         EXPECT_EQ(progress.total, kAllPieces.count);
                         told.push_back(progress.done);
                       }};
  ASSERT_TRUE(
      writeCloudInPieces(folder.path() / "a.ply", CloudFormat::ply, kAllPieces, {}, numberedPieces(), job));
  ASSERT_EQ(told.size(), static_cast<size_t>(kPieces) + 1);
  EXPECT_TRUE(std::ranges::is_sorted(told));
  EXPECT_EQ(told.front(), 0);
  EXPECT_EQ(told.back(), kAllPieces.count);
}

TEST(CloudFile, StoppedInTheMiddleItLeavesNothing) {
  const TemporaryFolder folder;
  std::stop_source stop;
  int64_t last = 0;
  const JobContext job{stop.get_token(), [&](const Progress& progress) {
                         last = progress.done;
                         if (progress.done >= kAllPieces.count / 2) stop.request_stop();
                       }};
  const Status stopped =
      writeCloudInPieces(folder.path() / "a.pcd", CloudFormat::pcd, kAllPieces, {}, numberedPieces(), job);
  ASSERT_FALSE(stopped);
  EXPECT_TRUE(stopped.error().cancelled);
  EXPECT_EQ(last, kAllPieces.count / 2);
  EXPECT_TRUE(isEmptyFolder(folder));
}

TEST(CloudFile, APieceThatFailsLeavesNothing) {
  const TemporaryFolder folder;
  const auto next = []() -> Result<std::optional<PointCloud>> { return Error{"is cut off", "part.ply"}; };
  const Status failed = writeCloudInPieces(folder.path() / "a.ply", CloudFormat::ply, kAllPieces, {}, next);
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().where, "part.ply");
  EXPECT_TRUE(isEmptyFolder(folder));
}

}  // namespace
}  // namespace kerb
