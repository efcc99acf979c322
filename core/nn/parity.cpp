// Each check is a kernel beside the plain operators that define it.
#include "core/nn/parity.h"

#include <cmath>

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/ops/conv2d.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/rand.h>
#include <ATen/ops/reflection_pad2d.h>
#include <ATen/ops/relu.h>
#include <ATen/ops/upsample_nearest2d.h>
#include <c10/core/GradMode.h>

#include "core/nn/composed_passes.h"
#include "core/nn/fast_depth.h"
#include "core/nn/fused_conv.h"
#include "core/nn/nhwc_kernels.h"
#include "core/nn/resnet.h"

namespace kerb {
namespace {

using at::Tensor;

/// Inputs in [-1,1] and weights of a size that keeps outputs near 1, on odd sizes that leave SIMD remainders.
class Checks {
 public:
  explicit Checks(at::ScalarType type) : type_(type), generator_(at::detail::createCPUGenerator(1)) {}

  Tensor numbers(at::IntArrayRef size, double range = 1) {
    return ((at::rand(size, generator_) * 2 - 1) * range).to(type_).to(at::kFloat);
  }
  Tensor nhwc(const Tensor& x) const { return x.to(type_).contiguous(at::MemoryFormat::ChannelsLast); }
  at::ScalarType type() const { return type_; }

  void compare(const char* name, const char* reference, const Tensor& fused, const Tensor& composed) {
    const bool wide = type_ == at::kFloat;
    checks_.push_back({std::string(name) + (wide ? ", float32" : ", bfloat16"), reference,
                       (fused.to(at::kFloat) - composed).abs().max().item<double>(), wide ? 1e-5 : 2e-2});
  }
  std::vector<KernelCheck> take() { return std::move(checks_); }

 private:
  at::ScalarType type_;
  at::Generator generator_;
  std::vector<KernelCheck> checks_;
};

Tensor padded(const Checks& checks, const Tensor& x, Border border, bool elu) {
  const Tensor in = checks.nhwc(x);
  Tensor out = at::empty({x.size(0), x.size(1), x.size(2) + 2, x.size(3) + 2},
                         in.options().memory_format(at::MemoryFormat::ChannelsLast));
  padNhwc(in, border, elu, out);
  return out;
}

void checkConvolutions(Checks& checks) {
  const Tensor x = checks.numbers({1, 24, 14, 22});
  const Tensor weight = checks.numbers({16, 24, 3, 3}, 0.1);
  const Tensor bias = checks.numbers({16});
  const Tensor sum = checks.numbers({1, 16, 7, 11});
  const FusedConv conv(weight, bias, {2, 1, {1, 24, 14, 22}}, checks.type());
  const Tensor plain = at::conv2d(x, weight, bias, {2, 2}, {1, 1});
  checks.compare("convolution + ReLU", "conv2d, relu", conv(checks.nhwc(x), After::relu), at::relu(plain));
  Tensor added = checks.nhwc(sum);
  conv.addTo(added, checks.nhwc(x), After::relu);
  checks.compare("convolution + sum + ReLU", "conv2d, add, relu", added, at::relu(sum + plain));
}

void checkUpconv(Checks& checks) {
  const Tensor x = checks.numbers({1, 32, 6, 10});
  const Tensor weight = checks.numbers({16, 32, 3, 3}, 0.1);
  const Tensor bias = checks.numbers({16});
  const FusedUpconv upconv(weight, bias, {1, 32, 8, 12}, checks.type());
  const Tensor enlarged = at::reflection_pad2d(at::upsample_nearest2d(x, {12, 20}), {1, 1, 1, 1});
  checks.compare("convolution folded into x2 upsampling", "upsample_nearest2d, reflection_pad2d, conv2d",
                 upconv(padded(checks, x, Border::replicate, false)), at::conv2d(enlarged, weight, bias));
}

void checkPasses(Checks& checks) {
  const Tensor x = checks.numbers({2, 19, 6, 10}, 4);
  checks.compare("ELU + reflected border", "elu, reflection_pad2d", padded(checks, x, Border::reflect, true),
                 composed::padNhwc(x, Border::reflect, true));
  checks.compare("ELU + replicated border", "elu, replication_pad2d",
                 padded(checks, x, Border::replicate, true), composed::padNhwc(x, Border::replicate, true));
  const Tensor positive = at::relu(x);
  checks.compare("max-pool", "max_pool2d", maxPoolNhwc(checks.nhwc(positive)),
                 composed::maxPoolNhwc(positive));
  const Tensor rgb = checks.numbers({2, 6, 5, 7}).abs();
  checks.compare("normalised input", "sub, div, permute", normalisedNhwc(rgb, checks.type()),
                 composed::normalisedNhwc(rgb, at::kFloat));
}

void checkHead(Checks& checks) {
  const Tensor x = checks.numbers({2, 16, 9, 13}, 4);
  const Tensor weight = checks.numbers({1, 16, 3, 3}, 0.2);
  const Tensor bias = checks.numbers({1});
  checks.compare("disparity head", "elu, reflection_pad2d, conv2d, sigmoid",
                 disparityHead(checks.nhwc(x), weight, bias), composed::disparityHead(x, weight, bias));
}

/// Encoder and decoder with seeded weights and spread running statistics, so that a wrong fold shows.
struct SeededNetworks {
  ResnetEncoder encoder{18};
  DepthDecoder decoder{DepthDecoderOptions{.encoder_channels = encoder.channels()}};

