#include "core/train/validation.h"

#include <cmath>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/weights/copy_into.h"
#include "tests/core/train/toy_method.h"

namespace kerb {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

std::map<std::string, StreamData> heldOut() {
  return {{"depth", toyData(9, 20)}, {"semantic", toyData(8, 30)}};
}

std::unique_ptr<Validation> validation(const std::shared_ptr<ToyMethod>& toy, const TrainingPlan& plan) {
  auto made = Validation::create(toy, plan, heldOut(), {});
  if (!made) throw std::runtime_error(made.error().message());
  return *std::move(made);
}

double figure(const Result<Figures>& figures, const std::string& name) {
  if (!figures) throw std::runtime_error(figures.error().message());
  const auto found = figureOf(*figures, name);
  return found ? *found : std::nan("");
}

TEST(Validation, GivesTheLossesOfEachStepAndTheirSum) {
  const auto toy = std::make_shared<ToyMethod>();
  const TrainingPlan plan = flowPlan(toy);
  const auto held_out = validation(toy, plan);
  const auto figures = held_out->run(0, 0);
  EXPECT_NEAR(figure(figures, "a/loss"),
              figure(figures, "a/terms/square") + 0.1 * figure(figures, "a/terms/size"), 1e-9);
  EXPECT_NEAR(figure(figures, "loss"), figure(figures, "a/loss") + figure(figures, "b/loss"), 1e-9);
  EXPECT_EQ(*figures, *held_out->run(0, 0)) << "the same every time";
  EXPECT_NE(figure(figures, "loss"), figure(held_out->run(0, 1), "loss")) << "of one batch alone";
  EXPECT_THAT(figureOf(*figures, "accuracy").error().message(),
              AllOf(HasSubstr("no figure 'accuracy'"), HasSubstr("a/terms/square")));
}

/// Pictures that differ where they are turned or have other colours.
std::map<std::string, StreamData> drives() {
  const auto drive = openSource("synthetic:seed=4,frames=9,width=64,height=32");
  if (!drive) throw std::runtime_error(drive.error().message());
  const StreamData data{std::shared_ptr<Source>((*drive)->clone()), {0, 1, 2, 3, 4, 5, 6, 7, 8}};
  return {{"depth", data}, {"semantic", data}};
}

TEST(Validation, SeesFramesAsTheyAre) {
  const auto toy = std::make_shared<ToyMethod>(), twin = std::make_shared<ToyMethod>();
  TrainingPlan plain = flowPlan(toy), drawn = flowPlan(toy), trained = flowPlan(twin);
  for (StreamSpec& stream : plain.streams) stream.augmentation = {0, 0};
  for (auto* streams : {&drawn.streams, &trained.streams}) {
    for (StreamSpec& stream : *streams) stream.augmentation = {1, 1};
  }
  const auto of = [&](const TrainingPlan& plan) {
    const auto held_out = Validation::create(toy, plan, drives(), {});
    return held_out ? (*held_out)->run(0, 0) : Result<Figures>(held_out.error());
  };
  const auto figures = of(plain);
  ASSERT_TRUE(figures) << figures.error().message();
  EXPECT_EQ(*figures, *of(drawn));
  const auto first = [](const std::shared_ptr<ToyMethod>& method, const TrainingPlan& plan) {
    return iterate(**Trainer::create(method, plan, drives(), {.seed = 5})).steps[0].total;
  };
  EXPECT_NE(first(toy, plain), first(twin, trained)) << "else it does not matter";
}

TEST(Validation, LeavesTheTrainingAsItIs) {
  const auto plain = std::make_shared<ToyMethod>(true), watched = std::make_shared<ToyMethod>(true);
  const auto train = [](const std::shared_ptr<ToyMethod>& toy, bool validates) {
    const TrainingPlan plan = flowPlan(toy);
    const auto held_out = validation(toy, plan);
    const auto run = trainer(toy, flowPlan(toy));
    for (int i = 0; i < 5; ++i) {
      iterate(*run);
      if (validates) {
        EXPECT_TRUE(held_out->run(0, 0));
      }
    }
  };
  train(plain, false);
  train(watched, true);
  const TensorMap expected = tensorsOf(*plain);
  for (const auto& [name, tensor] : tensorsOf(*watched))
    EXPECT_TRUE(at::equal(tensor, expected.at(name))) << name;
}

TEST(Validation, CanBeStopped) {
  const auto toy = std::make_shared<ToyMethod>();
  const TrainingPlan plan = flowPlan(toy);
  std::stop_source stop;
  stop.request_stop();
  const auto figures = validation(toy, plan)->run(0, 0, {stop.get_token(), {}});
  ASSERT_FALSE(figures);
  EXPECT_TRUE(figures.error().cancelled);
}

TEST(Validation, SaysHowFarItIs) {
  const auto toy = std::make_shared<ToyMethod>();
  const TrainingPlan plan = flowPlan(toy);
  std::vector<std::string> said;
  const JobContext job{
      {}, [&](const Progress& progress) {
        said.push_back(fmt::format("{} {}/{}", progress.stage, progress.done, progress.total));
      }};
  ASSERT_TRUE(validation(toy, plan)->run(0, 0, job));
  EXPECT_THAT(said, testing::ElementsAre("validation a 0/2", "validation a 1/2", "validation b 0/2",
                                         "validation b 1/2"));
}

TEST(Validation, SaysOnceWhatItLeavesOut) {
  const auto toy = std::make_shared<ToyMethod>();
  const TrainingPlan plan = flowPlan(toy);
  auto data = heldOut();
  auto source = std::make_shared<SyntheticSource>(29, 8, 16);
  source->breakFrame(22);
  data.at("depth").source = source;
  const auto held_out = Validation::create(toy, plan, data, {.skip_broken = true});
  ASSERT_TRUE(held_out);
  std::vector<std::string> said;
  const auto left_out = [&](const std::string& line) { said.push_back(line); };
  for (int i = 0; i < 2; ++i) EXPECT_TRUE((*held_out)->run(0, 0, {}, left_out));
  EXPECT_THAT(said, testing::ElementsAre(HasSubstr("frame 22: ")));
}

TEST(Validation, TooLittleDataIsNamed) {
  const auto toy = std::make_shared<ToyMethod>();
  const TrainingPlan plan = flowPlan(toy);
  const auto made = Validation::create(toy, plan, {{"depth", toyData(3)}, {"semantic", toyData(9)}}, {});
  ASSERT_FALSE(made);
  EXPECT_THAT(made.error().message(), HasSubstr("3 frames can be validated on, and a batch takes 4"));
}

TEST(Validation, AStepSaysOfWhichFiguresALargerOneIsBetter) {
  TrainingPlan plan = flowPlan(std::make_shared<ToyMethod>());
  PhaseSpec& phase = plan.phases[0];
  phase.cycle[0].larger_is_better = {"accuracy"};
  EXPECT_TRUE(isLargerBetter(phase, "a/accuracy"));
  for (const char* name : {"accuracy", "b/accuracy", "a/loss", "loss"})
    EXPECT_FALSE(isLargerBetter(phase, name)) << name;
  phase.cycle.resize(1);
  EXPECT_TRUE(isLargerBetter(phase, "accuracy"));
}

}  // namespace
}  // namespace kerb
