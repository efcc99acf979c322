// Three training steps by what `kerb train` runs, with fused losses, beside the official ones.
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include "core/train/adam.h"
#include "core/train/plan.h"
#include "models/catalogue.h"
#include "tests/models/golden_training.h"

namespace kerb {
namespace {

using golden::expectClose;
using golden::Form;
using golden::Frames;
using golden::kScales;
using golden::Numbers;
using golden::Tolerance;

/// The method's plan and the trainer's optimiser.
class Product {
 public:
  Product(const Numbers& numbers, const Form& form) : spec_(findSpec()) {
    Parameters model(spec_.parameters), training(spec_.training);
    EXPECT_TRUE(model.set("layers", numbers.at("layers").dump()));
    EXPECT_TRUE(training.set("tie_noise", "false"));
    EXPECT_TRUE(training.set("fused", "true"));
    method_ = *spec_.create(model, nullptr);
    for (const auto& [module, name] : kNames) {
      golden::fill(*method_->named_children()[module], numbers.at("tag"), name);
    }
    golden::prepare(*method_, form);
    plan_ = *spec_.plan(method_, training);
    batch_.indices = {0, 1};
    const Frames frames(form.type);
    // As onDevice() lays them: what networks see, not what losses see.
    const auto same = [&](const at::Tensor& image) {
      return BatchView{image, image.contiguous(form.layout)};
    };
    batch_.target = same(frames.target);
    batch_.previous = same(frames.previous);
    batch_.next = same(frames.next);
    for (int s = 0; s < kScales; ++s)
      batch_.pyramid.push_back(s == 0 ? frames.target : at::avg_pool2d(frames.target, {1 << s, 1 << s}));
    batch_.intrinsics = golden::intrinsics(form.type);
  }

  void step(const Numbers& expected, const Tolerance& tolerance) {
    const StepSpec& step = plan_.phases.at(0).cycle.at(0);
    StepInput input;
    input.batches = {batch_};
    const StepOutput output = step.loss(input);
    at::Tensor total = at::zeros({}, batch_.intrinsics.options());
    std::map<std::string, double> per_scale;
    for (const Term& term : output.terms) {
      total = total + term.value * term.weight;
      const std::string scale = term.name.substr(term.name.find('/') + 1);
      per_scale[scale] += term.value.item<double>() * term.weight * kScales;
    }
    for (auto& parameter : method_->parameters()) parameter.mutable_grad() = at::Tensor();
    total.backward();
    expectClose(total.item<double>(), expected.at("loss"), tolerance.loss, "loss");
    for (const auto& [scale, loss] : per_scale)
      expectClose(loss, expected.at("loss/" + scale), tolerance.loss, "loss/" + scale);
    EXPECT_EQ(per_scale.size(), 4U);
    EXPECT_NEAR(output.figures.at(0).second.item<double>(), expected.at("automask_share")[0],
                tolerance.share);
    if (expected.contains("grad_l2")) compareGradients(expected.at("grad_l2"), tolerance.gradient);
    std::vector<NamedParameter> parameters;
    for (const auto& item : method_->named_parameters()) parameters.push_back({item.key(), item.value()});
    adam_.step(parameters, plan_.optimisers.at(0).adam.learning_rate);
  }

 private:
  static const MethodSpec& findSpec() { return **findMethod(methods(), "monodepth2"); }
  void compareGradients(const Numbers& expected, double tolerance) const {
    const auto parameters = method_->named_parameters();
    for (const auto& [name, norm] : expected.items()) {
      for (const auto& [module, golden_name] : kNames) {
        if (!name.starts_with(std::string(golden_name) + ".")) continue;
        const auto& gradient = parameters[module + name.substr(name.find('.'))].grad();
        expectClose(gradient.norm().item<double>(), norm, tolerance, "gradient of " + name);
      }
    }
  }

  static constexpr std::array<std::pair<const char*, const char*>, 4> kNames{
      {{"depth_encoder", "encoder"},
       {"depth_decoder", "depth"},
       {"pose_encoder", "pose_encoder"},
       {"pose_decoder", "pose"}}};
  const MethodSpec& spec_;
  std::shared_ptr<Method> method_;
  TrainingPlan plan_;
  Batch batch_;
  Adam adam_{AdamOptions{}};
};

class GoldenProduct : public testing::TestWithParam<Form> {};

TEST_P(GoldenProduct, EqualsTheOfficialOneWithFusedLosses) {
  const auto& tolerances = GetParam().type == at::kFloat ? golden::kFloat32Fused : golden::kFloat64;
  golden::forAll([&](const Numbers& numbers) {
    Product product(numbers, GetParam());
    const auto& steps = golden::stepsOf(numbers, GetParam().type);
    for (size_t i = 0; i < tolerances.size(); ++i) {
      SCOPED_TRACE("step " + std::to_string(i + 1));
      product.step(steps.at(i), tolerances[i]);
    }
  });
}

INSTANTIATE_TEST_SUITE_P(Forms, GoldenProduct, golden::forms(at::MemoryFormat::ChannelsLast), golden::nameOf);

}  // namespace
}  // namespace kerb
