// Against numbers of an independent numpy program (written from methods.md section 6, numpy 2.4, float64
// arithmetic on the same float32 maps), and against the invariants 30 to 32 there.
#include "core/eval/depth_metrics.h"

#include <array>
#include <cmath>

#include <ATen/ATen.h>
#include <gtest/gtest.h>

namespace kerb {
namespace {

constexpr int64_t kHeight = 41, kWidth = 67;

at::Tensor truthMap() {
  const at::Tensor map = at::empty({kHeight, kWidth}, at::kFloat);
  auto* values = map.mutable_data_ptr<float>();
  for (int64_t i = 0; i < map.numel(); ++i) {
    const double depth = 0.5 + 90.0 * static_cast<double>((i * 7919) % 1009) / 1009.0;
    values[i] = (i * 31) % 7 == 0 ? 0 : static_cast<float>(depth);
  }
  return map;
}

at::Tensor predictedMap(const at::Tensor& truth) {
  const at::Tensor map = at::empty_like(truth);
  auto* values = map.mutable_data_ptr<float>();
  for (int64_t i = 0; i < map.numel(); ++i) {
    const float t = truth.const_data_ptr<float>()[i];
    const float small = 0.03F * (t > 0 ? t : 5.0F);
    const double wrong = 0.6 + 0.9 * static_cast<double>((i * 104729) % 997) / 997.0;
    values[i] = static_cast<float>(small * wrong);
  }
  return map;
}

struct Expected {
  const char* protocol;
  size_t pixels;
  double ratio;
  std::array<double, 8> errors;
};

constexpr Expected kByNumpy[] = {
    {"eigen",
     1128,
     33.69345828649187,
     {0.211783760794, 2.23709979541, 10.3136386132, 0.24748166073, 0.0908844549025, 0.551418439716,
      0.961879432624, 1.0}},
    {"eigen50",
     696,
     33.456144870710816,
     {0.20925191764, 1.38596308772, 6.43977918121, 0.245336273158, 0.0901662225841, 0.561781609195,
      0.955459770115, 1.0}},
    {"improved",
     2354,
     34.06648441380474,
     {0.202517599839, 2.23720482071, 10.7083882687, 0.240463749845, 0.087170698148, 0.578589634664,
      0.969838572642, 1.0}},
    {"plain",
     2081,
     33.69262368719108,
     {0.210381389894, 2.20279855287, 10.2200367864, 0.246757035497, 0.0905346774609, 0.554060547814,
      0.962518020183, 1.0}},
};
/// Protocol plain, predictions times 30.
constexpr std::array<double, 8> kTimesThirty{0.198023126343,  2.12529028222,  10.447112972,   0.270534979709,
                                             0.0948029885727, 0.581931763575, 0.875540605478, 1.0};

void expectErrors(const DepthErrors& found, const std::array<double, 8>& expected) {
  for (size_t i = 0; i < expected.size(); ++i) {
    const DepthErrorName& error = depthErrorNames()[i];
    EXPECT_NEAR(found.*error.value, expected[i], 1e-10) << error.name;
  }
}

TEST(DepthMetrics, EqualNumpyUnderEveryProtocol) {
  const at::Tensor truth = truthMap(), predicted = predictedMap(truth);
  for (const Expected& expected : kByNumpy) {
    SCOPED_TRACE(expected.protocol);
    const auto protocol = depthProtocol(expected.protocol);
    ASSERT_TRUE(protocol);
    const DepthPairs pairs = depthPairs(predicted, truth, *protocol);
    EXPECT_EQ(pairs.truth.size(), expected.pixels);
    EXPECT_EQ(pairs.coverage(), 1);
    const auto ratio = medianRatio(pairs);
    ASSERT_TRUE(ratio);
    EXPECT_NEAR(*ratio, expected.ratio, 1e-12);
    expectErrors(*depthErrors(pairs, *protocol, *ratio), expected.errors);
  }
}

TEST(DepthMetrics, AnotherScaleClampsDifferently) {
  const at::Tensor truth = truthMap();
  const DepthProtocol plain = *depthProtocol("plain");
  expectErrors(*depthErrors(depthPairs(predictedMap(truth), truth, plain), plain, 30), kTimesThirty);
}

// Invariant 30.
TEST(DepthMetrics, TheTruthHasNoErrorAndTwiceTheTruthIsScaledBack) {
  const at::Tensor truth = at::linspace(1, 30, 200, at::kFloat).view({10, 20});
  const DepthProtocol plain = *depthProtocol("plain");
  expectErrors(*depthErrors(depthPairs(truth, truth, plain), plain, 1), {0, 0, 0, 0, 0, 1, 1, 1});
  const DepthPairs twice = depthPairs(2 * truth, truth, plain);
  EXPECT_NEAR(*medianRatio(twice), 0.5, 1e-12);
  expectErrors(*depthErrors(twice, plain, *medianRatio(twice)), {0, 0, 0, 0, 0, 1, 1, 1});
  const auto unscaled = depthErrors(twice, plain, 1);
  EXPECT_NEAR(unscaled->abs_rel, 1, 1e-12);
  EXPECT_NEAR(unscaled->rmse_log, 0.693147, 1e-6);
  EXPECT_EQ(unscaled->delta_1, 0);
  EXPECT_EQ(unscaled->delta_3, 0);
}

// Invariant 31, measured values of methods.md section 6.
TEST(DepthMetrics, GargsCropInEverySizeOfKitti) {
  struct Size {
    int64_t height, width, top, bottom, left, right;
  };
  for (const Size& s : {Size{375, 1242, 153, 371, 44, 1197}, Size{370, 1226, 151, 366, 44, 1181},
                        Size{376, 1241, 153, 372, 44, 1196}, Size{374, 1238, 152, 370, 44, 1193},
                        Size{370, 1224, 151, 366, 43, 1180}}) {
    const EvalWindow window = windowOf(EvalCrop::garg, s.height, s.width);
    EXPECT_EQ(window.top, s.top);
    EXPECT_EQ(window.bottom, s.bottom);
    EXPECT_EQ(window.left, s.left);
    EXPECT_EQ(window.right, s.right);
  }
  EXPECT_EQ(windowOf(EvalCrop::eigen, 375, 1242).top, 124);
  EXPECT_EQ(windowOf(EvalCrop::eigen, 375, 1242).bottom, 342);
}

TEST(DepthMetrics, MedianOfAnEvenNumberIsTheMeanOfTheMiddleTwo) {
  EXPECT_EQ(medianOf({4, 1, 3, 2}), 2.5);
  EXPECT_EQ(medianOf({5, 1, 3}), 3);
  EXPECT_EQ(medianOf({7}), 7);
  EXPECT_EQ(medianOf({2, 2, 9, 2}), 2);
}

TEST(DepthMetrics, HolesLowerTheCoverageAndNothingElse) {
  const at::Tensor truth = at::full({4, 10}, 10.F);
  const at::Tensor prediction = at::full({4, 10}, 20.F);
  prediction[0].fill_(0);
  prediction[1][0].fill_(std::nan(""));
  prediction[1][1].fill_(INFINITY);
  const DepthProtocol plain = *depthProtocol("plain");
  const DepthPairs pairs = depthPairs(prediction, truth, plain);
  EXPECT_EQ(pairs.truth.size(), 28U);
  EXPECT_NEAR(pairs.coverage(), 28.0 / 40, 1e-12);
  EXPECT_NEAR(depthErrors(pairs, plain, 1)->abs_rel, 1, 1e-12);
}

TEST(DepthMetrics, NothingThatCountsIsNoResult) {
  const DepthProtocol eigen = *depthProtocol("eigen");
  const at::Tensor truth = at::zeros({40, 60});
  truth[0][0].fill_(5);  // outside the crop
  const DepthPairs pairs = depthPairs(at::ones({40, 60}), truth, eigen);
  EXPECT_FALSE(medianRatio(pairs));
  EXPECT_FALSE(depthErrors(pairs, eigen, 1));
}

TEST(DepthMetrics, CapsAreRead) {
  const auto capped = withCap(*depthProtocol("eigen"), "1:50");
  ASSERT_TRUE(capped);
  EXPECT_EQ(capped->truth_above, 1);
  EXPECT_EQ(capped->most, 50);
  for (const char* wrong : {"", "50", "50:1", "0:80", "a:b", "1:50:3"})
    EXPECT_FALSE(withCap(*depthProtocol("eigen"), wrong)) << wrong;
  EXPECT_FALSE(depthProtocol("make4d"));
}

// Invariant 32; the numbers by numpy.
TEST(DepthMetrics, BlendsTheMirroredDisparityAtTheBorders) {
  const at::Tensor left = at::arange(18, at::kDouble).view({2, 9});
  const at::Tensor right = 100 - 3 * left;
  const at::Tensor expected = at::tensor({100.0, 49.0, 48.0, 47.0, 46.0, 45.0, 44.0, 43.0, 8.0, 73.0, 40.0,
                                          39.0, 38.0, 37.0, 36.0, 35.0, 34.0, 17.0},
                                         at::kDouble)
                                  .view({2, 9});
  EXPECT_TRUE(at::allclose(blendMirrored(left, right), expected, 0, 1e-12));
  EXPECT_TRUE(at::allclose(blendMirrored(left, left), left, 0, 1e-12));
  // At 640 columns the mirrored disparity alone counts in 32, and somewhat in 64.
  const at::Tensor weight = blendMirrored(at::zeros({1, 640}, at::kDouble), at::ones({1, 640}, at::kDouble));
  EXPECT_EQ(weight.eq(1).sum().item<int64_t>(), 32);
  EXPECT_NEAR(weight[0][40].item<double>(), 0.7480438184663537 + (1 - 0.7480438184663537) / 2, 1e-12);
  EXPECT_NEAR(weight[0][64].item<double>(), 0.5, 1e-12);
}

}  // namespace
}  // namespace kerb
