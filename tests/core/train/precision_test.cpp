// Training in fewer bits, with clipped gradients, and through overflows.
#include "core/train/precision.h"

#include <cmath>

#include <ATen/ATen.h>
#include <ATen/autocast_mode.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/weights/copy_into.h"
#include "tests/core/train/toy_method.h"

namespace kerb {
namespace {

/// Step a of the flow alone, its networks in the precision of the run, its loss in float32.
TrainingPlan mixedPlan(const std::shared_ptr<ToyMethod>& toy, at::ScalarType* computed = nullptr) {
  TrainingPlan plan = flowPlan(toy, 60);
  plan.phases[0].cycle.resize(1);
  StepSpec& step = plan.phases[0].cycle[0];
  if (toy->norm) step.trains[0].modules.emplace_back("norm");
  step.loss = [toy, computed](const StepInput& input) {
    const at::Tensor& image = input.batches.at(0).target.augmented;
    at::Tensor grey;
    {
      const MixedPrecision networks(image.device().type(), input.precision);
      grey = toy->head_a->forward(toy->features(image));
    }
    if (computed != nullptr) *computed = grey.scalar_type();
    const at::Tensor error = grey.to(at::kFloat) - image.mean(1, true) * 5;
    return StepOutput{{{"square", error.square().mean(), 1.0}}, {}, {}};
  };
  return plan;
}

struct Trained {
  // Without batch norm: of a bias before it the gradient is nothing but rounding.
  std::shared_ptr<ToyMethod> toy = std::make_shared<ToyMethod>();
  std::vector<double> losses;
  TensorMap moments;
  at::ScalarType computed = at::kDouble;
};

Trained trainIn(Precision precision) {
  Trained trained;
  const auto training =
      trainer(trained.toy, mixedPlan(trained.toy, &trained.computed), {.precision = precision});
  while (!training->finished()) trained.losses.push_back(iterate(*training).steps[0].total);
  trained.moments = training->optimiserState();
  return trained;
}

TEST(Precision, Bf16TrainsFloat32WeightsToAlmostTheSame) {
  if (const Status able = checkPrecision(Precision::bf16, at::kCPU); !able) GTEST_SKIP() << able.error().what;
  const Trained fp32 = trainIn(Precision::fp32), bf16 = trainIn(Precision::bf16);
  EXPECT_EQ(fp32.computed, at::kFloat);
  EXPECT_EQ(bf16.computed, at::kBFloat16);
  ASSERT_EQ(bf16.losses.size(), fp32.losses.size());
  EXPECT_LT(bf16.losses.back(), 0.3 * bf16.losses.front());
  EXPECT_NEAR(bf16.losses.back(), fp32.losses.back(), 0.1 * fp32.losses.front());
  const TensorMap wide = copyOf(*fp32.toy), narrow = copyOf(*bf16.toy);
  for (const auto& [name, tensor] : wide) {
    EXPECT_EQ(narrow.at(name).scalar_type(), tensor.scalar_type()) << name;
    if (!tensor.is_floating_point() || name.starts_with("head_b")) continue;
    const double difference = (narrow.at(name) - tensor).norm().item<double>();
    EXPECT_GT(difference, 0) << name << ": as if nothing had been computed in bf16";
    EXPECT_LT(difference, 0.1 * tensor.norm().item<double>() + 0.05) << name;
  }
  for (const auto& [name, tensor] : bf16.moments) EXPECT_NE(tensor.scalar_type(), at::kBFloat16) << name;
  EXPECT_FALSE(at::autocast::is_autocast_enabled(at::kCPU)) << "left behind";
}

TEST(Precision, IsRefusedWhereItCannotBe) {
  const auto toy = std::make_shared<ToyMethod>();
  const auto made = Trainer::create(toy, mixedPlan(toy), {{"depth", toyData()}, {"semantic", toyData()}},
                                    {.precision = Precision::fp16});
  ASSERT_FALSE(made);
  EXPECT_THAT(made.error().message(), testing::HasSubstr("fp16 training needs a GPU"));
}

/// An epsilon as large as gradients are, so that their size matters: Adam divides it out else.
constexpr AdamOptions kFeelsSize{.learning_rate = 1e-2, .epsilon = 0.1};

TrainingPlan clippedPlan(const std::shared_ptr<ToyMethod>& toy, double factor, double clip_norm) {
  TrainingPlan plan = mixedPlan(toy);
  plan.optimisers = {{"adam", kFeelsSize, {}, clip_norm}};
  StepSpec& step = plan.phases[0].cycle[0];
  step.loss = [inner = step.loss, factor](const StepInput& input) {
    StepOutput output = inner(input);
    output.terms[0].weight = factor;
    return output;
  };
  return plan;
}

/// Beside the trainer: the same steps of a twin, its gradients scaled by hand to the norm.
class ByHand {
 public:
  ByHand(double factor, double norm) : factor_(factor), norm_(norm), loss_(mixedPlan(toy)) {}
  void step(const StepInput& input) {
    const at::Tensor loss = loss_.phases[0].cycle[0].loss(input).terms[0].value * factor_;
    std::vector<NamedParameter> trained;
    for (const auto& item : toy->named_parameters()) {
      if (!item.key().starts_with("head_b")) trained.push_back({item.key(), item.value()});
    }
    for (auto& [name, tensor] : trained) tensor.mutable_grad() = at::Tensor();
    loss.backward();
    double squares = 0;
    for (const auto& [name, tensor] : trained)
      squares += tensor.grad().to(at::kDouble).square().sum().item<double>();
    found_norm = std::sqrt(squares);
    for (const auto& [name, tensor] : trained) tensor.mutable_grad() = tensor.grad() * (norm_ / found_norm);
    adam_.step(trained, kFeelsSize.learning_rate);
  }
  std::shared_ptr<ToyMethod> toy = std::make_shared<ToyMethod>(/*with_norm=*/true);
  double found_norm = 0;  ///< of the last step, before it was scaled

