// Stereo matching of pairs whose disparity is known.
#include <cmath>

#include <ATen/ATen.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/method/open.h"
#include "core/prediction/check_prediction.h"
#include "models/catalogue.h"

namespace kerb {
namespace {

using ::testing::HasSubstr;

constexpr int64_t kHeight = 96, kWidth = 320, kDisparity = 12;
constexpr double kBaseline = 0.5;

/// A wall with texture; the right camera sees it `kDisparity` pixels further left.
Frame wall(bool target_is_left) {
  at::manual_seed(3);
  const at::Tensor texture = at::randint(0, 256, {1, 1, kHeight / 2, (kWidth + kDisparity) / 2}, at::kFloat);
  const at::Tensor wide =
      at::upsample_bilinear2d(texture, {kHeight, kWidth + kDisparity}, false)[0][0].to(at::kByte);
  const auto view = [&](int64_t from) {
    return wide.slice(1, from, from + kWidth).expand({3, kHeight, kWidth}).contiguous();
  };
  Frame frame;
  frame.name = "wall";
  frame.camera.fx = 0.6;
  frame.image = view(target_is_left ? 0 : kDisparity);
  frame.stereo = StereoPartner{
      view(target_is_left ? kDisparity : 0), target_is_left ? kBaseline : -kBaseline, frame.camera, {}};
  return frame;
}

Result<Prediction> predict(const Frame& frame, const std::vector<std::string>& settings) {
  KERB_TRY(const OpenedMethod opened, openMethod(methods(), "sgbm", "", settings));
  KERB_CHECK(opened.method->prepare(at::kCPU, Precision::fp32));
  return opened.method->predict({frame, {}, {}, {}});
}

class Side : public ::testing::TestWithParam<bool> {};

TEST_P(Side, KnownDisparityGivesTheRightMetres) {
  const Frame frame = wall(GetParam());
  const auto prediction = predict(frame, {"max_disparity=64"});
  ASSERT_TRUE(prediction) << prediction.error().message();
  ASSERT_TRUE(checkPrediction(*prediction, frame));
  const double expected_m = 0.6 * kWidth * kBaseline / kDisparity;  // 8 m
  const at::Tensor depth = prediction->depth->slice(0, 8, kHeight - 8).slice(1, 80, kWidth - 80);
  const at::Tensor found = depth.masked_select(depth > 0);
  EXPECT_GT(found.numel(), depth.numel() * 9 / 10);
  EXPECT_NEAR(found.median().item<double>(), expected_m, 0.05);
  EXPECT_EQ(prediction->scale.kind, ScaleKind::metric);
}

TEST_P(Side, TheStripThatBothCamerasSeeReachesTheBorder) {
  const Frame frame = wall(GetParam());
  const auto prediction = predict(frame, {"max_disparity=64"});
  ASSERT_TRUE(prediction);
  // The strip beside the border that the partner does not see is as wide as the disparity, not as the search.
  const at::Tensor depth = GetParam() ? *prediction->depth : prediction->depth->flip(1);
  const at::Tensor strip = depth.slice(0, 8, kHeight - 8).slice(1, kDisparity + 6, 64);
  EXPECT_GT(strip.count_nonzero().item<int64_t>(), strip.numel() * 8 / 10);
}

INSTANTIATE_TEST_SUITE_P(Target, Side, ::testing::Bool());

TEST(Sgbm, RefusesWhatItCannotMatch) {
  Frame frame = wall(true);
  EXPECT_THAT(predict(frame, {"max_disparity=50"}).error().message(), HasSubstr("multiple of 16"));
  EXPECT_THAT(predict(frame, {"block=4"}).error().message(), HasSubstr("odd"));
  frame.stereo->image = frame.stereo->image.slice(2, 0, kWidth - 2);
  EXPECT_THAT(predict(frame, {}).error().message(), HasSubstr("differ in size"));
  frame.stereo.reset();
  EXPECT_THAT(predict(frame, {}).error().message(), HasSubstr("no stereo partner"));
}

TEST(Catalogue, EveryMethodSaysWhatItIs) {
  ASSERT_GE(methods().size(), 3U);
  for (const auto& spec : methods()) {
    EXPECT_FALSE(spec.title.empty() || spec.citation.empty() || spec.summary.empty()) << spec.id;
    EXPECT_NE(spec.create, nullptr) << spec.id;
    Parameters parameters(spec.parameters);
    for (const auto& [name, value] : parameters.asText())
      EXPECT_TRUE(parameters.set(name, value)) << spec.id << " " << name;
  }
}

}  // namespace
}  // namespace kerb
