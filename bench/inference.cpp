// Depth inference on the CPU: the plain modules against the packed, fused path that Kerb runs.
#include <algorithm>

#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <ATen/ops/rand.h>
#include <c10/core/GradMode.h>
#include <nlohmann/json.hpp>

#include "bench/bench.h"
#include "core/nn/fast_depth.h"

namespace kerb::bench {
namespace {

constexpr int64_t kHeight = 192, kWidth = 640;
constexpr double kTargetFp32 = 0.85, kTargetBf16 = 0.5;

/// A candidate against the eager one of the same round: what a passing disturbance changes least.
nlohmann::json compared(const std::vector<double>& eager, const std::vector<double>& candidate,
                        double target) {
  std::vector<double> ratios;
  for (size_t i = 0; i < eager.size(); ++i) ratios.push_back(candidate[i] / eager[i]);
  const double ratio = summarise(ratios).median_ms;
  const double of_minima = summarise(candidate).min_ms / summarise(eager).min_ms;
  return {{"time", summarise(candidate)},
          {"ratio_median", ratio},
          {"ratio_of_minima", of_minima},
          {"target", target},
          {"met", ratio <= target}};
}

double largestDifference(const at::Tensor& a, const at::Tensor& b) {
  return (a - b).abs().max().item<double>();
}

}  // namespace

/// ResNet-18, 640x192, batch 1, weights of fixed random numbers. "eager" is the same module without autograd:
/// NCHW, float32, batch norm not folded.
Result<nlohmann::json> benchInference(const Options& options) {
  const at::NoGradGuard no_grad;
  at::set_num_threads(options.threads);
  at::manual_seed(1);
  ResnetEncoder encoder(18);
  DepthDecoder decoder;
  encoder.eval();
  decoder.eval();
  FastDepth fp32(encoder, decoder, kHeight, kWidth, at::kFloat);
  FastDepth bf16(encoder, decoder, kHeight, kWidth, at::kBFloat16);
  const at::Tensor rgb = at::rand({1, 3, kHeight, kWidth});
  const auto eager = [&] { return decoder.forward(encoder.forward(rgb)).sigmoids[0]; };

  std::vector<std::function<void()>> candidates{[&] { eager(); }, [&] { fp32(rgb); }};
  if (hasFastBfloat16()) candidates.emplace_back([&] { bf16(rgb); });
  const auto times = timeAlternating(candidates, std::max(options.rounds, 1));

  nlohmann::json json{{"network", "ResNet-18 depth, 640x192, batch 1"},
                      {"threads", options.threads},
                      {"fused_convolutions", hasFusedConvolutions()},
                      {"eager_fp32", summarise(times[0])}};
  json["fast_fp32"] = compared(times[0], times[1], kTargetFp32);
  json["fast_fp32"]["max_difference"] = largestDifference(fp32(rgb).sigmoid, eager());
  json["fast_bf16"] = "this CPU has no bfloat16 instructions";
  if (!hasFastBfloat16()) return json;
  json["fast_bf16"] = compared(times[0], times[2], kTargetBf16);
  json["fast_bf16"]["max_difference"] = largestDifference(bf16(rgb).sigmoid, eager());
  return json;
}

}  // namespace kerb::bench
