// What a trainer leaves when an iteration fails: a state that can be saved and gone on from, or a word that
// there is none.
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/train/checkpoint.h"
#include "core/weights/copy_into.h"
#include "tests/core/train/toy_method.h"
#include "tests/temporary_folder.h"

namespace kerb {
namespace {

using ::testing::HasSubstr;

void expectSame(const TensorMap& expected, const torch::nn::Module& module) {
  for (const auto& [name, tensor] : tensorsOf(module))
    EXPECT_TRUE(at::equal(tensor, expected.at(name))) << name;
}

/// Step a alone, with batch norm.
TrainingPlan onePlan(const std::shared_ptr<ToyMethod>& toy) {
  TrainingPlan plan = flowPlan(toy);
  plan.phases[0].cycle.resize(1);
  plan.phases[0].cycle[0].trains[0].modules.emplace_back("norm");
  return plan;
}

StreamData dataWithout(int64_t broken) {
  StreamData data = toyData();
  auto source = std::make_shared<SyntheticSource>(13, 8, 16);
  if (broken >= 0) source->breakFrame(broken);
  data.source = source;
  return data;
}

std::unique_ptr<Trainer> over(const std::shared_ptr<ToyMethod>& toy, TrainingPlan plan, int64_t broken,
                              const TrainerOptions& options) {
  auto made = Trainer::create(toy, std::move(plan),
                              {{"depth", dataWithout(broken)}, {"semantic", dataWithout(broken)}}, options);
  if (!made) throw std::runtime_error(made.error().message());
  return *std::move(made);
}

/// Where a frame does not decode, what was trained before is kept: mended and resumed, it ends in the same
/// bits.
TEST(TrainerFailure, AFrameThatCannotBeReadLosesNothing) {
  for (const int64_t parts : {1, 2}) {
    const TrainerOptions options{.seed = 5, .accumulate = parts, .loader_threads = 2};
    const auto expected = std::make_shared<ToyMethod>(true), stopped = std::make_shared<ToyMethod>(true);
    const auto straight = over(expected, onePlan(expected), -1, options);
    while (!straight->finished()) iterate(*straight);

    // Twelve of thirteen frames make an epoch: some frame waits for the second one, and the first goes well.
    int64_t late = 0;
    std::unique_ptr<Trainer> first;
    Result<IterationReport> failed = Error{"none"};
    for (;; ++late) {
      ASSERT_LT(late, 13);
      first = over(stopped, onePlan(stopped), late, options);
      failed = first->iterate(false);
      if (failed) break;
      ASSERT_TRUE(copyInto(*stopped, tensorsOf(*std::make_shared<ToyMethod>(true))));
    }
    while (failed) failed = first->iterate(false);
    EXPECT_THAT(failed.error().message(), HasSubstr("does not decode"));
    ASSERT_TRUE(first->isWhole());
    ASSERT_GT(first->state().iteration, 0);

    const TemporaryFolder folder;
    ASSERT_TRUE(writeCheckpoint(folder.path(), *first, *stopped, toyInfo(), {}));
    std::vector<std::string> damaged;
    const auto checkpoint = readNewestCheckpoint(folder.path(), damaged);
    ASSERT_TRUE(checkpoint);
    const auto resumed = std::make_shared<ToyMethod>(true);
    const auto rest = over(resumed, onePlan(resumed), -1, options);
    ASSERT_TRUE(copyInto(*resumed, checkpoint->model.tensors));
    ASSERT_TRUE(rest->restore(checkpoint->state, checkpoint->optimisers));
    while (!rest->finished()) iterate(*rest);
    expectSame(copyOf(*expected), *resumed);
  }
}

TEST(TrainerFailure, ALossThatIsNotFiniteLeavesTheStatisticsOfTheIterationBefore) {
  const auto toy = std::make_shared<ToyMethod>(true);
  TrainingPlan plan = onePlan(toy);
  plan.phases[0].cycle[0].loss = [inner = plan.phases[0].cycle[0].loss](const StepInput& input) {
    StepInput broken = input;
    if (input.iteration == 2) broken.batches[0].target.augmented = input.batches[0].target.augmented / 0;
    return inner(broken);
  };
  const auto training = trainer(toy, plan);
  for (int i = 0; i < 2; ++i) iterate(*training);
  const TensorMap before = copyOf(*toy);
  const TrainerState state = training->state();
  ASSERT_FALSE(training->iterate(false));
  EXPECT_TRUE(training->isWhole());
  EXPECT_EQ(training->state().iteration, 2);
  EXPECT_EQ(training->state().drawn, state.drawn);
  expectSame(before, *toy);
}

TEST(TrainerFailure, AfterAStepThatTrainedThereIsNothingToSave) {
  const auto toy = std::make_shared<ToyMethod>();
  TrainingPlan plan = flowPlan(toy);
  plan.phases[0].cycle[1].loss = [](const StepInput& input) {
    return StepOutput{{{"bad", input.batches[0].target.image.sum() / 0, 1}}, {}, {}};
  };
  const auto training = trainer(toy, plan);
  EXPECT_THAT(training->iterate(false).error().message(), HasSubstr("'bad' of step 'b'"));
  EXPECT_FALSE(training->isWhole());
}

TEST(TrainerFailure, AGradientThatIsNotFiniteIsShown) {
  const auto toy = std::make_shared<ToyMethod>();
  TrainingPlan plan = onePlan(std::make_shared<ToyMethod>(true));
  plan.phases[0].cycle[0].trains = {{"adam", {"shared", "head_a"}}};
  plan.phases[0].cycle[0].loss = [toy](const StepInput&) {  // sqrt has no derivative at 0
    return StepOutput{{{"root", (toy->head_a->weight * 0).sum().sqrt(), 1}}, {}, {}};
  };
  for (const bool skip : {false, true}) {
    const auto training = trainer(toy, plan, {.skip_non_finite = skip});
    std::vector<std::string> shown;
    training->on_non_finite = [&](const std::string& step, const std::string& term, const StepInput& input) {
      shown.push_back(step + " " + term + " " + std::to_string(input.batches.at(0).size()));
    };
    EXPECT_EQ(static_cast<bool>(training->iterate(false)), skip);
    EXPECT_THAT(shown, testing::ElementsAre("a gradient 4"));
    EXPECT_TRUE(training->isWhole());
  }
  const auto in_parts = trainer(toy, plan, {.accumulate = 2});
  std::set<int64_t> shown;
  in_parts->on_non_finite = [&](const std::string&, const std::string&, const StepInput& input) {
    for (const Batch& batch : input.batches) shown.insert(batch.indices.begin(), batch.indices.end());
  };
  EXPECT_FALSE(in_parts->iterate(false));
  EXPECT_EQ(shown.size(), 4U) << "the whole batch, not its last part alone";
}

/// A frame of the second step's stream fails before the first step trains: all is as it was.
TEST(TrainerFailure, AFrameOfALaterStepIsReadBeforeTheFirstTrains) {
  const auto toy = std::make_shared<ToyMethod>();
  StreamData broken = toyData(9, 3);
  auto source = std::make_shared<SyntheticSource>(13, 8, 16);
  for (int64_t i = 0; i < 13; ++i) source->breakFrame(i);
  broken.source = source;
  auto training = Trainer::create(toy, flowPlan(toy), {{"depth", toyData()}, {"semantic", broken}},
                                  {.loader_threads = 2});
  ASSERT_TRUE(training);
  const TensorMap before = copyOf(*toy);
  EXPECT_THAT((*training)->iterate(false).error().message(), HasSubstr("does not decode"));
  EXPECT_TRUE((*training)->isWhole());
  EXPECT_THAT((*training)->state().drawn, testing::Each(testing::Pair(testing::_, 0)));
  expectSame(before, *toy);
}

/// LibTorch throws, out of memory above all: an Error like others, after which the state can be saved.
TEST(TrainerFailure, WhatIsThrownIsAnError) {
  const auto toy = std::make_shared<ToyMethod>(true);
  TrainingPlan plan = onePlan(toy);
  plan.phases[0].cycle[0].loss = [inner = plan.phases[0].cycle[0].loss](const StepInput& input) {
    StepOutput output = inner(input);
    if (input.iteration == 1) TORCH_CHECK(false, "out of memory");
    return output;
  };
  const auto training = trainer(toy, plan);
  iterate(*training);
  const TensorMap before = copyOf(*toy);
  EXPECT_THAT(training->iterate(false).error().message(), HasSubstr("out of memory"));
  EXPECT_TRUE(training->isWhole());
  expectSame(before, *toy);
}

/// A device that has failed throws at whatever comes after, too.
TEST(TrainerFailure, TheFirstErrorIsTheOneThatIsSaid) {
  const auto toy = std::make_shared<ToyMethod>(true);
  TrainingPlan plan = onePlan(toy);
  plan.phases[0].cycle[0].loss = [toy](const StepInput&) -> StepOutput {
    toy->pool = at::zeros({});  // what was kept before does not fit it: restoring throws
    throw std::runtime_error("out of memory");
  };
  const auto training = trainer(toy, plan);
  EXPECT_EQ(training->iterate(false).error().message(), "out of memory");
  EXPECT_FALSE(training->isWhole());
}

/// Step a alone, judged by a pool of what it saw before.
TrainingPlan pooledPlan(const std::shared_ptr<ToyMethod>& toy) {
  toy->pool = at::zeros({});
  TrainingPlan plan = flowPlan(toy);
  plan.phases[0].cycle.resize(1);
  plan.phases[0].cycle[0].loss = [toy, inner = plan.phases[0].cycle[0].loss](const StepInput& input) {
    StepOutput output = inner(input);
    toy->pool = 0.5 * toy->pool + input.batches[0].target.augmented.mean();
    output.terms.push_back({"pool", (toy->head_a->bias * toy->pool).square().sum(), 1});
    return output;
  };
  return plan;
}

TEST(TrainerFailure, WhatAMethodKeepsOfItsOwnIsRestored) {
  const TemporaryFolder folder;
  const auto whole = std::make_shared<ToyMethod>();
  const auto straight = trainer(whole, pooledPlan(whole));
  while (!straight->finished()) {
    if (straight->state().iteration == 5) {
      ASSERT_TRUE(writeCheckpoint(folder.path(), *straight, *whole, toyInfo(), {}));
    }
    iterate(*straight);
  }
  const auto checkpoint = readCheckpoint(checkpointAt(folder.path(), 5));
  ASSERT_TRUE(checkpoint) << checkpoint.error().message();
  const auto second = std::make_shared<ToyMethod>();
  const auto resumed = trainer(second, pooledPlan(second));
  ASSERT_TRUE(copyInto(*second, checkpoint->model.tensors));
  ASSERT_TRUE(second->restoreExtraState(checkpoint->extra));
  ASSERT_TRUE(resumed->restore(checkpoint->state, checkpoint->optimisers));
  EXPECT_NE(second->pool.item<float>(), whole->pool.item<float>());
  while (!resumed->finished()) iterate(*resumed);
  expectSame(copyOf(*whole), *second);
  EXPECT_EQ(second->pool.item<float>(), whole->pool.item<float>());
}

TEST(TrainerFailure, AStepThatIsLeftOutLeavesWhatAMethodKeeps) {
  const auto toy = std::make_shared<ToyMethod>();
  TrainingPlan plan = pooledPlan(toy);
  plan.phases[0].cycle[0].loss = [inner = plan.phases[0].cycle[0].loss](const StepInput& input) {
    StepOutput output = inner(input);
    if (input.iteration == 1) output.terms[0].value = output.terms[0].value / 0;
    return output;
  };
  const auto training = trainer(toy, plan, {.skip_non_finite = true});
  iterate(*training);
  const float kept = toy->pool.item<float>();
  ASSERT_NE(kept, 0);
  EXPECT_TRUE(iterate(*training).steps[0].skipped);
  EXPECT_EQ(toy->pool.item<float>(), kept);
  EXPECT_FALSE(iterate(*training).steps[0].skipped);
  EXPECT_NE(toy->pool.item<float>(), kept);
}

/// A resume with fewer epochs than were trained goes on with the next phase at once.
TEST(TrainerFailure, FewerEpochsThanWereTrainedEndThePhase) {
  const auto toy = std::make_shared<ToyMethod>();
  TrainingPlan plan = flowPlan(toy);
  plan.phases.push_back(plan.phases[0]);
  plan.phases[1].name = "second";
  const auto before = trainer(toy, plan);
  for (int i = 0; i < 8; ++i) iterate(*before);  // of 12
  plan.phases[0].epochs = 2;
  const auto after = trainer(toy, plan);
  ASSERT_TRUE(after->restore(before->state(), before->optimiserState()));
  EXPECT_EQ(after->state().phase_name, "second");
  EXPECT_EQ(after->totalIterations(), 8 + 12);
  while (!after->finished()) EXPECT_EQ(iterate(*after).phase, "second");
  EXPECT_EQ(after->state().iteration, 20);
}

TEST(StreamData, OtherPicturesOfTheSameLengthAreNoticed) {
  const StreamData data = toyData();
  EXPECT_EQ(contentOf(*data.source, data.targets), contentOf(*toyData().source, data.targets));
  EXPECT_NE(contentOf(*data.source, data.targets), contentOf(*toyData(13, 1).source, toyData(13, 1).targets));
  EXPECT_NE(contentOf(SyntheticSource(13, 8, 18), data.targets), contentOf(*data.source, data.targets));
}

}  // namespace
}  // namespace kerb
