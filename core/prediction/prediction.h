// What a method says about a frame.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <ATen/core/Tensor.h>
#include <Eigen/Geometry>

#include "core/frame/frame.h"

namespace kerb {

enum class ScaleKind {
  metric,    ///< metres
  relative,  ///< right up to one unknown factor: monocular depth has no metres
  aligned,   ///< relative, multiplied by a factor that `how` explains
};

struct DepthScale {
  ScaleKind kind = ScaleKind::relative;
  std::string how;  ///< "stereo baseline 0.537 m", "monocular", "median of LiDAR" ...
};

/// A further map that a panel can show without knowing the method: auto-mask, sampled pairs ...
struct AuxiliaryMap {
  std::string name;
  std::string meaning;  ///< one line, with unit and range
  at::Tensor values;    ///< [H,W]
};

struct Prediction {
  /// [H,W] float32 at the target frame's size, along z; 0 where there is none. Empty: the method gives no
  /// depth.
  std::optional<at::Tensor> depth;
  DepthScale scale;
  /// [h,w] float32 as the method computed it, at its own size: inverse depth of networks, pixels of stereo
  /// matching.
  std::optional<at::Tensor> disparity;
  std::string disparity_unit;                             ///< "1/depth", "px"
  std::optional<SemanticMap> semantics;                   ///< at the frame's size
  std::string semantics_from;                             ///< "labels of the source", "semantic head" ...
  std::optional<at::Tensor> uncertainty;                  ///< [H,W] float32, unit of depth
  std::optional<Eigen::Isometry3d> camera_from_previous;  ///< predicted motion; maps points of t-1 into t
  std::vector<AuxiliaryMap> maps;
  std::vector<std::string> fallbacks;  ///< what was put in place of something missing
};

}  // namespace kerb
