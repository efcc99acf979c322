#include "core/job/inspect.h"

#include <fstream>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <sys/mount.h>

#include "core/base/file.h"
#include "core/method/open.h"
#include "core/prediction/npy.h"
#include "core/prediction/ply.h"
#include "core/prediction/trajectory.h"
#include "core/source/image_file.h"
#include "models/catalogue.h"
#include "tests/synthetic_source.h"
#include "tests/temporary_folder.h"

namespace kerb {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using ::testing::HasSubstr;

std::unique_ptr<Engine> truthEngine() {
  auto opened = openMethod(methods(), "truth", "", {});
  auto engine = Engine::create(*opened->spec, opened->method, EngineInfo{"truth", {}, "", "", "", ""},
                               {.device = "cpu"});
  return *std::move(engine);
}

SyntheticSource drive(int64_t count) {
  SyntheticSource source(count, 32, 48);
  source.addDepth();
  source.addLabels();
  source.addPoses();
  return source;
}

/// Another source with its depth changed.
class ChangedDepth : public Source {
 public:
  explicit ChangedDepth(const Source& source) : source_(source.clone()) {}
  SourceInfo info() const override { return source_->info(); }
  Result<Frame> at(int64_t index, FrameParts parts) const override {
    KERB_TRY(Frame frame, source_->at(index, parts));
    frame.semantics.reset();
    if (frame.depth_m) frame.depth_m = changed(*frame.depth_m);
    return frame;
  }

 protected:
  virtual at::Tensor changed(const at::Tensor& depth_m) const = 0;
  std::unique_ptr<Source> source_;
};

class FarSource final : public ChangedDepth {
 public:
  FarSource(const Source& source, double depth_m) : ChangedDepth(source), depth_m_(depth_m) {}
  std::unique_ptr<Source> clone() const override { return std::make_unique<FarSource>(*source_, depth_m_); }

 private:
  at::Tensor changed(const at::Tensor& depth_m) const override { return at::full_like(depth_m, depth_m_); }
  double depth_m_;
};

/// One pixel, row 10, column 20.
class SparseSource final : public ChangedDepth {
 public:
  using ChangedDepth::ChangedDepth;
  std::unique_ptr<Source> clone() const override { return std::make_unique<SparseSource>(*source_); }

