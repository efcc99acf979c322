#include "core/weights/known_shapes.h"

#include <array>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/weights/copy_into.h"

namespace kerb {
namespace {

constexpr std::array<int64_t, 4> kWidths{64, 128, 256, 512};  // of a ResNet's four stages, before expansion

std::array<int64_t, 4> blocksPerStage(int layers) {
  return layers == 18 ? std::array<int64_t, 4>{2, 2, 2, 2} : std::array<int64_t, 4>{3, 4, 6, 3};
}
int64_t expansion(int layers) { return layers == 18 ? 1 : 4; }

void addConvolution(KnownShapes& shapes, const std::string& name, int64_t out, int64_t in, int64_t kernel) {
  shapes[name + ".weight"] = {{out, in, kernel, kernel}};
}
void addBiasedConvolution(KnownShapes& shapes, const std::string& name, int64_t out, int64_t in,
                          int64_t kernel) {
  addConvolution(shapes, name, out, in, kernel);
  shapes[name + ".bias"] = {{out}};
}
void addBatchNorm(KnownShapes& shapes, const std::string& name, int64_t channels) {
  for (const char* part : {".weight", ".bias", ".running_mean", ".running_var"})
    shapes[name + part] = {{channels}};
  shapes[name + ".num_batches_tracked"] = {{}, true};
}

/// Two 3x3 convolutions (18), or 1x1, 3x3, 1x1 (50); a projection where the shape changes.
void addBlock(KnownShapes& shapes, const std::string& name, int layers, int64_t in, int64_t width) {
  const int64_t out = width * expansion(layers);
  if (layers == 18) {
    addConvolution(shapes, name + ".conv1", width, in, 3);
    addConvolution(shapes, name + ".conv2", width, width, 3);
  } else {
    addConvolution(shapes, name + ".conv1", width, in, 1);
    addConvolution(shapes, name + ".conv2", width, width, 3);
    addConvolution(shapes, name + ".conv3", out, width, 1);
    addBatchNorm(shapes, name + ".bn3", out);
  }
  addBatchNorm(shapes, name + ".bn1", width);
  addBatchNorm(shapes, name + ".bn2", width);
}

std::string describe(const std::vector<int64_t>& shape) { return fmt::format("[{}]", fmt::join(shape, ",")); }

}  // namespace

KnownShapes resnetShapes(int layers, int64_t images, const std::string& prefix) {
  KnownShapes shapes;
  addConvolution(shapes, prefix + "conv1", 64, 3 * images, 7);
  addBatchNorm(shapes, prefix + "bn1", 64);
  int64_t in = 64;
  for (size_t stage = 0; stage < kWidths.size(); ++stage) {
    const int64_t out = kWidths[stage] * expansion(layers);
    for (int64_t block = 0; block < blocksPerStage(layers)[stage]; ++block) {
      const std::string name = fmt::format("{}layer{}.{}", prefix, stage + 1, block);
      addBlock(shapes, name, layers, in, kWidths[stage]);
      if (block == 0 && in != out) {
        addConvolution(shapes, name + ".downsample.0", out, in, 1);
        addBatchNorm(shapes, name + ".downsample.1", out);
      }
      in = out;
    }
  }
  shapes[prefix + "fc.weight"] = {{1000, in}, true};
  shapes[prefix + "fc.bias"] = {{1000}, true};
  return shapes;
}

KnownShapes depthDecoderShapes(int layers) {
  constexpr std::array<int64_t, 5> kDecoderWidths{16, 32, 64, 128, 256};
  std::array<int64_t, 5> features{64};
  for (size_t i = 0; i < kWidths.size(); ++i) features[i + 1] = kWidths[i] * expansion(layers);
  KnownShapes shapes;
  int index = 0;
  int64_t in = features[4];
  for (size_t level = 5; level-- > 0;) {
    const int64_t width = kDecoderWidths[level];
    addBiasedConvolution(shapes, fmt::format("decoder.{}.conv.conv", index++), width, in, 3);
    const int64_t skip = level > 0 ? features[level - 1] : 0;
    addBiasedConvolution(shapes, fmt::format("decoder.{}.conv.conv", index++), width, width + skip, 3);
    in = width;
  }
  for (size_t scale = 0; scale < 4; ++scale)
    addBiasedConvolution(shapes, fmt::format("decoder.{}.conv", index++), 1, kDecoderWidths[scale], 3);
  return shapes;
}

KnownShapes poseDecoderShapes(int layers, int64_t inputs, int64_t frames) {
  KnownShapes shapes;
  addBiasedConvolution(shapes, "net.0", 256, kWidths[3] * expansion(layers), 1);
  addBiasedConvolution(shapes, "net.1", 256, 256 * inputs, 3);
  addBiasedConvolution(shapes, "net.2", 256, 256, 3);
  addBiasedConvolution(shapes, "net.3", 6 * frames, 256, 1);
  return shapes;
}

Result<int> resnetLayers(const TensorMap& tensors, const std::string& prefix, const std::string& where) {
  const auto has = [&](const char* name) { return tensors.contains(prefix + name); };
  const char* fix = "Kerb imports ResNet-18 and ResNet-50";
  if (!has("conv1.weight") || !has("layer1.0.conv1.weight"))
    return Error{
        fmt::format("is not a ResNet: it has no '{0}conv1.weight' and '{0}layer1.0.conv1.weight' (it begins "
                    "with '{1}')",
                    prefix, tensors.empty() ? "nothing" : tensors.begin()->first),
        where, fix};
  const bool bottleneck = has("layer1.0.conv3.weight");
  const char* unsupported = nullptr;
  if (!bottleneck && has("layer1.2.conv1.weight")) unsupported = "ResNet-34";
  if (bottleneck && has("layer3.6.conv1.weight")) unsupported = "ResNet-101 or larger";
  if (unsupported != nullptr)
    return Error{fmt::format("is a {}, which is not supported", unsupported), where, fix};
  return bottleneck ? 50 : 18;
}

Status checkShapes(const TensorMap& tensors, const KnownShapes& known, const std::string& where) {
  std::vector<std::string> missing;
  std::vector<std::string> unexpected;
  std::vector<std::string> wrong;
  for (const auto& [name, tensor] : known) {
    const auto found = tensors.find(name);
    if (found == tensors.end()) {
      if (!tensor.optional) missing.push_back(fmt::format("{} {}", name, describe(tensor.shape)));
    } else if (found->second.sizes() != at::IntArrayRef(tensor.shape)) {
      wrong.push_back(fmt::format("{} (expected {}, found {})", name, describe(tensor.shape),
                                  describe(found->second.sizes().vec())));
    }
  }
  for (const auto& [name, tensor] : tensors) {
    if (!known.contains(name)) unexpected.push_back(name);
  }
  return misfitError({{"missing", missing}, {"of another shape", wrong}, {"not expected", unexpected}},
                     where);
}

}  // namespace kerb
