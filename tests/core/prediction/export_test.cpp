#include "core/prediction/export.h"

#include <limits>

#include <ATen/ATen.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/prediction/depth_code.h"
#include "core/source/image_file.h"
#include "tests/temporary_folder.h"

namespace kerb {
namespace {

TEST(DepthCode, IsMetresTimes256) {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const float inf = std::numeric_limits<float>::infinity();
  const at::Tensor depth =
      at::tensor({0.0F, 1.0F, 10.25F, 255.99F, 255.998F, 256.0F, 1e9F, -1.0F, nan, inf, 1.0F / 513})
          .view({1, -1});
  const DepthCode code = encodeDepth16(depth);
  const at::Tensor expected = at::tensor({0, 256, 2624, 65533, 65535, 0, 0, 0, 0, 0, 0}, at::kInt);
  EXPECT_TRUE(at::equal(code.values[0], expected)) << code.values;
  EXPECT_EQ(code.too_far, 2);
}

TEST(DepthCode, SurvivesWithinHalfAStep) {
  const at::Tensor depth = at::rand({50, 70}) * 200 + 0.5;
  const at::Tensor again = decodeDepth16(encodeDepth16(depth).values);
  EXPECT_LE((again - depth).abs().max().item<float>(), 0.5F / 256 + 1e-5F);
}

TEST(DepthPng, SurvivesWritingAndReading) {
  const TemporaryFolder folder;
  at::Tensor depth = at::arange(1, 13, at::kFloat).view({3, 4}) * 7.25;
  depth[0][0] = 0.0F;
  depth[2][3] = 300.0F;
  const auto too_far = writeDepthPng16(folder.path() / "d.png", depth);
  ASSERT_TRUE(too_far) << too_far.error().message();
  EXPECT_EQ(*too_far, 1);
  EXPECT_EQ((*readSingleChannel(folder.path() / "d.png"))[0][1].item<int>(), 2 * 7 * 256 + 128);
  const auto again = readDepthPng16(folder.path() / "d.png");
  ASSERT_TRUE(again);
  depth[2][3] = 0.0F;
  EXPECT_TRUE(at::equal(*again, depth));
}

TEST(DepthPng, AnEightBitFileIsNoDepth) {
  const TemporaryFolder folder;
  ASSERT_TRUE(writeImage(folder.path() / "d.png", at::zeros({2, 2}, at::kByte)));
  const auto depth = readDepthPng16(folder.path() / "d.png");
  ASSERT_FALSE(depth);
  EXPECT_THAT(depth.error().message(), testing::HasSubstr("8 bits deep"));
}

TEST(LabelPng, SurvivesWritingAndReading) {
  const TemporaryFolder folder;
  const at::Tensor ids = at::tensor({0, 18, 255, 19}, at::kInt).to(at::kByte).view({2, 2});
  ASSERT_TRUE(writeLabelPng(folder.path() / "l.png", {ids, Taxonomy::cityscapes}));
  const auto labels = readLabelPng(folder.path() / "l.png", Taxonomy::cityscapes);
  ASSERT_TRUE(labels) << labels.error().message();
  EXPECT_TRUE(at::equal(labels->ids, at::tensor({0, 18, 255, 255}, at::kInt).to(at::kByte).view({2, 2})));
  EXPECT_EQ((*readSingleChannel(folder.path() / "l.png"))[1][1].item<int>(), 19);
}

TEST(LabelPng, SixteenBitsAreNoLabels) {
  const TemporaryFolder folder;
  ASSERT_TRUE(writePng16(folder.path() / "l.png", at::zeros({2, 2}, at::kInt)));
  EXPECT_FALSE(readLabelPng(folder.path() / "l.png", Taxonomy::camvid));
}

TEST(LabelPng, ReadsRealLabels) {
  KERB_NEEDS_REAL_DATA(data);
  int64_t files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(data / "camvid" / "testannot")) {
    const auto labels = readLabelPng(entry.path(), Taxonomy::camvid);
    ASSERT_TRUE(labels) << labels.error().message();
    EXPECT_EQ(labels->ids.sizes(), (std::vector<int64_t>{360, 480}));
    EXPECT_FALSE(labels->ids.eq(11).any().item<bool>());
    EXPECT_TRUE(labels->ids.eq(3).any().item<bool>()) << entry.path() << " has no road";
    ++files;
  }
  EXPECT_EQ(files, 16);
}

}  // namespace
}  // namespace kerb
