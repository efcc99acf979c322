// Predictions as PNG files that other tools read. (kerb_io; NPY, PLY and trajectories need no image library
// and are in kerb_core)
#pragma once

#include <cstdint>
#include <filesystem>

#include <ATen/core/Tensor.h>

#include "core/base/result.h"
#include "core/frame/frame.h"

namespace kerb {

/// Writes [H,W] float32 metres as KITTI's 16-bit PNG (depth_code.h), whole, then renamed. Returns how many
/// pixels were too far for it (beyond 255.99 m) and are stored as "no depth".
Result<int64_t> writeDepthPng16(const std::filesystem::path& path, const at::Tensor& depth_m);

/// [H,W] float32 metres, 0 where there is none. A file that is not 16 bits deep is an Error.
Result<at::Tensor> readDepthPng16(const std::filesystem::path& path);

/// Writes the class ids as they are, as 8-bit grey PNG (Cityscapes' *_labelTrainIds.png): 255 where
/// unlabelled, and nearly black to look at. For colours, write paintLabels() (overlay.h) as an image.
Status writeLabelPng(const std::filesystem::path& path, const SemanticMap& labels);

/// What writeLabelPng wrote; ids that the taxonomy does not know become kIgnoreLabel. A file with colours or
/// 16 bits is an Error.
Result<SemanticMap> readLabelPng(const std::filesystem::path& path, Taxonomy taxonomy);

}  // namespace kerb
