// Decoders of the ground truth that data sets store in images: depth, classes, instances, flow. (kerb_io)
#pragma once

#include <filesystem>

#include <ATen/core/Tensor.h>

#include "core/base/result.h"
#include "core/labels/taxonomy.h"

namespace kerb {

/// [H,W] float32 metres: stored 16-bit value * metres_per_count; 0 stays 0, unknown. (KITTI: 1/256 m; Virtual
/// KITTI: 1 cm, in which the sky is 65535 and so 655.35 m away.) An 8-bit file is an Error.
Result<at::Tensor> readScaledDepth(const std::filesystem::path& file, double metres_per_count);

/// [H,W] float32 metres of Cityscapes' 16-bit disparity: d = (stored - 1) / 256 px, depth = focal_baseline /
/// d, at most 500 m; 0 where stored is 0. focal_baseline: fx in pixels of this map, times the baseline in m.
Result<at::Tensor> readDisparityAsDepth(const std::filesystem::path& file, double focal_baseline);

/// [H,W] uint8: table[stored] of an 8-bit file.
Result<at::Tensor> readLabels(const std::filesystem::path& file, const LabelTable& table);

/// [H,W] int32: the stored value of a 16-bit file where it names an instance, else 0.
/// KITTI: class * 256 + instance, instance > 0. Cityscapes: class * 1000 + instance; below 1000 a class
/// alone.
Result<at::Tensor> readKittiInstances(const std::filesystem::path& file);
Result<at::Tensor> readCityscapesInstances(const std::filesystem::path& file);

/// [2,H,W] float32 pixels of Virtual KITTI's flow: x = (2 R / 65535 - 1) (W - 1), y = (2 G / 65535 - 1) (H -
/// 1), NaN where B is 0.
Result<at::Tensor> readFlow(const std::filesystem::path& file);

}  // namespace kerb
