// PNG without compression, for machines without OpenCV: what a training server writes into its run folder.
#pragma once

#include <string>

#include <ATen/core/Tensor.h>

namespace kerb {

/// The bytes of a PNG file.
///   image  [3,H,W] uint8 RGB, any strides
std::string encodePng(const at::Tensor& image);

}  // namespace kerb
