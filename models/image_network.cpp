#include "models/image_network.h"

#include <fmt/format.h>

#include "core/frame/resample.h"
#include "core/nn/fast_depth.h"
#include "core/weights/copy_into.h"

namespace kerb {

std::vector<Parameter> sizeParameters() {
  const auto side = [](const char* name, int64_t usual) {
    return Parameter{name,  fmt::format("{} that images are resized to; weights bring their own", name),
                     usual, 64,
                     4096,  "px",
                     {}};
  };
  return {{"layers", "layers of the ResNet encoder: 18 or 50", int64_t{18}, 18, 50, "", {}},
          side("width", 640),
          side("height", 192)};
}

NetworkSize networkSize(const Parameters& parameters) {
  return {parameters.get<int64_t>("layers"), parameters.get<int64_t>("width"),
          parameters.get<int64_t>("height")};
}

Status checkNetworkSize(const NetworkSize& size) {
  if (size.layers != 18 && size.layers != 50)
    return Error{fmt::format("layers must be 18 or 50, not {}", size.layers)};
  if (size.width < 64 || size.height < 64 || size.width % 32 != 0 || size.height % 32 != 0) {
    return Error{fmt::format("the input size {}x{} must be at least 64x64 and a multiple of 32", size.width,
                             size.height)};
  }
  return {};
}

Status checkMethodOf(const Weights* weights, const std::string& method) {
  if (weights == nullptr || weights->info.method == method) return {};
  return Error{fmt::format("the weights are of method '{}', not '{}'", weights->info.method, method),
               weights->path.string(), "Choose that method, or other weights"};
}

Status copyWeights(torch::nn::Module& network, const Weights& weights) {
  if (const Status copied = copyInto(network, weights.tensors); !copied) {
    return Error{"does not fit this network: " + copied.error().what, weights.path.string(),
                 copied.error().fix};
  }
  return {};
}

Arithmetic arithmeticOn(const at::Device& device, Precision precision) {
  if (precision != Precision::bf16) return {at::kFloat, {}};
  if (device.is_cpu() && !hasFastBfloat16())
    return {at::kFloat, {"this CPU has no bfloat16 instructions: computed in float32"}};
  return {at::kBFloat16, {}};
}

at::Tensor networkInput(const Frame& frame, const NetworkSize& size, const at::Device& device) {
  const at::Tensor small = resizeLanczos(frame.image, size.width, size.height);
  return small.to(device).to(at::kFloat).div_(255).unsqueeze(0).contiguous();
}

SemanticMap semanticMap(const at::Tensor& logits, const Frame& target) {
  const at::Tensor ids = logits.argmax(1, true).to(at::kByte);
  return {resizeNearest(ids[0][0].cpu(), target.width(), target.height()), Taxonomy::cityscapes};
}

}  // namespace kerb
