#include "core/loss/parity.h"

#include <algorithm>

#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>
#include <fmt/format.h>

#include "core/geometry/se3.h"
#include "core/loss/reprojection.h"
#include "core/loss/smoothness.h"

namespace kerb {
namespace {

constexpr int64_t kBatch = 2, kHeight = 50, kWidth = 83;

/// Waves that move sideways from frame to frame, two scales of disparity, one source with a mask: in double.
struct Scene {
  at::Generator generator = at::make_generator<at::CPUGeneratorImpl>(11);
  ReprojectionInput input;

  explicit Scene(at::ScalarType type, at::Device device) {
    const auto options = at::TensorOptions(type).device(device);
    const auto k = at::tensor(
        {0.58 * kWidth, 0.0, 0.5 * kWidth, 0.0, 1.92 * kHeight, 0.5 * kHeight, 0.0, 0.0, 1.0}, at::kDouble);
    input.target = waves(0).to(options);
    input.sources = {waves(1.3).to(options), waves(-1.1).to(options)};
    for (const double x : {-0.05, 0.04}) {
      const auto angle = 0.004 * (at::rand({kBatch, 3}, generator, at::kDouble) - 0.5);
      const auto shift = at::tensor({x, 0.003, -0.01}, at::kDouble).expand({kBatch, 3});
      const auto transform = transformFromPose(angle, shift, false).to(options);
      input.source_from_target.push_back(transform.set_requires_grad(true));
    }
    for (const int64_t s : {1, 2}) {
      const auto sigmoid =
          0.02 + 0.2 * at::rand({kBatch, 1, kHeight / s, kWidth / s}, generator, at::kDouble);
      input.disparities.push_back(sigmoid.to(options).set_requires_grad(true));
    }
    input.intrinsics = k.view({1, 3, 3}).expand({kBatch, 3, 3}).to(options);
    const auto mask = at::rand({kBatch, 1, kHeight, kWidth}, generator) > 0.1;
    input.valid = {mask.to(device), at::Tensor()};
    input.tie_seed = 5;
    input.first_item = 3;
  }
  static at::Tensor waves(double shift) {
    const auto y = at::arange(kHeight, at::kDouble).view({-1, 1}),
               x = at::arange(kWidth, at::kDouble) + shift;
    std::vector<at::Tensor> planes;
    for (int i = 0; i < 3 * kBatch; ++i) {
      planes.push_back(0.5 + 0.25 * (0.21 * x + i).sin() * (0.17 * y - i).cos() +
                       0.2 * (0.53 * x + 0.31 * y + 2 * i).sin());
    }
    return at::stack(planes).view({kBatch, 3, kHeight, kWidth});
  }
};

/// Losses of two scales and all gradients, on the CPU in double: each a list of numbers of one kind.
std::vector<at::Tensor> evaluate(Evaluation evaluation, at::ScalarType type, at::Device device,
                                 bool minimum) {
  Scene scene(type, device);
  const auto loss = minimumReprojection(scene.input, {.minimum = minimum, .evaluation = evaluation});
  (loss.per_scale[0] + 2 * loss.per_scale[1]).backward();
  std::vector<at::Tensor> results{at::stack(loss.per_scale).detach()};
  for (const auto* inputs : {&scene.input.disparities, &scene.input.source_from_target}) {
    for (const at::Tensor& input : *inputs) results.push_back(input.grad());
  }
  for (at::Tensor& result : results) result = result.to(at::kCPU, at::kDouble);
  return results;
}

/// Of each kind the largest difference, relative to its largest number; of these the largest.
double difference(const std::vector<at::Tensor>& found, const std::vector<at::Tensor>& expected) {
  double largest = 0;
  for (size_t i = 0; i < found.size(); ++i) {
    const double size = expected[i].abs().max().item<double>();
    const double error = (found[i] - expected[i]).abs().max().item<double>() / size;
    if (!(error <= largest)) largest = error;  // NaN stays
  }
  return largest;
}

KernelCheck checkReprojection(at::ScalarType type, at::Device device, at::Device reference) {
  const bool wide = type == at::kDouble, twin = device != reference;
  const auto evaluation = twin ? Evaluation::fused : Evaluation::composed;
  // Between devices a pixel whose errors tie to rounding may take the other source's gradient.
  const double allowed = wide ? 1e-9 : twin ? 1e-3 : 1e-4;
  KernelCheck check{fmt::format("reprojection loss on {}, {}", device.str(), wide ? "float64" : "float32"),
                    twin ? "its CPU twin" : "composed operators", 0, allowed};
  for (const bool minimum : {true, false}) {
    const double error = difference(evaluate(Evaluation::fused, type, device, minimum),
                                    evaluate(evaluation, type, reference, minimum));
    if (!(error <= check.max_error)) check.max_error = error;
  }
  return check;
}

KernelCheck checkSmoothness(at::ScalarType type, at::Device device, at::Device reference) {
  const bool wide = type == at::kDouble, twin = device != reference;
  const auto of = [&](Evaluation evaluation, at::Device where) -> std::vector<at::Tensor> {
    const Scene scene(type, where);
    const auto loss = edgeAwareSmoothness(scene.input.disparities[0], scene.input.target, evaluation);
    loss.backward();
    return {loss.detach().to(at::kCPU, at::kDouble),
            scene.input.disparities[0].grad().to(at::kCPU, at::kDouble)};
  };
  const auto evaluation = twin ? Evaluation::fused : Evaluation::composed;
  return {fmt::format("smoothness on {}, {}", device.str(), wide ? "float64" : "float32"),
          twin ? "its CPU twin" : "composed operators",
          difference(of(Evaluation::fused, device), of(evaluation, reference)), wide ? 1e-9 : 1e-4};
}

}  // namespace

std::vector<KernelCheck> checkLossKernels(at::Device device) {
  std::vector<KernelCheck> checks;
  for (const at::ScalarType type : {at::kFloat, at::kDouble}) {
    checks.push_back(checkReprojection(type, at::kCPU, at::kCPU));
    checks.push_back(checkSmoothness(type, at::kCPU, at::kCPU));
    if (device.is_cpu()) continue;
    checks.push_back(checkReprojection(type, device, at::kCPU));
    checks.push_back(checkSmoothness(type, device, at::kCPU));
  }
  return checks;
}

}  // namespace kerb
