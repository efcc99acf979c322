#include "core/train/run_log.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>

#include <ATen/ATen.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/base/file.h"
#include "core/weights/safetensors.h"
#include "tests/temporary_folder.h"

namespace kerb {
namespace {

using ::testing::HasSubstr;

StepInput seen(int64_t iteration) {
  StepInput input;
  input.iteration = iteration;
  input.seed = 77;
  Batch batch;
  batch.indices = {3, 5};
  const auto view = [](double value) {
    return BatchView{at::full({2, 3, 4, 8}, value), at::full({2, 3, 4, 8}, value + 0.5)};
  };
  batch.target = view(1);
  batch.previous = view(2);
  batch.stereo = view(3);
  batch.pyramid = {batch.target.image, at::ones({2, 3, 2, 4})};
  batch.intrinsics = at::ones({2, 3, 3});
  batch.partner_from_target = at::ones({2, 4, 4});
  batch.depth_m = at::full({2, 1, 4, 8}, 9.0);
  batch.semantics = at::full({2, 4, 8}, 7, at::kByte);
  input.batches = {batch};
  return input;
}

/// All that the loss was computed from, under the number of the iteration.
TEST(RunLog, SavesWhatAStepSaw) {
  const TemporaryFolder folder;
  auto ranks = Ranks::join({});
  ASSERT_TRUE(ranks);
  std::vector<std::string> lines;
  RunLog log(folder.path(), **ranks, [&](const std::string& line) { lines.push_back(line); });
  log.nonFinite("depth", "reprojection/0", seen(11));
  const auto saved = readSafetensors(folder.path() / "non_finite_step-00000012-depth.safetensors");
  ASSERT_TRUE(saved) << saved.error().message();
  EXPECT_EQ(saved->metadata.at("step"), "depth");
  EXPECT_EQ(saved->metadata.at("term"), "reprojection/0");
  EXPECT_EQ(saved->metadata.at("iteration"), "12");
  EXPECT_EQ(saved->metadata.at("seed"), "77");
  std::vector<std::string> names;
  for (const auto& [name, tensor] : saved->tensors) names.push_back(name);
  EXPECT_THAT(names, testing::UnorderedElementsAre("0.target", "0.target.augmented", "0.target.scale1",
                                                   "0.previous", "0.previous.augmented", "0.stereo",
                                                   "0.stereo.augmented", "0.intrinsics", "0.indices",
                                                   "0.partner_from_target", "0.depth_m", "0.semantics"));
  EXPECT_TRUE(at::equal(saved->tensors.at("0.previous.augmented"), at::full({2, 3, 4, 8}, 2.5)));
  EXPECT_THAT(lines, testing::ElementsAre("iteration 12: 'reprojection/0' of step 'depth' is not finite",
                                          HasSubstr("non_finite_step-00000012-depth")));
}

TEST(RunLog, ARunThatSkipsManyDoesNotFillTheDisk) {
  const TemporaryFolder folder;
  auto ranks = Ranks::join({});
  ASSERT_TRUE(ranks);
  RunLog log(folder.path(), **ranks, {});
  for (int64_t i = 0; i < 20; ++i) log.nonFinite("depth", "gradient", seen(i));
  const auto files = std::filesystem::directory_iterator(folder.path());
  EXPECT_EQ(std::distance(begin(files), end(files)), 8);
}

TEST(RunLog, WritesTheRateOfEachOptimiser) {
  const TemporaryFolder folder;
  auto ranks = Ranks::join({});
  ASSERT_TRUE(ranks);
  {
    RunLog log(folder.path(), **ranks, {});
    ASSERT_TRUE(log.open({}));
    IterationReport report;
    report.iteration = 1;
    report.steps.resize(2);
    report.steps[0].name = "depth";
    report.steps[0].learning_rates = {{"adam", 0.5}};
    report.steps[1].name = "gan";
    report.steps[1].learning_rates = {{"g", 0.25}, {"d", 0.125}};
    ASSERT_TRUE(log.scalars(report));
  }
  std::map<std::string, double> rates;
  for (const auto& file : std::filesystem::directory_iterator(folder.path())) {
    if (!file.path().filename().string().starts_with("events")) continue;
    const auto events = readScalars(file.path());
    ASSERT_TRUE(events) << events.error().message();
    for (const ScalarEvent& event : *events) {
      if (event.tag.find("learning_rate") != std::string::npos) rates[event.tag] = event.value;
    }
  }
  EXPECT_EQ(rates, (std::map<std::string, double>{{"depth/learning_rate", 0.5},
                                                  {"gan/learning_rate/g", 0.25},
                                                  {"gan/learning_rate/d", 0.125}}));
}

TEST(RunLog, PicturesOfSeveralStepsHaveTheirNames) {
  IterationReport report;
  for (const char* name : {"depth", "gan"}) {
    StepReport& step = report.steps.emplace_back();
    step.name = name;
    step.pictures = {{"target", at::zeros({3, 4, 8}, at::kByte)}};
  }
  const auto written = [&] {
    const TemporaryFolder folder;
    const auto ranks = Ranks::join({});
    RunLog log(folder.path(), **ranks, {});
    EXPECT_TRUE(log.open({}));
    EXPECT_TRUE(log.pictures(report));
    std::string bytes;
    for (const auto& file : std::filesystem::directory_iterator(folder.path()))
      if (file.path().filename().string().starts_with("events")) bytes += *readWhole(file.path());
    return bytes;
  };
  EXPECT_THAT(written(), testing::AllOf(HasSubstr("depth/target"), HasSubstr("gan/target")));
  report.steps.pop_back();
  EXPECT_THAT(written(), testing::AllOf(HasSubstr("target"), testing::Not(HasSubstr("depth/target"))));
}

/// The term is said in any case.
TEST(RunLog, TheProgressBarShowsTermsAndOfScalesTheMean) {
  RunStatus status;
  status.epoch = 2;
  status.loss = 0.5;
  status.images_per_second = 1.25;
  status.waiting_share = 0.03;
  status.terms = {{"reprojection/0", 0.25}, {"smoothness/0", 2}, {"reprojection/10", 0.75}, {"a/edges2", 1}};
  EXPECT_EQ(
      RunLog::lineOf(status),
      "epoch 3 loss 0.5000 reprojection 0.5000 smoothness 2.0000 a/edges2 1.0000 1.25 images/s 3 % waiting");
}

TEST(RunLog, WhatCannotBeSavedIsStillNamed) {
  const TemporaryFolder folder;
  const auto no_folder = folder.path() / "file";
  std::ofstream(no_folder) << "a file";
  auto ranks = Ranks::join({});
  ASSERT_TRUE(ranks);
  std::vector<std::string> lines;
  RunLog log(no_folder, **ranks, [&](const std::string& line) { lines.push_back(line); });
  log.nonFinite("depth", "smoothness/1", seen(4));
  EXPECT_THAT(lines, testing::ElementsAre(HasSubstr("'smoothness/1' of step 'depth'"),
                                          HasSubstr(no_folder.string())));
}

}  // namespace
}  // namespace kerb
