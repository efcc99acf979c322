// Metres from a factor, from the camera's height above the road, from ground truth.
#include "core/eval/metric_scale.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include "core/eval/ground_plane.h"
#include "core/method/method.h"
#include "core/source/source.h"

namespace kerb {
namespace {

constexpr int64_t kWidth = 160, kHeight = 80;

Camera camera() { return Camera::fromPixels(100, 110, 82, 38, kWidth, kHeight, CameraOrigin::given, "test"); }

/// The depth of a plane under a camera that is pitched down: n . P = height.
at::Tensor planeDepth(double height, double pitch, double roll = 0) {
  const Eigen::Matrix3d k = camera().matrix(kWidth, kHeight);
  const double nx = std::sin(roll), ny = std::cos(roll) * std::cos(pitch),
               nz = std::cos(roll) * std::sin(pitch);
  const at::Tensor v = at::arange(kHeight, at::kDouble).view({kHeight, 1});
  const at::Tensor u = at::arange(kWidth, at::kDouble).view({1, kWidth});
  const at::Tensor along = nx * (u - k(0, 2)) / k(0, 0) + ny * (v - k(1, 2)) / k(1, 1) + nz;
  return at::where(along > 0.01, height / along, at::zeros({}, at::kDouble)).to(at::kFloat);
}

Frame frameWith(const at::Tensor& depth) {
  Frame frame;
  frame.image = at::zeros({3, kHeight, kWidth}, at::kByte);
  frame.camera = camera();
  frame.depth_m = depth;
  return frame;
}

Prediction predictionOf(const at::Tensor& depth) {
  Prediction prediction;
  prediction.depth = depth;
  prediction.uncertainty = at::ones_like(depth);
  prediction.camera_from_previous = Eigen::Isometry3d(Eigen::Translation3d(0, 0, -1));
  prediction.scale = {ScaleKind::relative, "monocular"};
  return prediction;
}

TEST(GroundPlane, FindsAPitchedAndRolledPlane) {
  const auto ground = groundPlane(planeDepth(1.6, 0.1, 0.05), camera(), std::nullopt);
  ASSERT_TRUE(ground);
  EXPECT_NEAR(ground->height, 1.6, 1e-4);
  EXPECT_NEAR(ground->normal.x(), std::sin(0.05), 1e-4);
  EXPECT_NEAR(ground->normal.z(), std::cos(0.05) * std::sin(0.1), 1e-4);
  EXPECT_GT(ground->share, 0.99);
}

TEST(GroundPlane, IsNotMisledByWhatStandsOnTheRoad) {
  at::Tensor depth = planeDepth(1.6, 0);
  depth.slice(0, 40, 70).slice(1, 60, 90) = 5;  // a car
  depth *= 1 + 0.01 * at::randn({kHeight, kWidth});
  const auto ground = groundPlane(depth, camera(), std::nullopt);
  ASSERT_TRUE(ground);
  EXPECT_NEAR(ground->height, 1.6, 0.02);
}

TEST(GroundPlane, ARoadMaskSaysWhereToLook) {
  at::Tensor depth = planeDepth(1.6, 0);
  const at::Tensor road = at::zeros({kHeight, kWidth}, at::kBool);
  road.slice(0, 50, kHeight).slice(1, 0, 30).fill_(true);
  depth.slice(1, 30, kWidth) = planeDepth(0.9, 0).slice(1, 30, kWidth);  // something flat and higher
  const auto ground = groundPlane(depth, camera(), road);
  ASSERT_TRUE(ground);
  EXPECT_NEAR(ground->height, 1.6, 1e-3);
}

TEST(GroundPlane, AWallIsNone) {
  EXPECT_FALSE(groundPlane(at::full({kHeight, kWidth}, 7.0F), camera(), std::nullopt));
  EXPECT_FALSE(groundPlane(at::zeros({kHeight, kWidth}), camera(), std::nullopt));
  EXPECT_FALSE(groundPlane(at::rand({kHeight, kWidth}) * 50, camera(), std::nullopt));
}

TEST(GroundPlane, TheCameraOfTheSyntheticDriveIsAtItsHeight) {
  const auto source = openSource("synthetic:frames=60,width=320,height=96");
  ASSERT_TRUE(source);
  for (const int64_t index : {0, 40}) {
    const auto frame = (*source)->at(index, {.depth = true, .semantics = true});
    ASSERT_TRUE(frame);
    const auto ground = groundPlane(*frame->depth_m, frame->camera, frame->semantics->ids == 0);
    ASSERT_TRUE(ground) << index;
    // The road goes up and down a little.
    EXPECT_NEAR(ground->height, 1.65, 0.12) << index;
  }
}

TEST(MetricScale, IsReadAndWrittenAsText) {
  for (const char* text : {"method", "truth", "height:1.65", "5.4"}) {
    const auto choice = parseScale(text);
    ASSERT_TRUE(choice) << text;
    EXPECT_EQ(scaleText(*choice), text);
  }
  EXPECT_EQ(parseScale("5.4")->rule, ScaleRule::factor);
  EXPECT_EQ(parseScale("height:1.65")->value, 1.65);
  for (const char* text : {"", "metres", "0", "-2", "nan", "height:", "height:0", "height:1e9", "1e12"})
    EXPECT_FALSE(parseScale(text)) << text;
}

TEST(MetricScale, AFactorMultipliesAllThatIsALength) {
  const at::Tensor depth = planeDepth(1, 0);
  Prediction prediction = predictionOf(depth);
  applyScale({ScaleRule::factor, 5.4}, frameWith(depth), prediction);
  EXPECT_TRUE(at::allclose(*prediction.depth, depth * 5.4));
  EXPECT_TRUE(at::allclose(*prediction.uncertainty, at::full_like(depth, 5.4)));
  EXPECT_DOUBLE_EQ(prediction.camera_from_previous->translation().z(), -5.4);
  EXPECT_EQ(prediction.scale.kind, ScaleKind::aligned);
  EXPECT_EQ(prediction.scale.how, "factor 5.4");
}

TEST(MetricScale, TheCameraHeightGivesTheFactor) {
  Prediction prediction = predictionOf(planeDepth(0.3, 0.02));
  applyScale({ScaleRule::camera_height, 1.5}, frameWith({}), prediction);
  EXPECT_TRUE(at::allclose(*prediction.depth, planeDepth(1.5, 0.02), 1e-3));
  EXPECT_EQ(prediction.scale.how, "camera 1.5 m above the road");
}

TEST(MetricScale, GroundTruthGivesTheFactorWhereThereIsOne) {
  at::Tensor truth = planeDepth(1.5, 0);
  Prediction prediction = predictionOf(truth / 3);
  truth = truth.clone();
  truth.slice(1, 0, 100).fill_(0);  // measured in a part only
  applyScale({ScaleRule::ground_truth, 1}, frameWith(truth), prediction);
  EXPECT_TRUE(at::allclose(*prediction.depth, planeDepth(1.5, 0), 1e-4));
  EXPECT_TRUE(prediction.fallbacks.empty());
}

TEST(MetricScale, AFrameWithNothingToMeasureByStaysAndSaysSo) {
  for (const ScaleRule rule : {ScaleRule::ground_truth, ScaleRule::camera_height}) {
    const at::Tensor wall = at::full({kHeight, kWidth}, 3.0F);
    Prediction prediction = predictionOf(wall);
    Frame frame = frameWith(at::zeros({kHeight, kWidth}));
    applyScale({rule, 1.5}, frame, prediction);
    EXPECT_TRUE(at::equal(*prediction.depth, wall));
    EXPECT_EQ(prediction.scale.kind, ScaleKind::relative);
    EXPECT_EQ(prediction.fallbacks.size(), 1U);
  }
}

TEST(MetricScale, DepthOfTheSourceItselfIsNotScaled) {
  Needs needs;
  EXPECT_EQ(scaleFor({ScaleRule::factor, 2}, needs).rule, ScaleRule::factor);
  for (const Need need : {Need::optional, Need::required}) {
    needs.depth = need;
    EXPECT_EQ(scaleFor({ScaleRule::factor, 2}, needs).rule, ScaleRule::method);
  }
}

}  // namespace
}  // namespace kerb
