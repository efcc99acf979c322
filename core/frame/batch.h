// Samples side by side, and the same as floats on the device that trains.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include <ATen/core/Tensor.h>
#include <c10/core/Device.h>

#include "core/frame/sample.h"

namespace kerb {

/// [B,3,H,W] each; what a View is, for a batch.
struct BatchView {
  at::Tensor image, augmented;
};

struct Batch {
  std::vector<int64_t> indices;  ///< of the targets in their source
  BatchView target;
  std::vector<at::Tensor> pyramid;  ///< scale s: [B,3,H>>s,W>>s]; 0 is target.image
  std::optional<BatchView> previous, next, stereo;
  at::Tensor intrinsics;                          ///< [B,3,3] float32, pixels of scale 0
  std::optional<at::Tensor> partner_from_target;  ///< [B,4,4] float32
  std::optional<at::Tensor> depth_m;              ///< [B,1,H,W] float32 metres; 0 where unknown
  std::optional<at::Tensor> semantics;            ///< [B,H,W] uint8 train ids; kIgnoreLabel where unknown
  int64_t size() const { return static_cast<int64_t>(indices.size()); }
};

/// Samples of one spec; at least one. Pictures stay uint8, in interleaved memory (channels last).
Batch collate(const std::vector<Sample>& samples);

/// On the device; pictures float32 in [0,1]: those for the losses in planar memory, `augmented` (for the
/// networks) interleaved where `channels_last`.
Batch onDevice(const Batch& batch, at::Device device, bool channels_last);

}  // namespace kerb
