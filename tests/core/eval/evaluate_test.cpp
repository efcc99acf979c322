// Evaluation over a source: what counts, what is left out and said, what stops it.
#include "core/eval/evaluate.h"

#include <numeric>

#include <ATen/ATen.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "core/eval/eval_json.h"
#include "core/eval/mirrored.h"
#include "core/frame/resample.h"
#include "tests/synthetic_source.h"

namespace kerb {
namespace {

using ::testing::HasSubstr;

constexpr int64_t kHeight = 40, kWidth = 60;

/// Twice the true depth, and the true classes with their last column wrong.
class Cheat final : public Method {
 public:
  Status prepare(torch::Device, Precision) override { return {}; }
  Result<Prediction> predict(const Input& input) override {
    ++predicted;
    const Frame& frame = input.target;
    if (frame.index == fails_at) return Error{"no memory"};
    Prediction prediction;
    prediction.scale.kind = metric ? ScaleKind::metric : ScaleKind::relative;
    if (frame.depth_m) prediction.depth = 2 * *frame.depth_m;
    if (frame.semantics) {
      prediction.semantics = SemanticMap{frame.semantics->ids.clone(), Taxonomy::cityscapes};
      prediction.semantics->ids.select(1, kWidth - 1).fill_(18);
    }
    return prediction;
  }
  int predicted = 0;
  int64_t fails_at = -1;
  bool metric = true;
};

std::vector<int64_t> upTo(int64_t count) {
  std::vector<int64_t> all(static_cast<size_t>(count));
  std::iota(all.begin(), all.end(), 0);
  return all;
}

class Evaluate : public ::testing::Test {
 protected:
  std::unique_ptr<Engine> engine() const {
    MethodSpec spec;
    spec.id = "cheat";
    auto made = Engine::create(spec, method_, {}, EngineOptions{.device = "cpu"});
    EXPECT_TRUE(made);
    return *std::move(made);
  }
  Result<EvalReport> run(const Source& source, int64_t count, const JobContext& job = {}) const {
    return evaluate(source, *engine(), request_, upTo(count), job);
  }
  std::shared_ptr<Cheat> method_ = std::make_shared<Cheat>();
  EvalRequest request_{*depthProtocol("plain"), false, {}};
};

TEST_F(Evaluate, ReportsBothScalesOfMetricDepth) {
  SyntheticSource source(6, kHeight, kWidth);
  source.addDepth();
  source.addLabels();
  const auto report = run(source, 6);
  ASSERT_TRUE(report) << report.error().message();
  EXPECT_EQ(report->evaluated(), 6);
  const auto depth = report->depth();
  ASSERT_TRUE(depth && depth->as_is);
  EXPECT_NEAR(depth->as_is->abs_rel, 1, 1e-6);
  EXPECT_NEAR(depth->scaled.abs_rel, 0, 1e-6);
  EXPECT_NEAR(depth->ratio_median, 0.5, 1e-6);
  EXPECT_NEAR(depth->ratio_deviation, 0, 1e-6);
  EXPECT_EQ(depth->coverage, 1);
  ASSERT_TRUE(report->confusion);
  EXPECT_NEAR(*report->confusion->accuracy(), 1 - 1.0 / kWidth, 1e-12);
  EXPECT_NEAR(*report->frames[2].mean_iou, (1 - 1.0 / kWidth) / 2, 1e-12);  // class 18 was said, and is wrong
}

TEST_F(Evaluate, RelativeDepthHasNoMetres) {
  SyntheticSource source(2, kHeight, kWidth);
  source.addDepth();
  method_->metric = false;
  const auto report = run(source, 2);
  ASSERT_TRUE(report);
  EXPECT_FALSE(report->depth()->as_is);
  EXPECT_FALSE(report->frames[0].depth->as_is);
}

TEST_F(Evaluate, WhatCannotBeJudgedIsSaidAndCounted) {
  SyntheticSource source(6, kHeight, kWidth);
  source.addDepth();
  source.breakFrame(1);
  source.emptyDepth(3);
  method_->fails_at = 4;
  const auto report = run(source, 6);
  ASSERT_TRUE(report) << report.error().message();
  EXPECT_EQ(report->frames.size(), 6U);
  EXPECT_EQ(report->evaluated(), 3);
  EXPECT_EQ(report->failed(), 2);
  EXPECT_EQ(report->withoutResult(), 1);
  EXPECT_THAT(report->frames[1].problem, HasSubstr("does not decode"));
  EXPECT_THAT(report->frames[3].problem, HasSubstr("no pixel counts"));
  EXPECT_THAT(report->frames[4].problem, HasSubstr("no memory"));
  EXPECT_EQ(report->depth()->frames, 3);
}

/// Truth of some frames only, and of one in another size.
class Patchy final : public Source {
 public:
  SourceInfo info() const override {
    SourceInfo info;
    info.count = 4;
    info.has.depth = true;
    return info;
  }
  Result<Frame> at(int64_t index, FrameParts) const override {
    Frame frame;
    frame.index = index;
    frame.name = std::to_string(index);
    frame.image = at::zeros({3, kHeight, kWidth}, at::kByte);
    if (index == 1) frame.depth_m = at::full({kHeight, kWidth}, 7.F);
    if (index == 2) frame.depth_m = at::full({kHeight / 2, kWidth}, 7.F);
    return frame;
  }
  std::unique_ptr<Source> clone() const override { return std::make_unique<Patchy>(); }
};

TEST_F(Evaluate, FramesWithoutTruthAreNotPredicted) {
  const auto report = run(Patchy(), 4);
  ASSERT_TRUE(report) << report.error().message();
  EXPECT_EQ(method_->predicted, 1);
  EXPECT_EQ(report->evaluated(), 1);
  EXPECT_EQ(report->frames[0].problem, "no ground truth");
  EXPECT_TRUE(report->frames[2].failed);
  EXPECT_THAT(report->frames[2].problem, HasSubstr("the ground truth is 60x20, the image 60x40"));
}

TEST_F(Evaluate, NothingToJudgeByIsAnError) {
  const auto without = run(SyntheticSource(3, kHeight, kWidth), 3);
  ASSERT_FALSE(without);
  EXPECT_THAT(without.error().message(), HasSubstr("neither true depth nor labels"));
  SyntheticSource empty(2, kHeight, kWidth);
  empty.addDepth();
  empty.emptyDepth(0);
  empty.emptyDepth(1);
  const auto nothing = run(empty, 2);
  ASSERT_FALSE(nothing);
  EXPECT_THAT(nothing.error().message(), HasSubstr("none of the 2 frames could be judged"));
}

TEST_F(Evaluate, StoppedItKeepsWhatItHas) {
  SyntheticSource source(50, kHeight, kWidth);
  source.addDepth();
  std::stop_source stop;
  const JobContext job{stop.get_token(), [&](const Progress& progress) {
                         if (progress.done == 5) stop.request_stop();
                       }};
  const auto report = run(source, 50, job);
  ASSERT_TRUE(report);
  EXPECT_TRUE(report->stopped);
  EXPECT_EQ(report->evaluated(), 5);
}

TEST_F(Evaluate, TheBaselineIsJudgedOnTheSamePixels) {
  SyntheticSource source(5, kHeight, kWidth);
  source.addDepth();
  request_.baseline = *RowBaseline::measure(source, 5, {});
  const auto report = run(source, 5);
  ASSERT_TRUE(report);
  const auto baseline = report->baseline();
  ASSERT_TRUE(baseline && baseline->as_is);
  EXPECT_EQ(baseline->frames, 5);
  EXPECT_EQ(report->frames[0].baseline->pixels, report->frames[0].depth->pixels);
  // Every row is the same, so all that a row can know is the middle of depth.
  EXPECT_GT(baseline->scaled.abs_rel, 0.1);
  const auto json = evalJson(*report, request_, source.info(), {});
  EXPECT_EQ(json["frames"].size(), 5U);
  EXPECT_EQ(json["baseline"]["frames_read"], 5);
  EXPECT_NEAR(json["depth"]["as_is"]["abs_rel"].get<double>(), 1, 1e-6);
  EXPECT_FALSE(json.contains("semantics"));
}

Prediction networkLike(bool stereo) {
  const double unit = stereo ? 5.4 : 1;
  Prediction prediction;
  prediction.disparity = at::linspace(0.1, 0.4, 8, at::kFloat).expand({4, 8}).contiguous();
  prediction.disparity_unit = "1/depth";
  prediction.depth = resizeBilinear(*prediction.disparity, 30, 20).reciprocal().mul(unit);
  return prediction;
}

TEST(Mirrored, DepthIsOfTheBlendedDisparityInTheSameUnit) {
  for (const bool stereo : {false, true}) {
    const Prediction prediction = networkLike(stereo);
    const auto depth = blendedDepth(prediction, prediction);
    ASSERT_TRUE(depth) << depth.error().message();
    const at::Tensor& d = *prediction.disparity;
    const at::Tensor expected =
        resizeBilinear(blendMirrored(d, d.flip(1)), 30, 20).reciprocal().mul(stereo ? 5.4 : 1);
    EXPECT_TRUE(at::allclose(*depth, expected, 1e-5));
  }
}

TEST(Mirrored, NeedsDepthThatIsInverseDisparity) {
  Prediction pixels = networkLike(false);
  pixels.disparity_unit = "px";
  EXPECT_FALSE(blendedDepth(pixels, pixels));
  Prediction other = networkLike(false);
  other.depth = *other.depth + 1;
  EXPECT_FALSE(blendedDepth(other, other));
}

TEST(Mirrored, TurnsPicturesAndCameras) {
  Input input;
  input.target.image = at::arange(3 * 4 * 6, at::kByte).view({3, 4, 6});
  input.target.camera.cx = 0.4;
  input.target.depth_m = at::ones({4, 6});
  const Input turned = mirroredInput(input);
  EXPECT_TRUE(at::equal(turned.target.image, input.target.image.flip(2)));
  EXPECT_NEAR(turned.target.camera.cx * 6, 5 - 0.4 * 6, 1e-12);
  EXPECT_FALSE(turned.target.depth_m);
  EXPECT_NEAR(mirroredInput(turned).target.camera.cx, 0.4, 1e-12);
}

}  // namespace
}  // namespace kerb
