// Weights of published models, renamed to Kerb's names after every key and shape has been checked.
#pragma once

#include <filesystem>

#include "core/base/result.h"
#include "core/weights/weights.h"

namespace torch::nn {
class Module;
}

namespace kerb {

/// An official Monodepth2 folder: encoder.pth (which holds the input size) and depth.pth, optionally
/// pose_encoder.pth and pose.pth. The tensors get the prefixes "depth_encoder.", "depth_decoder.",
/// "pose_encoder." and "pose_decoder."; info.parameters["layers"] is "18" or "50". Missing files, another
/// architecture, a missing, unexpected or wrongly shaped tensor, NaN: an Error that names the file, the
/// tensor and the expected shape.
Result<Weights> importMonodepth2(const std::filesystem::path& folder);

/// A torchvision resnet18 or resnet50 state dict, with or without `fc`: prefix "encoder.", method "resnet".
Result<Weights> importTorchvisionResnet(const std::filesystem::path& path);

/// Weights of importTorchvisionResnet() into a ResnetEncoder for `images` images: conv1 is repeated for each
/// of them and divided by their number, so that equal images give what one gave (methods.md section 0). A
/// network of other layers: an Error, and the encoder is unchanged.
Status copyResnet(torch::nn::Module& encoder, const Weights& resnet, int64_t images);

}  // namespace kerb
