#include "core/weights/import.h"

#include <algorithm>

#include <ATen/Tensor.h>
#include <fmt/format.h>

#include "core/weights/copy_into.h"
#include "core/weights/known_shapes.h"
#include "core/weights/pth.h"

namespace kerb {
namespace {

namespace fs = std::filesystem;

constexpr const char* kNianticLicence = "Niantic Monodepth2 licence: non-commercial";
constexpr const char* kResnetPrefix = "encoder.";  // inside encoder.pth and pose_encoder.pth

void addPrefixed(TensorMap& all, TensorMap&& part, const std::string& prefix) {
  for (auto& [name, tensor] : part) all.emplace(prefix + name, std::move(tensor));
}

/// A file whose tensors must be exactly these.
Result<TensorMap> readKnown(const fs::path& path, const KnownShapes& known) {
  KERB_TRY(auto state, readStateDict(path));
  KERB_CHECK(checkShapes(state.tensors, known, path.string()));
  return std::move(state.tensors);
}

Result<int64_t> takeSize(const StateDict& state, const char* key, const fs::path& path) {
  const auto found = state.extras.find(key);
  const auto* size = found != state.extras.end() ? std::get_if<int64_t>(&found->second) : nullptr;
  constexpr int64_t kLargest = 1 << 16;
  if (size != nullptr && *size > 0 && *size <= kLargest) return *size;
  return Error{fmt::format("lacks the network's input size: '{}', a whole number of pixels", key),
               path.string(), "Use the encoder.pth of an official Monodepth2 folder"};
}

/// What a convolution over channels tells about its input: `weight.size(1) / channels`; 0 where it does not.
int64_t inputsOf(const TensorMap& tensors, const std::string& name, size_t dimension, int64_t channels) {
  const auto found = tensors.find(name);
  if (found == tensors.end() || found->second.dim() != 4) return 0;
  const int64_t size = found->second.size(static_cast<int64_t>(dimension));
  return size % channels == 0 ? size / channels : 0;
}

Status addDepthEncoder(Weights& weights, int& layers) {
  const fs::path path = weights.path / "encoder.pth";
  KERB_TRY(auto state, readStateDict(path));
  KERB_TRY(layers, resnetLayers(state.tensors, kResnetPrefix, path.string()));
  KERB_CHECK(checkShapes(state.tensors, resnetShapes(layers, 1, kResnetPrefix), path.string()));
  KERB_TRY(weights.info.input_height, takeSize(state, "height", path));
  KERB_TRY(weights.info.input_width, takeSize(state, "width", path));
  addPrefixed(weights.tensors, std::move(state.tensors), "depth_encoder.");
  return {};
}

Status addPose(Weights& weights) {
  const fs::path encoder_path = weights.path / "pose_encoder.pth";
  const fs::path decoder_path = weights.path / "pose.pth";
  if (!fs::exists(encoder_path) && !fs::exists(decoder_path)) return {};
  KERB_TRY(auto encoder, readStateDict(encoder_path));
  KERB_TRY(const int layers, resnetLayers(encoder.tensors, kResnetPrefix, encoder_path.string()));
  const int64_t images = std::max<int64_t>(1, inputsOf(encoder.tensors, "encoder.conv1.weight", 1, 3));
  KERB_CHECK(
      checkShapes(encoder.tensors, resnetShapes(layers, images, kResnetPrefix), encoder_path.string()));
  KERB_TRY(auto decoder, readStateDict(decoder_path));
  const int64_t inputs = std::max<int64_t>(1, inputsOf(decoder.tensors, "net.1.weight", 1, 256));
  const int64_t frames = std::max<int64_t>(1, inputsOf(decoder.tensors, "net.3.weight", 0, 6));
  KERB_CHECK(checkShapes(decoder.tensors, poseDecoderShapes(layers, inputs, frames), decoder_path.string()));
  addPrefixed(weights.tensors, std::move(encoder.tensors), "pose_encoder.");
  addPrefixed(weights.tensors, std::move(decoder.tensors), "pose_decoder.");
  return {};
}

/// "mono_640x192" of "models/mono_640x192/".
std::string lastName(const fs::path& path) {
  const fs::path name = path.filename();
  return (name.empty() ? path.parent_path().filename() : name).string();
}

}  // namespace

Result<Weights> importMonodepth2(const fs::path& folder) {
  if (!fs::is_directory(folder))
    return Error{"is not a folder", folder.string(),
                 "Name the folder that holds encoder.pth and depth.pth of Monodepth2"};
  Weights weights{folder, {}, {}};
  int layers = 0;
  KERB_CHECK(addDepthEncoder(weights, layers));
  KERB_TRY(auto decoder, readKnown(folder / "depth.pth", depthDecoderShapes(layers)));
  addPrefixed(weights.tensors, std::move(decoder), "depth_decoder.");
  KERB_CHECK(addPose(weights));
  KERB_CHECK(checkFinite(weights.tensors, folder.string()));
  weights.info.method = "monodepth2";
  weights.info.parameters["layers"] = std::to_string(layers);
  const bool has_pose =
      std::ranges::any_of(weights.tensors, [](const auto& item) { return item.first.starts_with("pose_"); });
  weights.info.parameters["pose_network"] = has_pose ? "true" : "false";
  weights.info.licence = kNianticLicence;
  weights.info.training = "imported from " + lastName(folder);
  return weights;
}

Result<Weights> importTorchvisionResnet(const fs::path& path) {
  KERB_TRY(auto state, readStateDict(path));
  KERB_TRY(const int layers, resnetLayers(state.tensors, "", path.string()));
  KERB_CHECK(checkShapes(state.tensors, resnetShapes(layers, 1, ""), path.string()));
  KERB_CHECK(checkFinite(state.tensors, path.string()));
  Weights weights{path, {}, {}};
  addPrefixed(weights.tensors, std::move(state.tensors), kResnetPrefix);
  weights.info.method = "resnet";
  weights.info.parameters["layers"] = std::to_string(layers);
  weights.info.licence = "torchvision: BSD-3-Clause; ImageNet's terms apply to the pretraining data";
  weights.info.training = "imported from " + lastName(path);
  return weights;
}

Status copyResnet(torch::nn::Module& encoder, const Weights& resnet, int64_t images) {
  TensorMap tensors = resnet.tensors;
  at::Tensor& first = tensors.at("encoder.conv1.weight");
  first = first.repeat({1, images, 1, 1}).div_(images);
  for (const auto& [name, tensor] : tensorsOf(encoder)) {
    if (name.starts_with("encoder.fc.")) tensors.try_emplace(name, tensor);  // unused, and not in every file
  }
  if (const Status copied = copyInto(encoder, tensors); !copied)
    return Error{"does not fit this encoder: " + copied.error().what, resnet.path.string(),
                 copied.error().fix};
  return {};
}

}  // namespace kerb
