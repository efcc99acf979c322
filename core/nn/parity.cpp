// Each check is a kernel beside the plain operators that define it.
#include "core/nn/parity.h"

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/ops/conv2d.h>
#include <ATen/ops/elu.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/max_pool2d.h>
#include <ATen/ops/rand.h>
#include <ATen/ops/reflection_pad2d.h>
#include <ATen/ops/relu.h>
#include <ATen/ops/replication_pad2d.h>
#include <ATen/ops/sigmoid.h>
#include <ATen/ops/upsample_nearest2d.h>

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
                 at::reflection_pad2d(at::elu(x), {1, 1, 1, 1}));
  checks.compare("ELU + replicated border", "elu, replication_pad2d",
                 padded(checks, x, Border::replicate, true), at::replication_pad2d(at::elu(x), {1, 1, 1, 1}));
  const Tensor positive = at::relu(x);
  checks.compare("max-pool", "max_pool2d", maxPoolNhwc(checks.nhwc(positive)),
                 at::max_pool2d(positive, {3, 3}, {2, 2}, {1, 1}));
  const Tensor rgb = checks.numbers({2, 6, 5, 7}).abs();
  checks.compare("normalised input", "sub, div, permute", normalisedNhwc(rgb, checks.type()),
                 (rgb - kInputMean) / kInputDeviation);
}

void checkHead(Checks& checks) {
  const Tensor x = checks.numbers({2, 16, 9, 13}, 4);
  const Tensor weight = checks.numbers({1, 16, 3, 3}, 0.2);
  const Tensor bias = checks.numbers({1});
  checks.compare("disparity head", "elu, reflection_pad2d, conv2d, sigmoid",
                 disparityHead(checks.nhwc(x), weight, bias),
                 at::sigmoid(at::conv2d(at::reflection_pad2d(at::elu(x), {1, 1, 1, 1}), weight, bias)));
}

}  // namespace

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