 private:
  double factor_, norm_;
  TrainingPlan loss_;
  Adam adam_{kFeelsSize};
};

double distance(const torch::nn::Module& a, const torch::nn::Module& b) {
  double greatest = 0;
  const TensorMap other = copyOf(b);
  for (const auto& [name, tensor] : copyOf(a)) {
    if (tensor.is_floating_point())
      greatest = std::max(greatest, (tensor - other.at(name)).abs().max().item<double>());
  }
  return greatest;
}

TEST(ClipNorm, MovesAHugeGradientAsOneThatWasScaledByHand) {
  constexpr double kHuge = 1e6, kNorm = 0.25;
  const auto clipped = std::make_shared<ToyMethod>(true), unclipped = std::make_shared<ToyMethod>(true);
  ByHand hand(kHuge, kNorm);
  TrainingPlan plan = clippedPlan(clipped, kHuge, kNorm);
  plan.phases[0].cycle[0].loss = [inner = plan.phases[0].cycle[0].loss, &hand](const StepInput& input) {
    hand.step(input);
    return inner(input);
  };
  const auto training = trainer(clipped, plan), other = trainer(unclipped, clippedPlan(unclipped, kHuge, 0));
  for (int i = 0; i < 3; ++i) {
    iterate(*training);
    iterate(*other);
    EXPECT_GT(hand.found_norm, 1000 * kNorm);
    EXPECT_LT(distance(*clipped, *hand.toy), 1e-6) << i;
  }
  EXPECT_GT(distance(*clipped, *unclipped), 1e-3) << "clipping makes no difference here";
}

TEST(ClipNorm, LeavesASmallGradientAlone) {
  const auto clipped = std::make_shared<ToyMethod>(true), free = std::make_shared<ToyMethod>(true);
  const auto training = trainer(clipped, clippedPlan(clipped, 1, 1e6)),
             other = trainer(free, clippedPlan(free, 1, 0));
  for (int i = 0; i < 3; ++i) {
    iterate(*training);
    iterate(*other);
  }
  EXPECT_EQ(distance(*clipped, *free), 0);
}

/// The loss is finite in iteration 2, and its gradient is not.
TrainingPlan overflowingPlan(const std::shared_ptr<ToyMethod>& toy) {
  TrainingPlan plan = mixedPlan(toy);
  StepSpec& step = plan.phases[0].cycle[0];
  step.loss = [inner = step.loss](const StepInput& input) {
    StepOutput output = inner(input);
    at::Tensor& value = output.terms[0].value;
    if (input.iteration == 1) value = value + (value - value.detach()) * 1e36 * 1e36;  // 0 * 1e72
    return output;
  };
  return plan;
}

/// fp16 on a GPU, where there is one; on the CPU what skips the same way.
class Overflow : public testing::TestWithParam<c10::DeviceType> {
 protected:
  TrainerOptions options() const {
    const bool cuda = GetParam() == at::kCUDA;
    return {.device = GetParam(),
            .precision = cuda ? Precision::fp16 : Precision::fp32,
            .skip_non_finite = !cuda};
  }
};

TEST_P(Overflow, IsSkippedAndLeavesWeightsMomentsAndStatistics) {
  if (GetParam() == at::kCUDA && !at::hasCUDA()) GTEST_SKIP() << "fp16 needs a GPU";
  const auto toy = std::make_shared<ToyMethod>(/*with_norm=*/true);
  const auto training = trainer(toy, overflowingPlan(toy), options());
  EXPECT_FALSE(iterate(*training).steps[0].skipped);
  const double scale = training->state().loss_scale;
  const TensorMap before = copyOf(*toy), moments = [&] {
    TensorMap copy;
    for (const auto& [name, tensor] : training->optimiserState()) copy[name] = tensor.clone();
    return copy;
  }();
  const StepReport overflowed = iterate(*training).steps[0];
  EXPECT_TRUE(overflowed.skipped);
  EXPECT_TRUE(std::isfinite(overflowed.total)) << "not the gradient but the loss was found";
  EXPECT_THAT(changed(before, *toy), testing::IsEmpty());
  for (const auto& [name, tensor] : training->optimiserState())
    EXPECT_TRUE(at::equal(tensor, moments.at(name))) << name;
  EXPECT_EQ(training->state().loss_scale, scale / 2);  // 0 on the CPU
  EXPECT_EQ(training->state().loss_scale_steps, 0);
  EXPECT_FALSE(iterate(*training).steps[0].skipped);
  EXPECT_THAT(changed(before, *toy), testing::Contains("norm.running_mean"));
}

INSTANTIATE_TEST_SUITE_P(Devices, Overflow, testing::Values(at::kCPU, at::kCUDA), [](const auto& device) {
  return device.param == at::kCPU ? std::string("Cpu") : std::string("Cuda");
});

TEST(LossScale, CountsOnlyStepsInARow) {
  LossScale scale(true);
  EXPECT_EQ(scale.scale(), 65536);
  const auto good = [&](int steps) {
    for (int i = 0; i < steps; ++i) scale.update(true);
  };
  good(1999);
  EXPECT_EQ(scale.scale(), 65536);
  scale.update(false);
  EXPECT_EQ(scale.scale(), 32768);
  EXPECT_EQ(scale.goodSteps(), 0);
  good(1999);
  EXPECT_EQ(scale.scale(), 32768) << "those before the overflow do not count";
  good(1);
  EXPECT_EQ(scale.scale(), 65536);
  EXPECT_EQ(scale.goodSteps(), 0);
  good(2000);
  EXPECT_EQ(scale.scale(), 131072);
}

TEST(LossScale, GoesOnWhereItStood) {
  LossScale before(true), after(true);
  before.update(false);
  for (int i = 0; i < 1500; ++i) before.update(true);
  after.restore(before.scale(), before.goodSteps());
  for (int i = 0; i < 499; ++i) after.update(true);
  EXPECT_EQ(after.scale(), 32768);
  after.update(true);
  EXPECT_EQ(after.scale(), 65536);
  LossScale unused(false);
  unused.restore(1024, 7);
  for (int i = 0; i < 3000; ++i) unused.update(i % 2 == 0);
  EXPECT_EQ(unused.scale(), 1);
}

}  // namespace
}  // namespace kerb
