// Three training steps of Monodepth2's networks, with losses composed of operators, beside the official ones.
#include "tests/models/golden_training.h"

#include <string>
#include <vector>

#include <ATen/ATen.h>
#include <gtest/gtest.h>
#include <torch/optim/adam.h>

#include "core/geometry/se3.h"
#include "core/loss/reprojection.h"
#include "core/loss/smoothness.h"
#include "core/nn/depth_decoder.h"
#include "core/nn/pose.h"
#include "core/nn/resnet.h"

namespace kerb {
namespace {

using golden::expectClose;
using golden::Form;
using golden::Frames;
using golden::kBatch;
using golden::kScales;
using golden::Numbers;
using golden::Tolerance;

struct Networks {
  ResnetEncoder encoder, pose_encoder;
  DepthDecoder depth;
  PoseDecoder pose;

  Networks(int64_t layers, const std::string& tag, const Form& form)
      : encoder(layers),
        pose_encoder(layers, 2),
        depth(DepthDecoderOptions{.encoder_channels = encoder.channels()}),
        pose({encoder.channels()[4]}) {
    const auto names = named();
    for (const auto& [name, module] : names) {
      golden::fill(*module, tag, name);
      golden::prepare(*module, form);
    }
  }
  std::vector<std::pair<std::string, torch::nn::Module*>> named() {
    return {{"encoder", &encoder}, {"depth", &depth}, {"pose_encoder", &pose_encoder}, {"pose", &pose}};
  }
  std::vector<at::Tensor> parameters() {
    std::vector<at::Tensor> all;
    for (const auto& [name, module] : named()) {
      for (const auto& parameter : module->parameters()) all.push_back(parameter);
    }
    return all;
  }
  /// By "module.key".
  at::Tensor parameter(const std::string& name) {
    for (const auto& [prefix, module] : named()) {
      if (name.starts_with(prefix + ".")) return module->named_parameters()[name.substr(prefix.size() + 1)];
    }
    return {};
  }
};

struct Step {
  at::Tensor loss;
  std::vector<at::Tensor> per_scale;
  ReprojectionLoss reprojection;
  PoseVectors motions[2];  // previous, next
};

Step forward(Networks& networks, const Frames& batch, at::MemoryFormat layout) {
  Step step;
  const auto sigmoids =
      networks.depth.forward(networks.encoder.forward(batch.target.contiguous(layout))).sigmoids;
  // In two calls: batch norm takes its statistics from each pair alone.
  const auto motion = [&](const at::Tensor& earlier, const at::Tensor& later) {
    const auto pair = at::cat({earlier, later}, 1).contiguous(layout);
    return networks.pose.forward({networks.pose_encoder.forward(pair)[4]});
  };
  step.motions[0] = motion(batch.previous, batch.target);
  step.motions[1] = motion(batch.target, batch.next);
  std::vector<at::Tensor> source_from_target;
  for (const int i : {0, 1}) {
    source_from_target.push_back(transformFromPose(step.motions[i].axis_angle.select(1, 0),
                                                   step.motions[i].translation.select(1, 0), i == 0));
  }
  step.reprojection = minimumReprojection({.target = batch.target,
                                           .sources = {batch.previous, batch.next},
                                           .source_from_target = source_from_target,
                                           .disparities = sigmoids,
                                           .intrinsics = golden::intrinsics(batch.target.scalar_type())},
                                          {.evaluation = Evaluation::composed});
  for (int64_t s = 0; s < kScales; ++s) {
    const auto small = s == 0 ? batch.target : at::avg_pool2d(batch.target, {1 << s, 1 << s});
    const auto smooth = edgeAwareSmoothness(sigmoids[s], small, Evaluation::composed);
    step.per_scale.push_back(step.reprojection.per_scale[s] + 1e-3 / (1 << s) * smooth);
  }
  step.loss = at::stack(step.per_scale).mean();
  return step;
}

void comparePoses(const Step& step, const Numbers& expected, double tolerance) {
  for (const int i : {0, 1}) {
    const auto& pose = expected.at(i == 0 ? "-1" : "1");
    for (int64_t b = 0; b < kBatch; ++b) {
      for (int64_t axis = 0; axis < 3; ++axis) {
        expectClose(step.motions[i].axis_angle[b][0][axis].item<double>(), pose.at("axisangle")[b][axis],
                    tolerance, "rotation");
        expectClose(step.motions[i].translation[b][0][axis].item<double>(), pose.at("translation")[b][axis],
                    tolerance, "translation");
      }
    }
  }
}

void compareGradients(Networks& networks, const Numbers& expected, double tolerance) {
  for (const auto& [name, norm] : expected.items()) {
    const auto gradient = networks.parameter(name).grad();
    ASSERT_TRUE(gradient.defined()) << name;
    expectClose(gradient.norm().item<double>(), norm, tolerance, "gradient of " + name);
  }
  EXPECT_FALSE(networks.parameter("encoder.encoder.fc.weight").grad().defined());
}

void compare(Networks& networks, const Step& step, const Numbers& expected, const Tolerance& tolerance) {
  expectClose(step.loss.item<double>(), expected.at("loss"), tolerance.loss, "loss");
  for (int64_t s = 0; s < kScales; ++s) {
    const std::string scale = std::to_string(s);
    expectClose(step.per_scale[s].item<double>(), expected.at("loss/" + scale), tolerance.loss,
                "loss/" + scale);
    EXPECT_NEAR(step.reprojection.warp_share[s].item<double>(), expected.at("automask_share")[s],
                tolerance.share)
        << "share " << s;
  }
  if (expected.contains("grad_l2")) compareGradients(networks, expected.at("grad_l2"), tolerance.gradient);
}

void train(const Numbers& numbers, const Form& form, const golden::Tolerances& tolerances) {
  Networks networks(numbers.at("layers"), numbers.at("tag"), form);
  const Frames batch(form.type);
  torch::optim::Adam adam(networks.parameters(), torch::optim::AdamOptions(1e-4));
  const auto& steps = golden::stepsOf(numbers, form.type);
  for (size_t i = 0; i < tolerances.size(); ++i) {
    SCOPED_TRACE("step " + std::to_string(i + 1));
    adam.zero_grad();
    const Step step = forward(networks, batch, form.layout);
    step.loss.backward();
    compare(networks, step, steps.at(i), tolerances[i]);
    if (i == 0) comparePoses(step, steps.at(i).at("pose"), form.type == at::kFloat ? 1e-4 : 1e-10);
    adam.step();
  }
}

class GoldenTraining : public testing::TestWithParam<Form> {};

TEST_P(GoldenTraining, EqualsTheOfficialOneInComposedOperators) {
  const auto& tolerances = GetParam().type == at::kFloat ? golden::kFloat32 : golden::kFloat64;
  golden::forAll([&](const Numbers& numbers) { train(numbers, GetParam(), tolerances); });
}

INSTANTIATE_TEST_SUITE_P(Forms, GoldenTraining, golden::forms(at::MemoryFormat::Contiguous), golden::nameOf);

}  // namespace
}  // namespace kerb
