// One frame of a source, with whatever is known about it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include <ATen/core/Tensor.h>
#include <Eigen/Geometry>

#include "core/frame/camera.h"
#include "core/labels/taxonomy.h"

namespace kerb {

/// The other camera of a rectified rig: its image centre lies `baseline_m` along the target camera's x axis.
struct StereoPartner {
  at::Tensor image;       ///< [3,H,W] uint8 RGB
  double baseline_m = 0;  ///< > 0: the partner is to the right (target is the left camera); < 0: to the left
  Camera camera;
  std::optional<at::Tensor> depth_m;  ///< [H,W] float32 metres along z, of the partner; 0 where unknown
};

/// Class ids per pixel and what they mean.
struct SemanticMap {
  at::Tensor ids;  ///< [H,W] uint8; kIgnoreLabel (255) where unlabelled
  Taxonomy taxonomy = Taxonomy::cityscapes;
};

struct Frame {
  int64_t index = 0;  ///< position in its source
  /// Which recording the frame is of, and its number in it (-1: the index). Frames of a split, of several
  /// drives or beside a gap have neighbours by index that are none in time: isNeighbour() tells.
  std::string clip;
  int64_t number_in_clip = -1;
  double time_s = 0;  ///< from the start of the source; index/fps where it has no times of its own
  /// Unique in its source: file stem or zero-padded index, with "/" between drive and file where needed. The
  /// stem of everything that is exported for this frame.
  std::string name;
  at::Tensor image;  ///< [3,H,W] uint8 RGB; memory usually interleaved (a permuted [H,W,3])
  Camera camera;
  std::optional<StereoPartner> stereo;
  std::optional<at::Tensor> depth_m;  ///< [H,W] float32 metres along z; 0 where unknown
  std::optional<SemanticMap> semantics;
  std::optional<at::Tensor> instance_ids;      ///< [H,W] int32, the same object the same id; 0: no instance
  std::optional<at::Tensor> flow_px;           ///< [2,H,W] float32, to the next frame; NaN where unknown
  std::optional<at::Tensor> backward_flow_px;  ///< [2,H,W] float32, to the previous frame; NaN where unknown
  std::optional<Eigen::Isometry3d> world_from_camera;

  int64_t height() const { return image.size(1); }
  int64_t width() const { return image.size(2); }
};

/// Whether `other` was taken `offset` frames after `frame` in the same recording.
inline bool isNeighbour(const Frame& frame, const Frame& other, int64_t offset) {
  const auto number = [](const Frame& f) { return f.number_in_clip < 0 ? f.index : f.number_in_clip; };
  return other.clip == frame.clip && number(other) == number(frame) + offset;
}

/// What a caller wants read; the rest is left out and costs nothing.
struct FrameParts {
  bool image = true;
  bool stereo = false;
  bool depth = false;
  bool semantics = false;
  bool instances = false;
  bool flow = false;
  bool backward_flow = false;
  static FrameParts all() { return {true, true, true, true, true, true, true}; }
};

inline FrameParts operator|(const FrameParts& a, const FrameParts& b) {
  return {a.image || b.image,
          a.stereo || b.stereo,
          a.depth || b.depth,
          a.semantics || b.semantics,
          a.instances || b.instances,
          a.flow || b.flow,
          a.backward_flow || b.backward_flow};
}

}  // namespace kerb
