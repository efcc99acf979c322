// Names and shapes of the tensors of published networks, and the check of a state dict against them.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/weights/weights.h"

namespace kerb {

struct KnownTensor {
  std::vector<int64_t> shape;
  bool optional = false;
};
using KnownShapes = std::map<std::string, KnownTensor>;

/// torchvision's ResNet, layers 18 or 50 (He et al., "Deep Residual Learning", CVPR 2016, table 1), under
/// `prefix`. conv1 takes 3 * images channels. `fc` and num_batches_tracked are optional.
KnownShapes resnetShapes(int layers, int64_t images, const std::string& prefix);
/// Monodepth2's depth decoder: five levels of two convolutions, four of disparity (Godard et al., ICCV 2019).
KnownShapes depthDecoderShapes(int layers);
/// Monodepth2's pose decoder for `inputs` feature maps and `frames` predicted poses.
KnownShapes poseDecoderShapes(int layers, int64_t inputs, int64_t frames);

/// 18 or 50, found out from the blocks there are. Others (34, 101, 152), or no ResNet at all: an Error.
Result<int> resnetLayers(const TensorMap& tensors, const std::string& prefix, const std::string& where);

/// Missing, unexpected and wrongly shaped tensors: an Error that names the first few with the expected shape.
Status checkShapes(const TensorMap& tensors, const KnownShapes& known, const std::string& where);

}  // namespace kerb
