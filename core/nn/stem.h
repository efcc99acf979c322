// The first layer of ResNet, for training.
#pragma once

#include <ATen/core/Tensor.h>

#include "core/nn/resnet.h"

namespace kerb {

/// Convolution, batch norm (with running statistics), ReLU. Its map is the largest of the network: of
/// channels_last images on the CPU it keeps the image and the signs of the result for the derivative, and
/// convolves once more there.
///   image  [B,C,H,W];  returns [B,64,H/2,W/2]
at::Tensor stemFeatures(const ResidualBlock::Stage& stem, const at::Tensor& image);

}  // namespace kerb