 private:
  at::Tensor changed(const at::Tensor& depth_m) const override {
    auto sparse = at::zeros_like(depth_m);
    sparse[10][20] = 7;
    return sparse;
  }
};

InspectRequest everything(const fs::path& out) {
  InspectRequest request;
  request.out = out;
  request.outputs = {allOutputs().begin(), allOutputs().end()};
  request.cloud_every = 2;
  return request;
}

json summaryOf(const fs::path& out) { return json::parse(*readWhole(out / "summary.json")); }

TEST(Inspect, WritesEveryOutputWithTheRightNumbers) {
  const TemporaryFolder folder;
  const SyntheticSource source = drive(4);
  const auto engine = truthEngine();
  const auto report = inspect(source, *engine, everything(folder.path()), {});
  ASSERT_TRUE(report) << report.error().message();
  EXPECT_EQ(report->exported, 4);
  EXPECT_EQ(report->failed, 0);
  const fs::path out = folder.path();
  EXPECT_EQ((*readSingleChannel(out / "depth/f2.png"))[5][0].item<int>(),
            3 * 256);  // frame 2 is 3 m away, and more to the right
  EXPECT_EQ((*readNpy(out / "npy/f3.npy")).min().item<float>(), 4);
  EXPECT_EQ(readPly(out / "cloud/f2.ply")->size(), 32 * 48);
  EXPECT_FALSE(fs::exists(out / "cloud/f1.ply"));  // every second frame
  EXPECT_FALSE(fs::exists(out / "disparity"));     // ground truth has none
  EXPECT_TRUE(fs::exists(out / "overlay/f0.png"));
  EXPECT_GT(fs::file_size(out / "video.mp4"), 500U);
  const auto poses = readPoses(out / "trajectory_source_kitti.txt");
  ASSERT_TRUE(poses);
  EXPECT_EQ(poses->at(3).world_from_camera.translation().z(), 3);
  const json summary = summaryOf(out);
  EXPECT_EQ(summary["frames"]["exported"], 4);
  EXPECT_EQ(summary["contents"]["depth"]["scale"], "metric");
  const json road = summary["contents"]["semantics"]["classes"][0];
  EXPECT_EQ(road, (json{{"id", 0}, {"name", "road"}, {"colour", "#804080"}, {"pixel_share", 0.25}}));
  EXPECT_EQ(summary["source"]["camera"]["origin"], "kitti_default");
  EXPECT_GT(summary["stages"]["export"]["median_ms"].get<double>(), 0);
}

TEST(Inspect, GoesOnWhereItWasStopped) {
  const TemporaryFolder folder;
  const SyntheticSource source = drive(12);
  const auto engine = truthEngine();
  std::stop_source stop;
  const JobContext stopping{stop.get_token(), [&](const Progress& p) {
                              if (p.done == 5) stop.request_stop();
                            }};
  const auto stopped = inspect(source, *engine, everything(folder.path()), stopping);
  ASSERT_FALSE(stopped);
  EXPECT_TRUE(stopped.error().cancelled);
  EXPECT_FALSE(fs::exists(folder.path() / "summary.json"));
  EXPECT_FALSE(fs::exists(folder.path() / "video.mp4"));
  const auto first_written = fs::last_write_time(folder.path() / "depth/f0.png");
  const auto report = inspect(source, *engine, everything(folder.path()), {});
  ASSERT_TRUE(report);
  EXPECT_EQ(report->resumed, 5);
  EXPECT_EQ(report->exported, 7);
  EXPECT_EQ(fs::last_write_time(folder.path() / "depth/f0.png"), first_written);
  for (int i = 0; i < 12; ++i)
    EXPECT_TRUE(fs::exists(folder.path() / ("depth/f" + std::to_string(i) + ".png"))) << i;
  EXPECT_EQ(readPoses(folder.path() / "trajectory_source_tum.txt")->size(), 12U);
}

TEST(Inspect, AnExportThatIsFinishedIsNotWrittenAgain) {
  const TemporaryFolder folder;
  const SyntheticSource source = drive(6);
  const auto engine = truthEngine();
  ASSERT_TRUE(inspect(source, *engine, everything(folder.path()), {}));
  const auto video = fs::last_write_time(folder.path() / "video.mp4");
  InspectRequest part = everything(folder.path());
  part.end = 2;
  const auto report = inspect(source, *engine, part, {});
  ASSERT_TRUE(report) << report.error().message();
  EXPECT_EQ(report->exported, 0);
  EXPECT_EQ(fs::last_write_time(folder.path() / "video.mp4"), video);
  EXPECT_EQ(readPoses(folder.path() / "trajectory_source_tum.txt")->size(), 6U);  // all that the folder holds
  EXPECT_EQ(summaryOf(folder.path())["contents"]["depth"]["frames"], 6);
}

TEST(Inspect, MoreFramesMakeALongerVideo) {
  const TemporaryFolder folder;
  const SyntheticSource source = drive(6);
  const auto engine = truthEngine();
  InspectRequest part = everything(folder.path());
  part.end = 2;
  ASSERT_TRUE(inspect(source, *engine, part, {}));
  ASSERT_TRUE(inspect(source, *engine, everything(folder.path()), {}));
  EXPECT_EQ((*openSource(folder.path() / "video.mp4"))->completeInfo({})->count, 6);
}

TEST(Inspect, FramesThatAreNotThereAreNamed) {
  const TemporaryFolder folder;
  const SyntheticSource source = drive(3);
  const auto engine = truthEngine();
  InspectRequest request = everything(folder.path());
  request.begin = 99;
  EXPECT_THAT(inspect(source, *engine, request, {}).error().message(),
              HasSubstr("there is no frame 99: the source has 3"));
}

TEST(Inspect, OtherOutputsAreAddedToWhatTheFolderHolds) {
  const TemporaryFolder folder;
  const SyntheticSource base = drive(3);
  const FarSource source(base, 300);
  const auto engine = truthEngine();
  const auto run = [&](std::set<Output> outputs) {
    InspectRequest request = everything(folder.path());
    request.outputs = std::move(outputs);
    const auto report = inspect(source, *engine, request, {});
    EXPECT_TRUE(report) << report.error().message();
    return report ? report->exported : -1;
  };
  EXPECT_EQ(run({Output::depth}), 3);
  const auto written = fs::last_write_time(folder.path() / "depth/f0.png");
  EXPECT_EQ(run({Output::npy}), 3);
  EXPECT_EQ(run({Output::depth, Output::npy}), 0);
  EXPECT_EQ(fs::last_write_time(folder.path() / "depth/f0.png"), written);
  const json summary = summaryOf(folder.path());
  EXPECT_EQ(summary["outputs"], (json{"depth", "npy"}));
  EXPECT_EQ(summary["contents"]["depth"]["pixels_beyond_png16"], 3 * 32 * 48);
  fs::remove(folder.path() / "depth/f1.png");
  EXPECT_EQ(run({Output::depth}), 1) << "a deleted file is written again";
}

TEST(Inspect, CountsTheDepthThatAPngCannotHold) {
  const TemporaryFolder folder;
  const SyntheticSource source = drive(3);
  const FarSource far(source, 300);
  const auto engine = truthEngine();
  const auto report = inspect(far, *engine, everything(folder.path()), {});
  ASSERT_TRUE(report) << report.error().message();
  EXPECT_EQ(report->beyond_png16, 3 * 32 * 48);
  EXPECT_EQ(summaryOf(folder.path())["contents"]["depth"]["pixels_beyond_png16"], 3 * 32 * 48);
}

TEST(Inspect, DrawsSparseDepthAsDots) {
  const TemporaryFolder folder;
  const SyntheticSource source = drive(1);
  const SparseSource sparse(source);
  const auto engine = truthEngine();
  InspectRequest request = everything(folder.path());
  request.outputs = {Output::colour};
  ASSERT_TRUE(inspect(sparse, *engine, request, {}));
  const auto picture = *readImage(folder.path() / "colour/f0.png");
  const auto coloured = (picture != int{kNoValueColour[0]}).any(0);
  EXPECT_EQ(coloured.sum().item<int64_t>(), 9);  // one measured pixel, drawn three by three
  EXPECT_TRUE(coloured.slice(0, 9, 12).slice(1, 19, 22).all().item<bool>());
}

TEST(Inspect, AResumedExportHasTheColoursOfAnUnbrokenOne) {
  const TemporaryFolder whole;
  const TemporaryFolder parts;
  const SyntheticSource source = drive(8);
  const auto engine = truthEngine();
  ASSERT_TRUE(inspect(source, *engine, everything(whole.path()), {}));
  InspectRequest first = everything(parts.path());
  first.end = 5;
  ASSERT_TRUE(inspect(source, *engine, first, {}));
  fs::remove(parts.path() / "colour/f2.png");  // a second gap, before the first
  ASSERT_TRUE(inspect(source, *engine, everything(parts.path()), {}));
  const auto picture = [](const TemporaryFolder& folder, int i) {
    return *readWhole(folder.path() / ("colour/f" + std::to_string(i) + ".png"));
  };
  for (int i = 0; i < 8; ++i) EXPECT_EQ(picture(whole, i), picture(parts, i)) << i;
  EXPECT_NE(picture(whole, 6), picture(whole, 7));  // the colours do depend on the range
  EXPECT_EQ(*readWhole(whole.path() / "trajectory_source_kitti.txt"),
            *readWhole(parts.path() / "trajectory_source_kitti.txt"));
}

TEST(Inspect, AFileThatWasDeletedIsMadeAgain) {
  const TemporaryFolder folder;
  const SyntheticSource source = drive(4);
  const auto engine = truthEngine();
  ASSERT_TRUE(inspect(source, *engine, everything(folder.path()), {}));
  fs::remove(folder.path() / "overlay/f3.png");
  const auto again = inspect(source, *engine, everything(folder.path()), {});
  ASSERT_TRUE(again);
  EXPECT_EQ(again->exported, 1);
  EXPECT_TRUE(fs::exists(folder.path() / "overlay/f3.png"));
}

TEST(Inspect, ABrokenFrameIsCountedAndTheOthersAreExported) {
  const TemporaryFolder folder;
  SyntheticSource source = drive(5);
  source.breakFrame(2);
  const auto engine = truthEngine();
  const auto report = inspect(source, *engine, everything(folder.path()), {});
  ASSERT_TRUE(report);
  EXPECT_EQ(report->exported, 4);
  EXPECT_EQ(report->failed, 1);
  EXPECT_THAT(report->errors.front(), HasSubstr("frame 2: does not decode"));
  EXPECT_EQ(summaryOf(folder.path())["frames"]["failed"], 1);
}

TEST(Inspect, AFrameWithoutAnyDepthIsExportedAsSuch) {
  const TemporaryFolder folder;
  SyntheticSource source = drive(4);
  source.emptyDepth(0);
  source.emptyDepth(2);
  const auto engine = truthEngine();
  const auto report = inspect(source, *engine, everything(folder.path()), {});
  ASSERT_TRUE(report) << report.error().message();
  EXPECT_EQ(report->exported, 4);
  EXPECT_EQ(readSingleChannel(folder.path() / "depth/f2.png")->max().item<int>(), 0);
}

TEST(Inspect, AnotherWayToOpenTheSourceIsAnotherExport) {
  const TemporaryFolder folder;
  const SyntheticSource source = drive(2);
  const auto engine = truthEngine();
  InspectRequest request = everything(folder.path());
  ASSERT_TRUE(inspect(source, *engine, request, {}));
  request.opening.side = "right";
  EXPECT_THAT(inspect(source, *engine, request, {}).error().message(),
              HasSubstr("--side was \"left\", not \"right\""));
}

TEST(Inspect, RefusesAnotherExportsFolderAndEmptyRanges) {
  const TemporaryFolder folder;
  const SyntheticSource source = drive(3);
  const auto engine = truthEngine();
  ASSERT_TRUE(inspect(source, *engine, everything(folder.path()), {}));
  InspectRequest other = everything(folder.path());
  other.colour_map = ColourMap::grey;
  EXPECT_THAT(inspect(source, *engine, other, {}).error().message(), HasSubstr("holds another export"));
  InspectRequest nothing = everything(folder.path() / "b");
  nothing.begin = 3;
  EXPECT_THAT(inspect(source, *engine, nothing, {}).error().message(), HasSubstr("the source has 3"));
}

TEST(Inspect, AFullDiskIsOneClearErrorAndLeavesNoHalfFile) {
  const TemporaryFolder folder;
  if (mount("tmpfs", folder.path().c_str(), "tmpfs", 0, "size=96k") != 0)
    GTEST_SKIP() << "only root may mount a small disk";
  const SyntheticSource source = drive(64);
  {
    const auto engine = truthEngine();
    const auto full = inspect(source, *engine, everything(folder.path()), {});
    EXPECT_FALSE(full);
    if (!full) {
      EXPECT_THAT(full.error().message(), HasSubstr("No space left on device"));
    }
    for (const auto& entry : fs::recursive_directory_iterator(folder.path())) {
      EXPECT_THAT(entry.path().filename().string(), ::testing::Not(HasSubstr("partial"))) << entry.path();
      const bool whole = entry.path().extension() != ".png" || readImage(entry.path());
      EXPECT_TRUE(whole) << entry.path();
    }
  }
  umount(folder.path().c_str());
}

/// Depth 1 everywhere, of no known scale.
class Ones final : public Method {
 public:
  Status prepare(torch::Device, Precision) override { return {}; }
  Result<Prediction> predict(const Input& input) override {
    Prediction prediction;
    prediction.depth = at::ones({input.target.height(), input.target.width()});
    prediction.scale = {ScaleKind::relative, "ones"};
    return prediction;
  }
};

TEST(Inspect, DepthIsScaledAsWished) {
  const TemporaryFolder folder;
  const SyntheticSource source = drive(2);
  MethodSpec spec;
  spec.id = "ones";
  const auto engine = Engine::create(spec, std::make_shared<Ones>(), {}, {.device = "cpu"});
  ASSERT_TRUE(engine);
  InspectRequest request;
  request.outputs = {Output::npy};
  const auto depthWith = [&](const ScaleChoice& scale, const char* name) {
    request.out = folder.path() / name;
    request.scale = scale;
    const auto report = inspect(source, **engine, request, {});
    EXPECT_TRUE(report) << (report ? "" : report.error().message());
    return readNpy(request.out / "npy" / (source.at(0, {})->name + ".npy"))->max().item<double>();
  };
  EXPECT_DOUBLE_EQ(depthWith({}, "method"), 1);
  EXPECT_DOUBLE_EQ(depthWith({ScaleRule::factor, 3}, "factor"), 3);
  const at::Tensor truth = *source.at(0, {.depth = true})->depth_m;
  EXPECT_NEAR(depthWith({ScaleRule::ground_truth, 1}, "truth"), at::quantile(truth, 0.5).item<double>(),
              1e-5);
  request.scale = {ScaleRule::factor, 4};
  const auto refused = inspect(source, **engine, request, {});
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().message(), HasSubstr("--scale"));
}

