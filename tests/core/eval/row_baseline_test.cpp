#include "core/eval/row_baseline.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include "core/eval/depth_metrics.h"
#include "tests/synthetic_source.h"

namespace kerb {
namespace {

/// Depth that is known in every row but the sky's, and differs from row to row and from frame to frame.
class Rows final : public Source {
 public:
  Rows(int64_t count, int64_t height) : count_(count), height_(height) {}
  SourceInfo info() const override {
    SourceInfo info;
    info.count = count_;
    info.has.depth = true;
    info.path = "/rows";
    return info;
  }
  Result<Frame> at(int64_t index, FrameParts) const override {
    if (index == 3) return Error{"is broken"};
    Frame frame;
    frame.index = index;
    at::Tensor depth = at::arange(height_, at::kFloat).add(1).view({height_, 1}).expand({height_, 6}).clone();
    depth.mul_(static_cast<double>(index + 1));
    depth.slice(0, 0, height_ / 4).zero_();  // the sky
    depth.select(1, 0).zero_();
    frame.depth_m = depth;
    return frame;
  }
  std::unique_ptr<Source> clone() const override { return std::make_unique<Rows>(*this); }

 private:
  int64_t count_, height_;
};

TEST(RowBaseline, IsTheMedianOfEachRowOverFrames) {
  const auto measured = RowBaseline::measure(Rows(6, 40), 100, {});
  ASSERT_TRUE(measured) << measured.error().message();
  EXPECT_EQ(measured->frames(), 5);  // one is broken
  EXPECT_EQ(measured->unreadable(), 1);
  EXPECT_EQ(measured->frameCount(), 6);
  const at::Tensor depth = measured->depth(40, 7);
  // Frames 1, 2, 3, 5, 6 times the row's number: the median is 3 times.
  for (const int64_t row : {10, 11, 25, 39})
    EXPECT_EQ(depth[row][4].item<float>(), 3 * static_cast<float>(row + 1)) << row;
  for (const int64_t row : {0, 5, 9}) EXPECT_EQ(depth[row][0].item<float>(), 33) << row;  // the sky
}

TEST(RowBaseline, FitsImagesOfAnotherSize) {
  const auto measured = RowBaseline::measure(Rows(1, 40), 100, {});
  ASSERT_TRUE(measured);
  const at::Tensor twice = measured->depth(80, 3);
  for (int64_t row = 20; row < 80; ++row)
    EXPECT_EQ(twice[row][0].item<float>(), static_cast<float>(row / 2 + 1)) << row;
}

TEST(RowBaseline, LooksAtEvenlySpreadFrames) {
  SyntheticSource source(50, 8, 8);
  source.addDepth();
  const auto measured = RowBaseline::measure(source, 5, {});
  ASSERT_TRUE(measured);
  EXPECT_EQ(measured->frames(), 5);
  // Frames 0, 10, 20, 30, 40; columns from 1 to 1.35: the middle of 21 times 1 .. 1.35.
  EXPECT_NEAR(measured->depth(8, 8)[3][3].item<float>(), 21 * 1.175, 0.2);
}

TEST(RowBaseline, SaysWhereThereIsNoDepth) {
  EXPECT_FALSE(RowBaseline::measure(SyntheticSource(5, 8, 8), 5, {}));
  SyntheticSource empty(2, 8, 8);
  empty.addDepth();
  empty.emptyDepth(0);
  empty.emptyDepth(1);
  const auto measured = RowBaseline::measure(empty, 5, {});
  ASSERT_FALSE(measured);
  EXPECT_NE(measured.error().what.find("none has true depth"), std::string::npos);
  std::stop_source stop;
  stop.request_stop();
  SyntheticSource source(5, 8, 8);
  source.addDepth();
  const auto stopped = RowBaseline::measure(source, 5, {stop.get_token(), {}});
  ASSERT_FALSE(stopped);
  EXPECT_TRUE(stopped.error().cancelled);
}

}  // namespace
}  // namespace kerb
