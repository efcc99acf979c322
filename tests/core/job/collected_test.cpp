// kerb inspect --collect, --cloud-format and --without-moving.
#include <cstring>

#include <ATen/ATen.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "core/base/file.h"
#include "core/job/inspect.h"
#include "core/method/open.h"
#include "core/prediction/ply.h"
#include "models/catalogue.h"
#include "tests/collected_points.h"
#include "tests/synthetic_source.h"
#include "tests/temporary_folder.h"

namespace kerb {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using ::testing::HasSubstr;

std::unique_ptr<Engine> truthOnCpu() {
  auto opened = openMethod(methods(), "truth", "", {});
  auto engine = Engine::create(*opened->spec, opened->method, EngineInfo{"truth", {}, "", "", "", ""},
                               {.device = "cpu"});
  return *std::move(engine);
}

/// A metre a frame.
SyntheticSource metreDrive(int64_t count) {
  SyntheticSource source(count, 16, 24);
  source.addDepth();
  source.addLabels();
  source.addPoses();
  return source;
}

/// 15 cm a frame.
class SlowDrive final : public Source {
 public:
  explicit SlowDrive(int64_t count) : drive_(metreDrive(count)) {}
  SourceInfo info() const override { return drive_.info(); }
  std::unique_ptr<Source> clone() const override { return std::make_unique<SlowDrive>(*this); }
  Result<Frame> at(int64_t index, FrameParts parts) const override {
    KERB_TRY(Frame frame, drive_.at(index, parts));
    frame.world_from_camera->translation().z() *= 0.15;
    return frame;
  }