  SeededNetworks() {
    at::Generator generator = at::detail::createCPUGenerator(1);
    for (auto& parameter : encoder.parameters()) fill(parameter, generator);
    for (auto& parameter : decoder.parameters()) fill(parameter, generator);
    for (auto& buffer : encoder.buffers()) {
      if (buffer.is_floating_point()) buffer.copy_(at::rand(buffer.sizes(), generator) + 0.5);
    }
    encoder.eval();
    decoder.eval();
  }
  /// Keeps maps near 1: uniform, variance 2 / fan-in.
  static void fill(Tensor& parameter, at::Generator& generator) {
    const auto fan_in = static_cast<double>(parameter.dim() == 4 ? parameter[0].numel() : 6);
    parameter.copy_((at::rand(parameter.sizes(), generator) * 2 - 1) * std::sqrt(6 / fan_in));
  }
};

}  // namespace

std::vector<KernelCheck> checkInference(at::Device device) {
  const at::NoGradGuard no_grad;
  constexpr int64_t kHeight = 64, kWidth = 96;
  SeededNetworks networks;
  const Tensor rgb = at::rand({1, 3, kHeight, kWidth}, at::detail::createCPUGenerator(2));
  const Tensor expected = networks.decoder.forward(networks.encoder.forward(rgb)).sigmoids.front();
  networks.encoder.to(device);
  networks.decoder.to(device);
  std::vector<KernelCheck> checks;
  for (const at::ScalarType type : {at::kFloat, at::kBFloat16}) {
    if (type == at::kBFloat16 && device.is_cpu() && !hasFastBfloat16()) continue;
    FastDepth fast(networks.encoder, networks.decoder, kHeight, kWidth, type);
    const Tensor sigmoid = fast(rgb.to(device)).sigmoid.cpu();
    const bool wide = type == at::kFloat;
    // GPUs may multiply float32 in TensorFloat-32: 10 bits of mantissa.
    const double tolerance = wide ? (device.is_cpu() ? 2e-5 : 5e-3) : 6e-2;
    checks.push_back({std::string("depth network on ") + device.str() + (wide ? ", float32" : ", bfloat16"),
                      "modules on the CPU, float32", (sigmoid - expected).abs().max().item<double>(),
                      tolerance});
  }
  return checks;
}

std::vector<KernelCheck> checkInferenceKernels() {
  std::vector<KernelCheck> all;
  for (const at::ScalarType type : {at::kFloat, at::kBFloat16}) {
    if (type == at::kBFloat16 && !hasFastBfloat16()) continue;
    Checks checks(type);
    checkConvolutions(checks);
    checkUpconv(checks);
    checkPasses(checks);
    checkHead(checks);
    for (auto& check : checks.take()) all.push_back(std::move(check));
  }
  return all;
}

}  // namespace kerb
