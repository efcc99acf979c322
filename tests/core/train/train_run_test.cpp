// Whole runs of a toy in a folder: what ends them, and how they go on.
#include "core/train/train_run.h"

#include <functional>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/base/file.h"
#include "core/train/checkpoint.h"
#include "tests/core/train/toy_method.h"
#include "tests/temporary_folder.h"

namespace kerb {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::HasSubstr;

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

}  // namespace
}  // namespace kerb