/// Frame 13 is car, at 14 metres and more.
class Looks : public ::testing::Test {
 protected:
  PointCloud cloud() { return *readPly(exported({Output::cloud}) / "cloud/f13.ply"); }
  at::Tensor overlay() { return *readImage(exported({Output::overlay}) / "overlay/f13.png"); }
  fs::path exported(std::set<Output> outputs) {
    request_.out = folder_.path() / std::to_string(++runs_);
    request_.outputs = std::move(outputs);
    request_.begin = 13;
    const auto engine = truthEngine();
    const auto report = inspect(drive(14), *engine, request_, {});
    EXPECT_TRUE(report) << report.error().message();
    return request_.out;
  }
  InspectRequest request_;

 private:
  TemporaryFolder folder_;
  int runs_ = 0;
};

TEST_F(Looks, ClassesHaveTheChosenColoursOrAreHidden) {
  ASSERT_TRUE(colourClass(request_.class_colours, "car=#ff0080"));
  request_.overlay_opacity = 1;
  EXPECT_TRUE((overlay()[2] == 128).all().item<bool>());
  request_.cloud_colours = CloudColours::classes;
  EXPECT_TRUE((cloud().rgb->select(1, 0) == 255).all().item<bool>());
  ASSERT_TRUE(hideClass(request_.hidden_classes, "car"));
  EXPECT_TRUE((overlay() == 13).all().item<bool>()) << "the image alone";
  EXPECT_EQ(cloud().size(), 0);
}

