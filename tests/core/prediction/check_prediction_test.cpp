#include "core/prediction/check_prediction.h"

#include <functional>
#include <limits>

#include <ATen/ATen.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace kerb {
namespace {

Frame sampleFrame() {
  Frame frame;
  frame.index = 12;
  frame.image = at::zeros({3, 4, 6}, at::kByte);
  return frame;
}

Prediction sound() {
  Prediction prediction;
  prediction.depth = at::ones({4, 6});
  prediction.scale = {ScaleKind::relative, "monocular"};
  prediction.disparity = at::ones({2, 3});
  prediction.disparity_unit = "1/depth";
  prediction.semantics = SemanticMap{at::full({4, 6}, 18, at::kByte), Taxonomy::cityscapes};
  prediction.semantics->ids[0][0] = int{kIgnoreLabel};
  prediction.semantics_from = "semantic head";
  prediction.uncertainty = at::zeros({4, 6});
  prediction.camera_from_previous = Eigen::Isometry3d::Identity();
  prediction.maps.push_back({"auto-mask", "1 where the pixel counts, 0..1", at::ones({4, 6}, at::kByte)});
  return prediction;
}

TEST(CheckPrediction, ASoundOnePasses) {
  const Status status = checkPrediction(sound(), sampleFrame());
  EXPECT_TRUE(status) << status.error().message();
}

struct Breach {
  const char* says;
  std::function<void(Prediction&)> make;
};

TEST(CheckPrediction, EveryBreachIsNamed) {
  const std::vector<Breach> breaches{
      {"all missing", [](Prediction& p) { p = Prediction(); }},
      {"depth is Double", [](Prediction& p) { p.depth = at::ones({4, 6}, at::kDouble); }},
      {"depth has shape [1, 4, 6]", [](Prediction& p) { p.depth = at::ones({1, 4, 6}); }},
      {"depth has shape [2, 3]", [](Prediction& p) { p.depth = at::ones({2, 3}); }},
      {"depth is an undefined", [](Prediction& p) { p.depth = at::Tensor(); }},
      {"depth has 1 values",
       [](Prediction& p) { (*p.depth)[1][2] = std::numeric_limits<float>::quiet_NaN(); }},
      {"depth has negative", [](Prediction& p) { (*p.depth)[1][2] = -1e-3; }},
      {"scale does not say", [](Prediction& p) { p.scale.how.clear(); }},
      {"disparity has no unit", [](Prediction& p) { p.disparity_unit.clear(); }},
      {"disparity is not [h,w]", [](Prediction& p) { p.disparity = at::ones({1, 1, 2, 3}); }},
      {"semantics is Long", [](Prediction& p) { p.semantics->ids = at::ones({4, 6}, at::kLong); }},
      {"semantics has ids", [](Prediction& p) { p.semantics->ids[3][5] = 19; }},
      {"semantics do not say", [](Prediction& p) { p.semantics_from.clear(); }},
      {"uncertainty has negative", [](Prediction& p) { p.uncertainty = at::full({4, 6}, -1.0F); }},
      {"camera_from_previous", [](Prediction& p) { p.camera_from_previous->linear() *= 2; }},
      {"'auto-mask' lacks", [](Prediction& p) { p.maps[0].meaning.clear(); }},
      {"'auto-mask' is not", [](Prediction& p) { p.maps[0].values = at::ones({4}); }},
  };
  for (const auto& [says, make] : breaches) {
    Prediction prediction = sound();
    make(prediction);
    const Status status = checkPrediction(prediction, sampleFrame());
    ASSERT_FALSE(status) << says;
    EXPECT_THAT(status.error().message(), testing::HasSubstr(says));
    EXPECT_THAT(status.error().message(), testing::StartsWith("frame 12: "));
  }
}

}  // namespace
}  // namespace kerb
