// Points of many frames in one scene, where the camera's poses are known.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>

#include "widgets/cloud/cloud_builder.h"
#include "widgets/cloud/cloud_points.h"

namespace kerb {

/// Bounded: the oldest frames leave when there are more than kMostCollected points (16 bytes each here, and
/// about 20 on the graphics card).
inline constexpr size_t kMostCollected = 10'000'000;

class CloudMap {
 public:
  explicit CloudMap(size_t most_points = kMostCollected) : most_points_(most_points) {}

  /// The scene with this frame in it, seen from its camera. Frames without pose or without anything to keep
  /// stand alone, and everything collected is forgotten; so it is when their settings or the meaning of their
  /// depth's colours differ.
  std::shared_ptr<const CloudContent> add(const BuiltCloud& built);
  void clear();
  size_t frames() const { return kept_.size(); }
  size_t size() const { return points_; }

 private:
  struct Kept {
    int64_t index = 0;
    std::shared_ptr<const CloudPoints> points;
    Eigen::Isometry3d world_from_camera;
  };
  void keep(const BuiltCloud& built);
  bool isNew(const BuiltCloud& built) const;
  bool goesOn(const BuiltCloud& built) const;

  size_t most_points_;
  size_t points_ = 0;
  CloudSettings settings_;
  std::optional<DepthLook> bar_;
  std::deque<Kept> kept_;
};

}  // namespace kerb