TEST_F(Looks, PointsAreColouredAsTheDepthOrItsError) {
  request_.range = Range{14, 50};
  request_.scaling = Scaling::linear;
  request_.cloud_colours = CloudColours::depth;
  const at::Tensor by_depth = *cloud().rgb;
  const Colour nearest = colourTable(ColourMap::turbo)[0];
  EXPECT_EQ(by_depth[0][2].item<int>(), nearest[2]);
  const at::Tensor picture = *readImage(exported({Output::colour}) / "colour/f13.png");
  EXPECT_TRUE(at::equal(by_depth, picture.permute({1, 2, 0}).reshape({-1, 3})));
  request_.scaling = Scaling::inverse;
  EXPECT_FALSE(at::equal(by_depth, *cloud().rgb));
  request_.cloud_colours = CloudColours::error;  // of the truth itself: none
  const Colour exact = colourTable(ColourMap::magma)[0];
  EXPECT_TRUE((cloud().rgb->select(1, 1) == exact[1]).all().item<bool>());
}

TEST(Inspect, OutputNamesRoundTrip) {
  for (const Output output : allOutputs()) EXPECT_EQ(*parseOutput(outputName(output)), output);
  EXPECT_THAT(parseOutput("dept").error().message(), HasSubstr("There are: depth, npy"));
}

}  // namespace
}  // namespace kerb
