// A source made of numbers: frame i has the value i everywhere, and depths from i+1 metres rising to the
// right. For tests of what runs over sources.
#pragma once

#include <atomic>
#include <memory>
#include <set>

#include <ATen/ATen.h>

#include "core/source/source.h"

namespace kerb {

class SyntheticSource final : public Source {
 public:
  SyntheticSource(int64_t count, int64_t height, int64_t width) : shared_(std::make_shared<Shared>()) {
    shared_->info.name = "synthetic";
    shared_->info.layout = "test";
    shared_->info.path = "/synthetic";
    shared_->info.count = count;
    shared_->info.width = width;
    shared_->info.height = height;
    shared_->info.fps = 10;
  }

  void breakFrame(int64_t index) { shared_->broken.insert(index); }
  void emptyDepth(int64_t index) { shared_->empty.insert(index); }
  void lackStereo(int64_t index) { shared_->without_stereo.insert(index); }
  void addDepth() { shared_->info.has.depth = true; }
  void addStereo() { shared_->info.has.stereo = true; }
  void addLabels() { shared_->info.has.semantics = true; }
  void addPoses() { shared_->info.has_poses = true; }
  int64_t reads() const { return shared_->reads; }
  int64_t questions() const { return shared_->questions; }  ///< calls of lacks()

  SourceInfo info() const override { return shared_->info; }
  std::unique_ptr<Source> clone() const override { return std::make_unique<SyntheticSource>(*this); }

  Result<Frame> at(int64_t index, FrameParts parts) const override {
    ++shared_->reads;
    if (index < 0 || index >= shared_->info.count) return Error{"no such frame", std::to_string(index)};
    if (shared_->broken.contains(index)) return Error{"does not decode", "frame " + std::to_string(index)};
    const int64_t height = shared_->info.height;
    const int64_t width = shared_->info.width;
    Frame frame;
    frame.index = index;
    frame.time_s = static_cast<double>(index) / 10;
    frame.name = "f" + std::to_string(index);
    frame.image = at::full({3, height, width}, index % 256, at::kByte);
    if (parts.depth && shared_->info.has.depth) {
      const bool empty = shared_->empty.contains(index);
      const at::Tensor ramp =
          at::arange(width, at::kFloat).mul_(0.05F).add_(1).mul_(1.0F + static_cast<float>(index));
      frame.depth_m = empty ? at::zeros({height, width}) : ramp.expand({height, width}).contiguous();
    }
    if (parts.semantics && shared_->info.has.semantics)
      frame.semantics = SemanticMap{at::full({height, width}, index % 19, at::kByte), Taxonomy::cityscapes};
    frame.world_from_camera = Eigen::Isometry3d(Eigen::Translation3d(0, 0, static_cast<double>(index)));
    return frame;
  }

  std::string lacks(int64_t index, FrameParts parts) const override {
    ++shared_->questions;
    const bool lacking = parts.stereo && shared_->without_stereo.contains(index);
    return lacking ? "stereo partner of f" + std::to_string(index) : "";
  }

 private:
  struct Shared {
    SourceInfo info;
    std::set<int64_t> broken, empty, without_stereo;
    std::atomic<int64_t> reads{0}, questions{0};
  };
  std::shared_ptr<Shared> shared_;
};

}  // namespace kerb
