#include "core/train/trainer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/train/checkpoint.h"
#include "core/weights/copy_into.h"
#include "tests/core/train/toy_method.h"
#include "tests/temporary_folder.h"

namespace kerb {
namespace {

using ::testing::HasSubstr;

TEST(Trainer, LowersTheLoss) {
  const auto toy = std::make_shared<ToyMethod>();
  const auto training = trainer(toy, flowPlan(toy, 60));
  const double first = iterate(*training).steps[0].total;
  double last = 0;
  while (!training->finished()) last = iterate(*training).steps[0].total;
  EXPECT_LT(last, 0.3 * first);
  EXPECT_EQ(training->state().iteration, training->totalIterations());
  EXPECT_EQ(training->totalIterations(), 60 * 3);
}

TEST(Trainer, AStepMovesNothingItDoesNotTrain) {
  const auto toy = std::make_shared<ToyMethod>();
  const auto training = trainer(toy, flowPlan(toy));
  EXPECT_EQ(iterate(*training).steps.size(), 2U);  // a and b: both have momentum now
  for (int i = 0; i < 2; ++i) {
    const TensorMap before = copyOf(*toy);
    EXPECT_EQ(iterate(*training).steps.size(), 1U);  // a alone
    EXPECT_THAT(changed(before, *toy), testing::UnorderedElementsAre("shared.weight", "shared.bias",
                                                                     "head_a.weight", "head_a.bias"));
    EXPECT_FALSE(toy->head_b->weight.grad().defined());
    iterate(*training);
  }
}

TEST(Trainer, RunsTheAlternatingStepsOfAGan) {
  const auto toy = std::make_shared<ToyMethod>(/*with_norm=*/true);
  // The generator is trunk and head a; the discriminator, head b, judges what the trunk sees in its picture.
  const auto judged = [toy](const at::Tensor& picture) {
    return toy->head_b->forward(picture.expand({-1, 4, -1, -1}));
  };
  TrainingPlan plan = flowPlan(toy);
  plan.optimisers = {{"g", {.learning_rate = 1e-2, .beta1 = 0.5, .beta2 = 0.9}, {}, 0},
                     {"d", {.learning_rate = 1e-3}, {}, 0}};
  const auto fake = [toy](const StepInput& input) {
    return toy->head_a->forward(toy->features(input.batches[0].target.augmented));
  };
  StepSpec g{.name = "g", .streams = {"depth"}, .trains = {{"g", {"shared", "head_a", "norm"}}}, .loss = {}};
  g.loss = [=](const StepInput& input) {
    return StepOutput{{{"gan", (judged(fake(input)) - 1).square().mean(), 1}}, {}, {}};
  };
  StepSpec d{.name = "d",
             .streams = {"depth", "semantic"},
             .trains = {{"d", {"head_b"}}},
             .frozen = {"norm"},
             .every = 2,
             .loss = {}};
  d.loss = [=](const StepInput& input) {
    const at::Tensor real = input.batches[1].target.image.mean(1, true);
    return StepOutput{{{"real", (judged(real) - 1).square().mean(), 0.5},
                       {"fake", judged(fake(input)).square().mean(), 0.5}},
                      {},
                      {}};
  };
  plan.phases = {{"gan", 2, {g, d}}, {"judge", 1, {d}}};
  const auto training = trainer(toy, plan);
  TensorMap before;
  while (training->state().phase == 0) {
    const bool judges = training->state().phase_iteration % 2 == 0;
    before = copyOf(*toy);
    EXPECT_EQ(iterate(*training).steps.size(), judges ? 2U : 1U);
    const auto moved = changed(before, *toy);
    for (const char* name : {"shared.weight", "head_a.weight", "norm.running_mean"})
      EXPECT_THAT(moved, testing::Contains(name));
    // To the bit: the momentum that the judge has by now moves nothing while the generator trains.
    if (judges) {
      EXPECT_THAT(moved, testing::Contains("head_b.weight"));
    } else {
      EXPECT_THAT(moved, testing::Not(testing::Contains(HasSubstr("head_b"))));
    }
  }
  before = copyOf(*toy);
  EXPECT_EQ(iterate(*training).phase, "judge");
  EXPECT_THAT(changed(before, *toy), testing::UnorderedElementsAre("head_b.weight", "head_b.bias"));
}

/// As the generator and the task network of S3Net's first phase, whose task loss reaches both.
TEST(Trainer, OneLossMovesTwoGroupsEachByItsOwnOptimiser) {
  const auto toy = std::make_shared<ToyMethod>(), twin = std::make_shared<ToyMethod>();
  const AdamOptions fast{.learning_rate = 1e-2, .beta1 = 0.5, .beta2 = 0.9}, slow{.learning_rate = 1e-3};
  TrainingPlan plan = flowPlan(toy);
  plan.optimisers = {{"fast", fast, {}, 0}, {"slow", slow, {}, 0}};
  const LossFunction loss = headLoss(toy, true), of_twin = headLoss(twin, true);
  Adam adam_fast(fast), adam_slow(slow);
  bool breaks = false;
  StepSpec joint{.name = "joint",
                 .streams = {"depth"},
                 .trains = {{"fast", {"shared"}}, {"slow", {"head_a"}}},
                 .loss = {}};
  joint.loss = [&](const StepInput& input) {
    const auto of = [](const torch::nn::Module& module, const std::string& prefix) {
      std::vector<NamedParameter> chosen;
      for (const auto& item : module.named_parameters())
        if (item.key().starts_with(prefix)) chosen.push_back({item.key(), item.value()});
      return chosen;
    };
    StepOutput output = loss(input);
    if (breaks) {  // of one group alone: the gradient of the square root at 0
      output.terms[0].value = output.terms[0].value + (toy->head_a->bias * 0).sqrt().sum();
      return output;
    }
    const StepOutput expected = of_twin(input);
    twin->zero_grad();
    (expected.terms[0].value + expected.terms[1].value * 0.1).backward();
    adam_fast.step(of(*twin, "shared"), fast.learning_rate);
    adam_slow.step(of(*twin, "head_a"), slow.learning_rate);
    return output;
  };
  plan.phases = {{"joint", 2, {joint}}};
  const auto training = trainer(toy, plan, {.skip_non_finite = true});
  ASSERT_TRUE(copyInto(*twin, copyOf(*toy)));
  const TensorMap before = copyOf(*toy);
  for (int i = 0; i < 3; ++i) iterate(*training);
  EXPECT_THAT(changed(before, *toy),
              testing::UnorderedElementsAre("shared.weight", "shared.bias", "head_a.weight", "head_a.bias"));
  EXPECT_THAT(changed(copyOf(*toy), *twin), testing::IsEmpty()) << "to the bit";
  breaks = true;
  EXPECT_TRUE(iterate(*training).steps[0].skipped);
  EXPECT_THAT(changed(copyOf(*toy), *twin), testing::IsEmpty()) << "all of them move, or none";
}

TEST(Trainer, APlanThatTrainsSomethingTwiceOrNothingIsRefused) {
  const auto toy = std::make_shared<ToyMethod>();
  const auto refused = [&](const TrainedModules& more, const char* why) {
    TrainingPlan plan = flowPlan(toy);
    plan.phases[0].cycle[0].trains.push_back(more);
    EXPECT_THAT([&] { (void)trainer(toy, plan); }, testing::ThrowsMessage<std::out_of_range>(HasSubstr(why)));
  };
  refused({"adam", {"shared"}}, "shared.weight twice");
  refused({"adam", {"head_b", "neck"}}, "'neck'");
  refused({"sgd", {"head_b"}}, "sgd");
}

TEST(Trainer, StopAndRestoreEndInTheSameBits) {
  const TemporaryFolder folder;
  const auto whole = std::make_shared<ToyMethod>(true);
  auto plan = [](const std::shared_ptr<ToyMethod>& toy) {
    TrainingPlan made = flowPlan(toy);
    made.phases[0].cycle[0].trains[0].modules.emplace_back("norm");
    made.optimisers[0].schedule = {Schedule::Kind::step, 1, 0.5};
    made.phases.push_back(made.phases[0]);
    return made;
  };
  const auto straight = trainer(whole, plan(whole));
  while (!straight->finished()) iterate(*straight);
  const auto first = std::make_shared<ToyMethod>(true);
  const auto before = trainer(first, plan(first));
  for (int i = 0; i < 13; ++i) iterate(*before);
  ASSERT_TRUE(before->setLearningRateFactor("adam", 1));
  ASSERT_TRUE(writeCheckpoint(folder.path(), *before, *first, toyInfo(), Metric{"loss", 0.25}));
  std::vector<std::string> damaged;
  const auto checkpoint = readNewestCheckpoint(folder.path(), damaged);
  ASSERT_TRUE(checkpoint) << checkpoint.error().message();
  ASSERT_TRUE(checkpoint->metric);
  EXPECT_EQ(checkpoint->metric->value, 0.25);
  const auto second = std::make_shared<ToyMethod>(true);
  const auto after = trainer(second, plan(second));
  iterate(*after);  // whatever was there before is gone
  ASSERT_TRUE(copyInto(*second, checkpoint->model.tensors));
  ASSERT_TRUE(after->restore(checkpoint->state, checkpoint->optimisers));
  while (!after->finished()) iterate(*after);
  EXPECT_TRUE(changed(copyOf(*whole), *second).empty());
  for (const auto& [name, tensor] : straight->optimiserState())
    EXPECT_TRUE(at::equal(tensor, after->optimiserState().at(name))) << name;
}

TEST(Trainer, AnotherBatchCannotGoOnFromAState) {
  const auto toy = std::make_shared<ToyMethod>();
  const auto before = trainer(toy, flowPlan(toy));
  iterate(*before);
  TrainingPlan half = flowPlan(toy);
  half.batch /= 2;
  const auto after = trainer(toy, half);
  const Status restored = after->restore(before->state(), before->optimiserState());
  ASSERT_FALSE(restored);
  EXPECT_THAT(restored.error().message(), testing::HasSubstr("batches of"));
}

TEST(Trainer, PartsOfABatchAreTheWholeBatch) {
  const auto whole = std::make_shared<ToyMethod>(), parts = std::make_shared<ToyMethod>();
  const auto one = trainer(whole, flowPlan(whole)), four = trainer(parts, flowPlan(parts), {.accumulate = 4});
  while (!one->finished()) {
    EXPECT_NEAR(iterate(*one).steps[0].total, iterate(*four).steps[0].total, 1e-5);
  }
  EXPECT_TRUE(four->finished());
  for (const auto& [name, tensor] : tensorsOf(*whole))
    EXPECT_LT((tensor - tensorsOf(*parts).at(name)).abs().max().item<double>(), 1e-5) << name;
}

TEST(Trainer, AStepThatIsNotFiniteStopsOrTrainsNothing) {
  const auto toy = std::make_shared<ToyMethod>();
  TrainingPlan plan = flowPlan(toy);
  plan.phases[0].cycle[0].loss = [inner = plan.phases[0].cycle[0].loss](const StepInput& input) {
    StepOutput output = inner(input);
    if (input.iteration == 1) output.terms[1].value = output.terms[1].value / 0;
    return output;
  };
  const auto stopping = trainer(toy, plan);
  std::string term;
  stopping->on_non_finite = [&](const std::string& step, const std::string& name, const StepInput& input) {
    term = step + ": " + name + " of " + std::to_string(input.batches.at(0).size());
  };
  iterate(*stopping);
  EXPECT_THAT(stopping->iterate(false).error().message(),
              HasSubstr("'size' of step 'a' is not finite in iteration 2"));
  EXPECT_EQ(term, "a: size of 4");
  const auto skipping = trainer(toy, plan, {.skip_non_finite = true});
  iterate(*skipping);
  const TensorMap before = copyOf(*toy);
  EXPECT_TRUE(iterate(*skipping).steps[0].skipped);
  EXPECT_TRUE(changed(before, *toy).empty());
  EXPECT_FALSE(iterate(*skipping).steps[0].skipped);
}

TEST(Trainer, ASkippedStepLeavesBatchNormsStatistics) {
  const auto toy = std::make_shared<ToyMethod>(/*with_norm=*/true);
  TrainingPlan plan = flowPlan(toy);
  plan.phases[0].cycle[0].trains[0].modules.emplace_back("norm");
  plan.phases[0].cycle[0].loss = [inner = plan.phases[0].cycle[0].loss](const StepInput& input) {
    StepInput broken = input;
    if (input.iteration == 1) broken.batches[0].target.augmented = input.batches[0].target.augmented / 0;
    return inner(broken);
  };
  const auto skipping = trainer(toy, plan, {.skip_non_finite = true});
  iterate(*skipping);
  const TensorMap before = copyOf(*toy);
  EXPECT_TRUE(iterate(*skipping).steps[0].skipped);
  EXPECT_TRUE(changed(before, *toy).empty());
}

TEST(Trainer, ASkippedStepLeavesWhatTheStepBeforeItDid) {
  const auto alone = std::make_shared<ToyMethod>(/*with_norm=*/true);
  const auto both = std::make_shared<ToyMethod>(/*with_norm=*/true);
  TrainingPlan first = flowPlan(alone), plan = flowPlan(both);
  first.phases[0].cycle.resize(1);
  plan.phases[0].cycle[1].loss = [inner = plan.phases[0].cycle[1].loss](const StepInput& input) {
    StepInput broken = input;
    broken.batches[0].target.augmented = input.batches[0].target.augmented / 0;
    return inner(broken);
  };
  iterate(*trainer(alone, first));
  EXPECT_TRUE(iterate(*trainer(both, plan, {.skip_non_finite = true})).steps[1].skipped);
  EXPECT_THAT(changed(copyOf(*alone), *both), testing::IsEmpty());
}

/// Three ranks that saw the same: their mean by thirds need not be what each of them has.
class ThreeEqualRanks final : public GradientExchange {
 public:
  void start(const std::vector<NamedParameter>&) override {}
  void lastPart() override {}
  Status finish() override { return {}; }
  Result<bool> allAgree(bool value) override { return value; }
  Status average(const std::vector<at::Tensor>& tensors) override {
    for (const at::Tensor& tensor : tensors) {
      const at::Tensor third = tensor / 3;
      tensor.copy_(third + third + third);
    }
    return {};
  }
};

TEST(Trainer, StatisticsThatDoNotMoveStayToTheBitOnAnyNumberOfRanks) {
  const auto toy = std::make_shared<ToyMethod>(/*with_norm=*/true);
  {
    const at::NoGradGuard no_grad;
    toy->norm->running_mean.copy_(at::randn({4}));
    toy->norm->running_mean.copy_(at::tensor({0.1, 0.2, 3.3, 6.6}));
    toy->norm->running_var.copy_(at::tensor({0.4, 0.8, 1.6, 3.2}));
  }
  const at::Tensor thirds = toy->norm->running_mean / 3;
  ASSERT_FALSE(at::equal(thirds + thirds + thirds, toy->norm->running_mean)) << "else this tests nothing";
  TrainingPlan plan = flowPlan(toy);
  plan.phases[0].cycle.resize(1);
  plan.phases[0].cycle[0].frozen = {"norm"};
  const auto training = trainer(toy, plan);
  training->exchange = std::make_unique<ThreeEqualRanks>();
  const TensorMap before = copyOf(*toy);
  iterate(*training);
  EXPECT_THAT(changed(before, *toy), testing::Each(testing::Not(HasSubstr("norm"))));
}

TEST(Trainer, AGradientThatIsNotFiniteIsFound) {
  for (const bool skip : {false, true}) {
    const auto toy = std::make_shared<ToyMethod>();
    TrainingPlan plan = flowPlan(toy);
    plan.phases[0].cycle[0].loss = [toy](const StepInput&) {  // sqrt has no derivative at 0
      return StepOutput{{{"root", (toy->head_a->weight * 0).sum().sqrt(), 1}}, {}, {}};
    };
    const auto training = trainer(toy, plan, {.skip_non_finite = skip});
    const TensorMap before = copyOf(*toy);
    const auto report = training->iterate(false);
    if (skip) {
      EXPECT_TRUE(report && report->steps[0].skipped);
    } else {
      EXPECT_THAT(report.error().message(), HasSubstr("gradient of step 'a' is not finite"));
    }
    for (const auto& name : changed(before, *toy)) EXPECT_THAT(name, testing::Not(HasSubstr("head_a")));
  }
}

TEST(Trainer, LearningRatesFollowScheduleAndHand) {
  const auto toy = std::make_shared<ToyMethod>();
  TrainingPlan plan = flowPlan(toy);
  plan.optimisers[0].schedule = {Schedule::Kind::step, 2, 0.1};
  const auto training = trainer(toy, plan);
  std::vector<double> rates;
  for (int i = 0; i < 11; ++i) {
    rates.push_back(training->learningRate("adam"));
    iterate(*training);
  }
  EXPECT_DOUBLE_EQ(rates[5], 1e-2);  // 3 iterations an epoch
  EXPECT_DOUBLE_EQ(rates[6], 1e-3);
  ASSERT_TRUE(training->setLearningRateFactor("adam", 0.5));
  EXPECT_DOUBLE_EQ(training->learningRate("adam"), 5e-4);  // still in the fourth of four epochs
  EXPECT_THAT(training->setLearningRateFactor("sgd", 1).error().message(), HasSubstr("Known: adam"));
}

TEST(Schedule, Kinds) {
  const Schedule linear{Schedule::Kind::linear, 6, 0};
  EXPECT_EQ(linear.at(5, 10), 1);
  EXPECT_EQ(linear.at(8, 10), 0.5);
  const Schedule step{Schedule::Kind::step, 15, 0.1};
  EXPECT_EQ(step.at(14, 20), 1);
  EXPECT_DOUBLE_EQ(step.at(15, 20), 0.1);
  EXPECT_EQ(Schedule{}.at(100, 20), 1);
}

TEST(Trainer, SaysWhichDataIsMissing) {
  const auto toy = std::make_shared<ToyMethod>();
  const auto without = Trainer::create(toy, flowPlan(toy), {{"depth", toyData()}}, {});
  EXPECT_THAT(without.error().message(), HasSubstr("step 'b' needs the stream 'semantic'"));
  const auto little =
      Trainer::create(toy, flowPlan(toy), {{"depth", toyData(3)}, {"semantic", toyData()}}, {});
  EXPECT_THAT(little.error().message(), HasSubstr("3 frames of stream 'depth'"));
  const auto odd =
      Trainer::create(toy, flowPlan(toy), {{"depth", toyData()}, {"semantic", toyData()}}, {.accumulate = 3});
  EXPECT_THAT(odd.error().message(), HasSubstr("4 does not divide into 3"));
}

TEST(Adam, IsTheAlgorithmOfThePaper) {
  const at::Tensor x = at::tensor({1.0, -2.0}, at::kDouble).requires_grad_();
  Adam adam({.learning_rate = 0.1, .weight_decay = 0.01});
  double value = 1, m = 0, v = 0;
  for (int t = 1; t <= 5; ++t) {
    x.mutable_grad() = x.detach() * 3;
    adam.step({{"x", x}}, 0.1);
    const double g = 3 * value + 0.01 * value;
    m = 0.9 * m + 0.1 * g;
    v = 0.999 * v + 0.001 * g * g;
    value -= 0.1 * (m / (1 - std::pow(0.9, t))) / (std::sqrt(v / (1 - std::pow(0.999, t))) + 1e-8);
    EXPECT_NEAR(x[0].item<double>(), value, 1e-7) << t;
  }
}

TEST(Adam, TakesGradientsThatLieOtherwise) {
  const at::Tensor a = at::ones({2, 3}).requires_grad_(), b = at::ones({2, 3}).requires_grad_();
  const at::Tensor gradient = at::arange(6, at::kFloat).view({2, 3});
  a.mutable_grad() = gradient;
  b.mutable_grad() = gradient.t().contiguous().t();
  Adam adam({});
  adam.step({{"a", a}, {"b", b}}, 0.1);
  EXPECT_TRUE(at::equal(a, b));
}

TEST(LossScale, HalvesAndDoubles) {
  LossScale scale(true);
  scale.restore(0, 0);  // of a run that was not fp16
  scale.update(false);
  EXPECT_EQ(scale.scale(), 32768);
  for (int i = 0; i < 2000; ++i) scale.update(true);
  EXPECT_EQ(scale.scale(), 65536);
  for (int i = 0; i < 30; ++i) {
    EXPECT_EQ(scale.mayOverflow(), i < 30) << i;
    scale.update(false);
  }
  EXPECT_EQ(scale.scale(), 1.0 / 16384);
  EXPECT_FALSE(scale.mayOverflow());
  EXPECT_FALSE(LossScale(false).mayOverflow());
  EXPECT_EQ(LossScale(false).scale(), 1);
}

}  // namespace
}  // namespace kerb
