// A source whose frames a test knows, and that can be slow or broken.
#pragma once

#include <atomic>
#include <chrono>
#include <memory>
#include <set>
#include <thread>

#include <ATen/ATen.h>

#include "core/source/source.h"

namespace kerb {

/// Frame i is a grey picture of the value i, with depth i + 1 m and class i % 19 everywhere.
class TestSource final : public Source {
 public:
  struct Shared {
    SourceInfo info;
    std::set<int64_t> broken, broken_labels, broken_depth;
    std::atomic<int> delay_ms{0};
    std::atomic<int64_t> reads{0};
  };

  TestSource(int64_t count, int64_t width, int64_t height) : shared_(std::make_shared<Shared>()) {
    SourceInfo& info = shared_->info;
    info.name = "test";
    info.layout = "test";
    info.path = "/test";
    info.count = count;
    info.width = width;
    info.height = height;
    info.fps = 25;
    info.has.depth = true;
    info.has.semantics = true;
  }

  std::shared_ptr<Shared> shared() const { return shared_; }
  SourceInfo info() const override { return shared_->info; }
  std::unique_ptr<Source> clone() const override { return std::make_unique<TestSource>(*this); }

  Result<Frame> at(int64_t index, FrameParts parts) const override {
    ++shared_->reads;
    std::this_thread::sleep_for(std::chrono::milliseconds(shared_->delay_ms));
    const SourceInfo& info = shared_->info;
    if (index < 0 || index >= info.count) return Error{"there is no such frame", "/test"};
    if (shared_->broken.contains(index))
      return Error{"does not decode", "/test, frame " + std::to_string(index), "Get a whole file"};
    Frame frame;
    frame.index = index;
    frame.time_s = static_cast<double>(index) / info.fps;
    frame.image = at::full({3, info.height, info.width}, index % 256, at::kByte);
    if (parts.depth && shared_->broken_depth.contains(index)) return Error{"is no depth map", "/test/depth"};
    if (parts.semantics && shared_->broken_labels.contains(index))
      return Error{"is 3x2, but its image is 16x8", "/test/label"};
    if (parts.depth)
      frame.depth_m = at::full({info.height, info.width}, static_cast<double>(index + 1), at::kFloat);
    if (parts.semantics)
      frame.semantics =
          SemanticMap{at::full({info.height, info.width}, index % 19, at::kByte), Taxonomy::cityscapes};
    return frame;
  }

 private:
  std::shared_ptr<Shared> shared_;
};

}  // namespace kerb
