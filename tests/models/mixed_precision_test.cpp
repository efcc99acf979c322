// Every method that can be trained, trained in bf16: it learns, and what it keeps is float32.
#include <cmath>
#include <map>
#include <string>
#include <vector>

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include "core/train/run_config.h"
#include "core/train/run_data.h"
#include "core/train/run_footage.h"
#include "core/train/trainer.h"
#include "core/weights/copy_into.h"
#include "models/catalogue.h"

namespace kerb {
namespace {

template <class T>
T value(Result<T> result) {
  if (!result) throw std::runtime_error(result.error().message());
  return *std::move(result);
}

struct Trained {
  std::vector<double> losses;
  TensorMap before, after, moments;
};

TensorMap copyOf(const Method& method) {
  TensorMap copy;
  for (const auto& [name, tensor] : tensorsOf(method)) copy[name] = tensor.detach().clone();
  return copy;
}

/// The same two pictures ten times.
Trained train(const MethodSpec& spec, Precision precision) {
  RunConfig config;
  config.method = spec.id;
  for (const char* setting : {"batch_size=2", "epochs=10", "learning_rate=3e-4", "flip=0", "jitter=0"}) {
    if (const Status set = assignAll(config, spec, {setting}); !set) throw std::runtime_error(setting);
  }
  for (const Parameter& row : spec.parameters) {
    if (row.name == "width") config.model["width"] = "96";
    if (row.name == "height") config.model["height"] = "64";
  }
  const RunParameters parameters = value(parametersOf(config, spec));
  at::manual_seed(3);
  const std::shared_ptr<Method> method = value(spec.create(parameters.model, nullptr));
  const TrainingPlan plan = value(spec.plan(method, parameters.training));
  for (const StreamSpec& stream : plan.streams) {
    const int frames = 2 + static_cast<int>(stream.sample.previous) + static_cast<int>(stream.sample.next);
    config.data.push_back(
        {stream.name, "synthetic:seed=7,frames=" + std::to_string(frames) + ",width=96,height=64", {}});
  }
  const auto trainer = value(Trainer::create(method, plan, value(openRunData(config, plan, {}, {}, {})),
                                             {.seed = 3, .precision = precision, .loader_threads = 1}));
  Trained trained;
  trained.before = copyOf(*method);
  while (!trainer->finished()) {
    double loss = 0;
    for (const StepReport& step : value(trainer->iterate(false)).steps) loss += step.total;
    trained.losses.push_back(loss);
  }
  trained.after = copyOf(*method);
  trained.moments = trainer->optimiserState();
  return trained;
}

double distance(const TensorMap& a, const TensorMap& b) {
  double squares = 0;
  for (const auto& [name, tensor] : a)
    squares += (tensor.to(at::kDouble) - b.at(name).to(at::kDouble)).square().sum().item<double>();
  return std::sqrt(squares);
}

/// Those that are learnt; running statistics follow them.
TensorMap weightsOf(const TensorMap& all) {
  TensorMap weights;
  for (const auto& [name, tensor] : all) {
    if (name.find("running_") == std::string::npos && tensor.is_floating_point()) weights[name] = tensor;
  }
  return weights;
}

TEST(MixedPrecision, EveryMethodLearnsInBf16AlmostWhatItLearnsInFp32) {
  if (const Status able = checkPrecision(Precision::bf16, at::kCPU); !able) GTEST_SKIP() << able.error().what;
  for (const MethodSpec& spec : methods()) {
    if (spec.plan == nullptr) continue;
    SCOPED_TRACE(spec.id);
    const Trained fp32 = train(spec, Precision::fp32), bf16 = train(spec, Precision::bf16);
    ASSERT_GE(bf16.losses.size(), 10U);
    EXPECT_LT((bf16.losses[8] + bf16.losses[9]) / 2, (bf16.losses[0] + bf16.losses[1]) / 2);
    EXPECT_NE(bf16.losses[0], fp32.losses[0]) << "nothing was computed in bf16";
    EXPECT_NEAR(bf16.losses[0], fp32.losses[0], 0.02 * fp32.losses[0]);
    EXPECT_NEAR(bf16.losses[9], fp32.losses[9], 0.1 * fp32.losses[0]);
    for (const auto& [name, tensor] : bf16.after)
      EXPECT_EQ(tensor.scalar_type(), fp32.after.at(name).scalar_type()) << name;
    for (const auto& [name, tensor] : bf16.moments)
      EXPECT_EQ(tensor.scalar_type(), fp32.moments.at(name).scalar_type()) << name;
    const double moved = distance(weightsOf(fp32.after), weightsOf(fp32.before));
    const double apart = distance(weightsOf(bf16.after), weightsOf(fp32.after));
    EXPECT_LT(apart, moved);
  }
}

}  // namespace
}  // namespace kerb
