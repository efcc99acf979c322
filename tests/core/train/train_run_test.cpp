// Whole runs of a toy in a folder: what ends them, and how they go on.
#include "core/train/train_run.h"

#include <array>
#include <cmath>
#include <functional>
#include <future>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/base/file.h"
#include "core/train/checkpoint.h"
#include "core/train/rate_journal.h"
#include "core/weights/safetensors.h"
#include "tests/core/train/toy_method.h"
#include "tests/free_port.h"
#include "tests/temporary_folder.h"

namespace kerb {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class FragileToy final : public ToyMethod {
 public:
  TensorMap extraState() const override {
    TORCH_CHECK(!device_is_lost, "the device is lost");
    return ToyMethod::extraState();
  }
  bool device_is_lost = false;
};

// What a test does to a run: the functions of a MethodSpec cannot capture it.
std::function<void()> at_plan;
std::function<void(FragileToy& toy, const StepInput& input)> at_loss;

Result<TrainingPlan> fragilePlan(const std::shared_ptr<Method>& method, const Parameters& training) {
  if (at_plan) at_plan();
  const auto toy = std::dynamic_pointer_cast<FragileToy>(method);
  TrainingPlan plan = flowPlan(toy, training.get<int64_t>("epochs"));
  plan.streams.resize(1);
  plan.optimisers[0].adam.learning_rate = training.get<double>("learning_rate");
  plan.phases[0].cycle.resize(1);
  LossFunction& loss = plan.phases[0].cycle[0].loss;
  loss = [toy, inner = loss](const StepInput& input) {
    if (at_loss) at_loss(*toy, input);
    return inner(input);
  };
  return plan;
}

MethodSpec fragileSpec() {
  MethodSpec spec;
  spec.id = spec.title = "toy";
  spec.create = [](const Parameters&, const Weights*) -> Result<std::shared_ptr<Method>> {
    return std::shared_ptr<Method>(std::make_shared<FragileToy>());
  };
  spec.training = {{"epochs", "of the run", int64_t{3}, 1, 100, "", {}},
                   {"learning_rate", "of adam", 1e-2, {}, {}, "", {}}};
  spec.plan = fragilePlan;
  return spec;
}

/// torchrun's agent, as ranks see it: a store that outlives their attempts.
class Agent {
 public:
  Agent() : port_(static_cast<uint16_t>(std::stoi(freePort()))) {
    serving_ = std::async(std::launch::async, [this] {
      return Ranks::join({.world = 2, .port = port_}, {.arrival = std::chrono::seconds(300)});
    });
  }
  /// The rank for which it waits comes.
  ~Agent() {
    const auto last = Ranks::join({.rank = 1, .world = 2, .port = port_});
    serving_.wait();
  }
  Agent(const Agent&) = delete;
  Agent& operator=(const Agent&) = delete;

  std::shared_ptr<Ranks> attempt(int64_t number) const {
    auto ranks = Ranks::join({.port = port_, .agent = true, .attempt = number});
    if (!ranks) throw std::runtime_error(ranks.error().message());
    return *std::move(ranks);
  }

 private:
  uint16_t port_;
  std::future<Result<std::shared_ptr<Ranks>>> serving_;
};

/// Two iterations an epoch, and a checkpoint after each.
class TrainRun : public ::testing::Test {
 protected:
  void TearDown() override {
    at_plan = {};
    at_loss = {};
  }
  RunRequest request() {
    RunRequest request;
    request.folder = folder_.path() / "run";
    request.config.method = "toy";
    request.config.run = {{"device", "cpu"}, {"threads", "1"}, {"samples", "0"}, {"keep", "9"}};
    request.config.data.push_back({"", "synthetic:seed=4,frames=8,width=64,height=64", {}, {}});
    request.version = "test";
    request.say = [this](const std::string& line) { said_ += line + "\n"; };
    return request;
  }
  Result<RunResult> run(const RunRequest& request, RunControl& control, const JobContext& job = {}) const {
    return train(request, {fragileSpec()}, control, job);
  }
  std::string failure() {
    RunControl control;
    const auto result = run(request(), control);
    return result ? "no error" : result.error().message();
  }
  std::string log() const { return *readWhole(folder_.path() / "run/log.txt"); }

