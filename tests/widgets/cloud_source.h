// A source of flat walls: every pixel has a colour of its own, and the camera drives straight ahead. And flat
// predictions of them.
#pragma once

#include <memory>
#include <set>

#include <ATen/ATen.h>

#include "core/prediction/prediction.h"
#include "core/source/source.h"

namespace kerb {

/// Frame i: a wall at the depth 10 m, seen from z = i metres. Column c has red 4 c, row r green 8 r; the left
/// half is road (0), the right one cars (13).
class WallSource final : public Source {
 public:
  static constexpr int64_t kWidth = 64, kHeight = 32;
  static constexpr double kDepthM = 10;

  explicit WallSource(int64_t count = 30, int64_t scale = 1) : scale_(scale) {
    info_.name = "wall";
    info_.layout = "test";
    info_.path = "/wall";
    info_.count = count;
    info_.width = kWidth * scale;
    info_.height = kHeight * scale;
    info_.fps = 25;
    info_.has.depth = info_.has.semantics = true;
    info_.has_poses = true;
    info_.camera = camera();
  }

  static Camera camera() {
    Camera camera;
    camera.fx = 0.5;
    camera.fy = 1;
    camera.origin = CameraOrigin::calibration;
    camera.origin_text = "test";
    return camera;
  }

  void lackDepth(int64_t index) { without_depth_.insert(index); }
  SourceInfo info() const override { return info_; }
  std::unique_ptr<Source> clone() const override { return std::make_unique<WallSource>(*this); }

  Result<Frame> at(int64_t index, FrameParts) const override {
    if (index < 0 || index >= info_.count) return Error{"there is no such frame", "/wall"};
    const int64_t h = info_.height, w = info_.width;
    Frame frame;
    frame.index = index;
    frame.camera = camera();
    const at::Tensor columns = (4 * at::arange(w) / scale_).to(at::kByte).expand({h, w});
    const at::Tensor rows = (8 * at::arange(h) / scale_).to(at::kByte).view({h, 1}).expand({h, w});
    frame.image = at::stack({columns, rows, at::full({h, w}, 50, at::kByte)}).contiguous();
    if (!without_depth_.contains(index)) frame.depth_m = at::full({h, w}, kDepthM, at::kFloat);
    at::Tensor ids = at::zeros({h, w}, at::kByte);
    ids.slice(1, w / 2, w).fill_(13);
    frame.semantics = SemanticMap{ids, Taxonomy::cityscapes};
    frame.world_from_camera = Eigen::Isometry3d(Eigen::Translation3d(0, 0, static_cast<double>(index)));
    return frame;
  }

 private:
  int64_t scale_;
  SourceInfo info_;
  std::set<int64_t> without_depth_;
};

inline std::shared_ptr<const Prediction> flatPrediction(double depth) {
  auto prediction = std::make_shared<Prediction>();
  prediction->depth = at::full({WallSource::kHeight, WallSource::kWidth}, depth, at::kFloat);
  prediction->scale = {ScaleKind::metric, "test"};
  return prediction;
}

}  // namespace kerb