 private:
  SyntheticSource drive_;
};

class Collected : public ::testing::Test {
 protected:
  InspectRequest request(const char* name = "out") const {
    InspectRequest request;
    request.out = folder_.path() / name;
    request.outputs = {Output::collected};
    request.cloud_every = 1;
    return request;
  }
  Result<InspectReport> run(const Source& source, const InspectRequest& request) const {
    return inspect(source, *engine_, request, {});
  }
  std::string refusal(const Source& source, const InspectRequest& request) const {
    const auto report = run(source, request);
    return report ? "no error" : report.error().message();
  }
  TemporaryFolder folder_;
  std::unique_ptr<Engine> engine_ = truthOnCpu();
};

TEST_F(Collected, PointsLieWhereThePosesPutThem) {
  const SyntheticSource source = metreDrive(4);
  const auto report = run(source, request());
  ASSERT_TRUE(report) << report.error().message();
  EXPECT_EQ(report->collected, folder_.path() / "out/collected.ply");
  EXPECT_EQ(report->collected_frames, 4);
  const auto cloud = readPly(report->collected);
  ASSERT_TRUE(cloud) << cloud.error().message();
  EXPECT_EQ(cloud->size(), report->collected_points);
  const at::Tensor expected = collectedPoints(source, {0, 1, 2, 3});
  ASSERT_EQ(cloud->xyz.sizes(), expected.sizes());
  EXPECT_TRUE(at::allclose(cloud->xyz.to(at::kDouble), expected, 1e-5, 1e-4));
  const int64_t of_frame = cloud->size() / 4;
  EXPECT_TRUE((cloud->rgb->slice(0, 2 * of_frame, 3 * of_frame) == 2).all().item<bool>());
  EXPECT_TRUE((cloud->class_id->slice(0, 3 * of_frame) == 3).all().item<bool>());
  const json summary = json::parse(*readWhole(report->summary));
  EXPECT_EQ(summary["collected"],
            (json{{"file", "collected.ply"}, {"frames", 4}, {"points", report->collected_points}}));
}

TEST_F(Collected, ACameraThatHardlyMovesAddsNothing) {
  const SlowDrive source(10);
  const auto report = run(source, request());
  ASSERT_TRUE(report) << report.error().message();
  const at::Tensor expected = collectedPoints(source, {0, 3, 6, 9});
  const auto cloud = readPly(report->collected);
  ASSERT_EQ(cloud->xyz.sizes(), expected.sizes());
  EXPECT_TRUE(at::allclose(cloud->xyz.to(at::kDouble), expected, 1e-5, 1e-4));
}

TEST_F(Collected, AResumedOneIsThatOfAnUnbrokenExport) {
  const SlowDrive source(16);
  const auto whole = run(source, request("whole"));
  ASSERT_TRUE(whole);
  InspectRequest parts = request("parts");
  parts.outputs = {Output::depth};
  parts.end = 4;
  ASSERT_TRUE(run(source, parts));
  parts = request("parts");
  std::stop_source stop;
  const JobContext stopping{stop.get_token(), [&](const Progress& p) {
                              if (p.done == 7) stop.request_stop();
                            }};
  ASSERT_FALSE(inspect(source, *engine_, parts, stopping));
  EXPECT_FALSE(fs::exists(parts.out / "collected.ply"));
  const auto resumed = run(source, parts);
  ASSERT_TRUE(resumed) << resumed.error().message();
  EXPECT_EQ(resumed->resumed, 7);
  EXPECT_EQ(*readWhole(resumed->collected), *readWhole(whole->collected));
  // The first time the journal may be as young as the file, by the clock of a small export.
  EXPECT_EQ(run(source, parts)->exported, 0);
  const auto written = fs::last_write_time(resumed->collected);
  EXPECT_EQ(run(source, parts)->exported, 0);
  EXPECT_EQ(fs::last_write_time(resumed->collected), written) << "a finished one is not written again";
  fs::remove(parts.out / ".inspect/collected/f3.ply");
  EXPECT_EQ(run(source, parts)->exported, 1);
  EXPECT_EQ(*readWhole(resumed->collected), *readWhole(whole->collected));
}

TEST_F(Collected, MovingClassesAreLeftOut) {
  const SyntheticSource source = metreDrive(14);  // frame 10 is sky, 11 a person, 12 a rider, 13 a car
  InspectRequest still = request();
  still.outputs = {Output::collected, Output::cloud};
  still.moving = MovingThings::hidden;
  still.begin = 10;
  const auto report = run(source, still);
  ASSERT_TRUE(report) << report.error().message();
  const auto cloud = readPly(report->collected);
  EXPECT_EQ(cloud->size(), collectedPoints(source, {10}).size(0));
  EXPECT_TRUE((*cloud->class_id == 10).all().item<bool>());
  EXPECT_EQ(readPly(still.out / "cloud/f10.ply")->size(), 16 * 24);
  EXPECT_EQ(readPly(still.out / "cloud/f13.ply")->size(), 0);
}

TEST_F(Collected, MovingClassesMayStayInTheCloudsOfOneFrame) {
  InspectRequest together = request();
  together.outputs = {Output::collected, Output::cloud};
  together.moving = MovingThings::hidden_together;
  together.begin = 10;
  const auto report = run(metreDrive(14), together);
  ASSERT_TRUE(report) << report.error().message();
  EXPECT_TRUE((*readPly(report->collected)->class_id == 10).all().item<bool>());
  EXPECT_EQ(readPly(together.out / "cloud/f13.ply")->size(), 16 * 24);
  SyntheticSource blind(2, 16, 24);  // nothing says what moves: all stays
  blind.addDepth();
  blind.addPoses();
  together.out = folder_.path() / "blind";
  together.begin = 0;
  EXPECT_EQ(run(blind, together)->collected_points, collectedPoints(blind, {0, 1}).size(0));
}

TEST_F(Collected, HiddenClassesAreLeftOutBesideMovingOnes) {
  InspectRequest chosen = request();
  chosen.moving = MovingThings::hidden_together;
  chosen.begin = 9;  // terrain, sky, then what moves
  ASSERT_TRUE(hideClass(chosen.hidden_classes, "sky"));
  const auto report = run(metreDrive(14), chosen);
  ASSERT_TRUE(report) << report.error().message();
  EXPECT_EQ(report->collected_frames, 5);
  EXPECT_GT(report->collected_points, 0);
  EXPECT_TRUE((*readPly(report->collected)->class_id == 9).all().item<bool>());
}

TEST_F(Collected, DepthColoursHaveOneRange) {
  InspectRequest coloured = request();
  coloured.cloud_colours = CloudColours::depth;
  const auto report = run(metreDrive(2), coloured);
  ASSERT_TRUE(report) << report.error().message();
  const at::Tensor rgb = *readPly(report->collected)->rgb;
  for (const int64_t frame : {0, 1}) {
    const at::Tensor nearest = at::full({1, 1}, static_cast<double>(frame + 1), at::kFloat);
    const at::Tensor colour = colourise(nearest, {1, 80}, ColourMap::turbo, Scaling::inverse).reshape({3});
    EXPECT_TRUE(at::equal(rgb[frame * rgb.size(0) / 2], colour)) << frame;
  }
}

TEST_F(Collected, PcdHoldsTheSamePoints) {
  const SyntheticSource source = metreDrive(3);
  const auto ply = run(source, request("ply"));
  InspectRequest other = request("pcd");
  other.outputs = {Output::collected, Output::cloud};
  other.cloud_format = CloudFormat::pcd;
  const auto pcd = run(source, other);
  ASSERT_TRUE(ply && pcd);
  EXPECT_TRUE(fs::exists(other.out / "cloud/f1.pcd"));
  EXPECT_FALSE(fs::exists(other.out / "cloud/f1.ply"));
  EXPECT_EQ(pcd->collected, other.out / "collected.pcd");
  const std::string bytes = *readWhole(pcd->collected);
  const auto points = readPly(ply->collected);
  EXPECT_THAT(bytes, HasSubstr("POINTS " + std::to_string(points->size()) + "\n"));
  constexpr size_t kStride = 20;  // x y z rgb label
  const size_t body = bytes.size() - kStride * static_cast<size_t>(points->size());
  ASSERT_EQ(bytes.substr(body - 7, 7), "binary\n");
  for (int64_t i = 0; i < points->size(); ++i) {
    const char* at = bytes.data() + body + kStride * static_cast<size_t>(i);
    EXPECT_EQ(std::memcmp(at, points->xyz.const_data_ptr<float>() + 3 * i, 12), 0) << i;
  }
}

TEST_F(Collected, WhatCannotBeIsRefused) {
  SyntheticSource blind(2, 16, 24);
  blind.addDepth();
  EXPECT_THAT(refusal(blind, request()), HasSubstr("has no poses"));
  EXPECT_FALSE(fs::exists(folder_.path() / "out")) << "before anything is written";
  blind.addPoses();
  InspectRequest still = request();
  still.moving = MovingThings::hidden;
  EXPECT_THAT(refusal(blind, still), HasSubstr("no classes, which would tell what moves"));
}

TEST_F(Collected, OptionsOfTheCloudsMakeAnotherExport) {
  const SyntheticSource source = metreDrive(2);
  ASSERT_TRUE(run(source, request()));
  InspectRequest other = request();
  other.cloud_format = CloudFormat::pcd;
  EXPECT_THAT(refusal(source, other), HasSubstr("--cloud-format was \"ply\", not \"pcd\""));
  other = request();
  other.moving = MovingThings::hidden;
  EXPECT_THAT(refusal(source, other), HasSubstr("--without-moving was false, not true"));
  other = request();
  ASSERT_TRUE(hideClass(other.hidden_classes, "cityscapes/sky"));
  EXPECT_THAT(refusal(source, other), HasSubstr("--hide was [], not [\"cityscapes/sky\"]"));
  other = request();
  other.scaling = Scaling::log;
  EXPECT_THAT(refusal(source, other), HasSubstr("--scaling was \"inverse\", not \"log\""));
}

/// Depth 1 everywhere, of no known scale.
class Flat final : public Method {
 public:
  Status prepare(torch::Device, Precision) override { return {}; }
  Result<Prediction> predict(const Input& input) override {
    Prediction prediction;
    prediction.depth = at::ones({input.target.height(), input.target.width()});
    prediction.scale = {ScaleKind::relative, "flat"};
    return prediction;
  }
};

TEST_F(Collected, DepthOfNoKnownScaleIsRefusedUntilItIsScaled) {
  MethodSpec spec;
  spec.id = "flat";
  engine_ = *Engine::create(spec, std::make_shared<Flat>(), {}, {.device = "cpu"});
  const SyntheticSource source = metreDrive(2);
  EXPECT_THAT(refusal(source, request("relative")), HasSubstr("depth of no known scale cannot be collected"));
  InspectRequest scaled = request("scaled");
  scaled.scale = {ScaleRule::factor, 3};
  const auto report = run(source, scaled);
  ASSERT_TRUE(report) << report.error().message();
  const auto depths = readPly(report->collected)->xyz.select(1, 2);
  EXPECT_EQ(depths.min().item<float>(), 3);
  EXPECT_EQ(depths.max().item<float>(), 4);  // seen a metre further on
}

}  // namespace
}  // namespace kerb