  TemporaryFolder folder_;
  std::string said_;
};

TEST_F(TrainRun, WhatIsThrownBeforeTheFirstStepLeavesNothing) {
  at_plan = [] { TORCH_CHECK(false, "out of memory"); };
  EXPECT_THAT(failure(), AllOf(HasSubstr("out of memory"), HasSubstr("batch_size")));
  EXPECT_FALSE(fs::exists(folder_.path() / "run"));
}

TEST_F(TrainRun, WhatIsThrownBetweenStepsEndsItInOrder) {
  at_loss = [](FragileToy& toy, const StepInput& input) { toy.device_is_lost = input.iteration == 1; };
  RunControl control;
  const auto result = run(request(), control);
  ASSERT_FALSE(result);
  EXPECT_THAT(result.error().message(), HasSubstr("the device is lost"));
  EXPECT_THAT(log(), AllOf(HasSubstr("ended: "), HasSubstr("the device is lost")));
  const auto outcome = control.outcome(control.save());
  ASSERT_TRUE(outcome);
  EXPECT_FALSE(*outcome) << "whoever orders something hears of it";
}

TEST_F(TrainRun, TheFirstErrorIsSaidWhereNothingCanBeSavedAfterIt) {
  at_loss = [](FragileToy& toy, const StepInput& input) {
    toy.device_is_lost = input.iteration == 3;
    TORCH_CHECK(!toy.device_is_lost, "out of memory");
  };
  EXPECT_THAT(failure(), HasSubstr("out of memory (and what was trained before could not be saved: "));
  EXPECT_THAT(log(), AllOf(HasSubstr("ended: out of memory"), HasSubstr("the device is lost")));
  EXPECT_EQ(listCheckpoints(folder_.path() / "run").size(), 1U);
}

/// Else `kerb ctl RUN stop` would wait for the end of a validation.
TEST_F(TrainRun, AnOrderToStopEndsTheMeasuring) {
  RunRequest measured = request();
  measured.config.validation.push_back({"", "synthetic:seed=9,frames=16,width=64,height=64", {}, {}});
  RunControl control;
  int batches = 0;
  at_loss = [&](FragileToy& toy, const StepInput&) {
    if (!toy.is_training() && ++batches == 2) control.stop();  // one was measured before the first step
  };
  const auto result = run(measured, control);
  ASSERT_TRUE(result) << result.error().message();
  EXPECT_EQ(batches, 2);
  EXPECT_FALSE(result->finished);
  EXPECT_EQ(result->iteration, 2);
  EXPECT_THAT(said_, HasSubstr("validation was stopped"));
}

void showNothingInTheSecondIteration(FragileToy&, const StepInput& input) {
  if (input.iteration == 1) input.batches.at(0).target.augmented.fill_(NAN);
}

TEST_F(TrainRun, ALossThatIsNotFiniteEndsItAndKeepsWhatWasTrainedAndSeen) {
  at_loss = showNothingInTheSecondIteration;
  EXPECT_THAT(failure(), HasSubstr("loss term 'square' of step 'a' is not finite in iteration 2"));
  const auto checkpoint = readCheckpoint(checkpointAt(folder_.path() / "run", 1));
  ASSERT_TRUE(checkpoint) << checkpoint.error().message();
  EXPECT_EQ(checkpoint->state.iteration, 1);
  const auto seen = readSafetensors(folder_.path() / "run/non_finite_step-00000002-a.safetensors");
  ASSERT_TRUE(seen) << seen.error().message();
  EXPECT_TRUE(seen->tensors.at("0.target.augmented").isnan().all().item<bool>());
}

TEST_F(TrainRun, ALossThatIsNotFiniteIsLeftOutWhereItMayBe) {
  at_loss = showNothingInTheSecondIteration;
  RunRequest lenient = request();
  lenient.config.run["on_non_finite"] = "skip";
  RunControl control;
  const auto result = run(lenient, control);
  ASSERT_TRUE(result) << result.error().message();
  EXPECT_TRUE(result->finished);
  EXPECT_EQ(result->iteration, 6);
  EXPECT_THAT(log(), AllOf(HasSubstr("iteration 2: step 'a' was not finite and trained nothing"),
                           Not(HasSubstr("iteration 3: step"))));
  const auto checkpoint = readCheckpoint(result->checkpoint);
  ASSERT_TRUE(checkpoint) << checkpoint.error().message();
  for (const auto& [name, tensor] : checkpoint->model.tensors)
    EXPECT_TRUE(tensor.isfinite().all().item<bool>()) << name;
}

/// torchrun repeats the command, which went back to a checkpoint and chose a rate: that is done.
TEST_F(TrainRun, ARestartGoesOnFromTheLastCheckpointWithTheRatesSetByHand) {
  const Agent agent;
  RunControl first, second, third;
  ASSERT_TRUE(run(request(), first));
  RunRequest back = request();
  back.resume = true;
  back.from = "step-00000002";
  back.overrides = {"epochs=5", "learning_rate=0.005"};
  back.ranks = agent.attempt(0);
  const auto stop = [&](const Progress& progress) {
    if (progress.done == 5) second.stop();
  };
  const auto stopped = run(back, second, {{}, stop});
  ASSERT_TRUE(stopped) << stopped.error().message();
  EXPECT_THAT(said_, HasSubstr("restored step-00000002"));
  EXPECT_EQ(stopped->checkpoint.filename(), "step-00000005");
  ASSERT_TRUE(appendRateChange(back.folder, {5, "adam", 0.001}));

  said_.clear();
  back.ranks = agent.attempt(1);
  const auto result = run(back, third);
  ASSERT_TRUE(result) << result.error().message();
  EXPECT_THAT(said_, AllOf(HasSubstr("restored step-00000005"),
                           HasSubstr("learning rate of adam set to 0.001 again, as by hand before")));
  EXPECT_EQ(result->iteration, 10);
}

TEST_F(TrainRun, WhatCannotBeginLeavesNothingOfItsFootage) {
  RunRequest filtered = request();
  filtered.config.data.push_back({"", "synthetic:seed=5,frames=8,width=64,height=64", {}, {}});
  filtered.config.data.back().footage.static_threshold = 1e-3;
  filtered.config.validation.push_back({"", "/nowhere", {}, {}});
  const auto refused = [&] {
    RunControl control;
    const auto result = run(filtered, control);
    EXPECT_THAT(result ? "no error" : result.error().message(), HasSubstr("/nowhere"));
    EXPECT_THAT(said_, HasSubstr("of 8 frames kept"));
  };
  refused();
  EXPECT_FALSE(fs::exists(filtered.folder));
  fs::create_directories(filtered.folder);
  const fs::path of_others = filtered.folder / "footage-0.json";
  ASSERT_TRUE(writeWhole(of_others, "not of the run"));
  refused();
  EXPECT_EQ(std::distance(fs::directory_iterator(filtered.folder), {}), 1);
  EXPECT_TRUE(fs::exists(of_others));
}

/// Once before the first step, and once for each of three epochs.
MethodSpec accurateSpec() {
  MethodSpec spec = fragileSpec();
  spec.plan = [](const std::shared_ptr<Method>& method, const Parameters& training) -> Result<TrainingPlan> {
    KERB_TRY(TrainingPlan plan, fragilePlan(method, training));
    StepSpec& step = plan.phases[0].cycle[0];
    step.larger_is_better = {"accuracy"};
    step.loss = [method, inner = step.loss, count = std::make_shared<size_t>()](const StepInput& input) {
      constexpr std::array kAccuracy{0.1, 0.5, 0.9, 0.7};
      StepOutput output = inner(input);
      if (!method->is_training())
        output.figures.emplace_back("accuracy", at::scalar_tensor(kAccuracy.at((*count)++)));
      return output;
    };
    return plan;
  };
  return spec;
}

TEST_F(TrainRun, TheCheckpointOfTheLargestAccuracyIsKept) {
  RunRequest measured = request();
  measured.config.validation.push_back({"", "synthetic:seed=9,frames=4,width=64,height=64", {}, {}});
  measured.config.run["keep"] = "1";
  measured.config.run["keep_best"] = "accuracy";
  RunControl control;
  const auto result = train(measured, {accurateSpec()}, control, {});
  ASSERT_TRUE(result) << result.error().message();
  std::vector<std::string> kept;
  for (const fs::path& folder : listCheckpoints(measured.folder)) kept.push_back(folder.filename().string());
  EXPECT_THAT(kept, testing::ElementsAre("step-00000004", "step-00000006"));
}

}  // namespace
}  // namespace kerb
