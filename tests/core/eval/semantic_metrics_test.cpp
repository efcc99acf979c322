// Against an independent numpy program (numpy 2.4; confusion by a loop over pixels, nanmean).
#include "core/eval/semantic_metrics.h"

#include <cmath>

#include <ATen/ATen.h>
#include <gtest/gtest.h>

namespace kerb {
namespace {

SemanticMap mapOf(const at::Tensor& ids, Taxonomy taxonomy = Taxonomy::cityscapes) {
  return {ids.to(at::kByte), taxonomy};
}

/// Classes 17 and 18 are never there, 17 is predicted.
std::pair<SemanticMap, SemanticMap> someMaps() {
  at::Tensor truth = at::empty({50, 100}, at::kByte), predicted = at::empty({50, 100}, at::kByte);
  for (int64_t i = 0; i < 5000; ++i) {
    int64_t t = (i * 37) % 23;
    if (t >= 17) t = 255;
    int64_t p = (i * 11) % 5 < 3 ? t : (i * 53) % 18;
    if (p == 255) p = (i * 7) % 17;
    if (i % 101 == 0) p = 255;
    truth.mutable_data_ptr<uint8_t>()[i] = static_cast<uint8_t>(t);
    predicted.mutable_data_ptr<uint8_t>()[i] = static_cast<uint8_t>(p);
  }
  return {mapOf(predicted), mapOf(truth)};
}

TEST(SemanticMetrics, EqualNumpy) {
  const auto [predicted, truth] = someMaps();
  Confusion confusion(Taxonomy::cityscapes);
  confusion.add(predicted, truth);
  EXPECT_EQ(confusion.pixels(), 3696);
  const auto iou = confusion.iou();
  EXPECT_NEAR(iou[0], 0.460750853242, 1e-11);
  EXPECT_NEAR(iou[13], 0.450847457627, 1e-11);
  EXPECT_EQ(iou[17], 0);
  EXPECT_TRUE(std::isnan(iou[18]));
  EXPECT_NEAR(*confusion.meanIou(), 0.4312808037043313, 1e-12);
  EXPECT_NEAR(*confusion.binaryIou(), 0.6636287959503009, 1e-12);
  EXPECT_NEAR(*confusion.accuracy(), 0.6168831168831169, 1e-12);
}

// Invariant 35.
TEST(SemanticMetrics, PerfectIsOneAndAbsentClassesAreSkipped) {
  const SemanticMap truth = mapOf(at::arange(12, at::kLong).remainder(3).view({3, 4}));
  Confusion confusion(Taxonomy::cityscapes);
  confusion.add(truth, truth);
  EXPECT_EQ(*confusion.meanIou(), 1);
  EXPECT_EQ(*confusion.binaryIou(), 1);
  EXPECT_TRUE(std::isnan(confusion.iou()[7]));
}

TEST(SemanticMetrics, ImagesAddUp) {
  const auto [predicted, truth] = someMaps();
  const auto rows = [](const SemanticMap& map, int64_t begin, int64_t end) {
    return SemanticMap{map.ids.slice(0, begin, end), map.taxonomy};
  };
  Confusion whole(Taxonomy::cityscapes), parts(Taxonomy::cityscapes), second(Taxonomy::cityscapes);
  whole.add(predicted, truth);
  parts.add(rows(predicted, 0, 20), rows(truth, 0, 20));
  second.add(rows(predicted, 20, 50), rows(truth, 20, 50));
  parts.add(second);
  EXPECT_EQ(*whole.meanIou(), *parts.meanIou());
  EXPECT_EQ(whole.pixels(3, 3), parts.pixels(3, 3));
}

TEST(SemanticMetrics, UnlabelledCountsNowhereAndUnpredictedIsMissed) {
  Confusion confusion(Taxonomy::cityscapes);
  confusion.add(mapOf(at::tensor({0, 255, 1, 1}).view({1, 4})),
                mapOf(at::tensor({0, 0, 255, 1}).view({1, 4})));
  EXPECT_EQ(confusion.pixels(), 3);
  EXPECT_EQ(confusion.iou()[0], 0.5);
  EXPECT_EQ(confusion.iou()[1], 1);
  const Confusion nothing(Taxonomy::cityscapes);
  EXPECT_FALSE(nothing.meanIou());
  EXPECT_FALSE(nothing.binaryIou());
  EXPECT_FALSE(nothing.accuracy());
}

TEST(SemanticMetrics, ComparesInTheCoarserClasses) {
  ASSERT_EQ(Confusion::common(Taxonomy::cityscapes, Taxonomy::camvid), Taxonomy::camvid);
  Confusion confusion(Taxonomy::camvid);
  EXPECT_EQ(confusion.classCount(), 11);
  // Every vehicle of Cityscapes (13 car, 14 truck, 15 bus) is a car in CamVid.
  const uint8_t car = camvidFromCityscapes()[13];
  confusion.add(mapOf(at::tensor({13, 14, 15}).view({1, 3})),
                mapOf(at::full({1, 3}, static_cast<int64_t>(car)), Taxonomy::camvid));
  EXPECT_EQ(confusion.pixels(car, car), 3);
  EXPECT_FALSE(confusion.binaryIou());
}

}  // namespace
}  // namespace kerb
