// A source that remembers: stepping back, looping and live depth read a frame that was decoded before from
// memory.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <vector>

#include "core/source/small_picture.h"
#include "core/source/source.h"

namespace kerb {

/// Frames first..last, both included.
struct FrameSpan {
  int64_t first = 0, last = 0;
  bool operator==(const FrameSpan&) const = default;
};

/// Keeps whole frames up to a number of bytes; those farthest from the focus leave first. All members are
/// thread-safe; what one reader decodes all others find. Errors are not kept.
class FrameCache final : public Source, public SmallPictures {
 public:
  FrameCache(std::shared_ptr<const Source> source, int64_t byte_limit);

  SourceInfo info() const override { return source_->info(); }
  Result<SourceInfo> completeInfo(std::stop_token stop) const override;
  Result<Frame> at(int64_t index, FrameParts parts) const override;
  Result<Frame> preview(int64_t index, FrameParts parts) const override;
  Result<std::optional<Frame>> neighbour(const Frame& frame, int64_t offset, FrameParts parts) const override;
  /// Empty also where the whole one is kept.
  Result<std::optional<at::Tensor>> smallPicture(int64_t index, int64_t at_least) const override;
  std::unique_ptr<Source> clone() const override;

  bool has(int64_t index, FrameParts parts) const;
  /// The frame if it is kept with all these parts.
  std::optional<Frame> kept(int64_t index, FrameParts parts) const;
  /// The same for the UI thread; empty also where another thread is at the memory this moment.
  std::optional<Frame> keptAtOnce(int64_t index, FrameParts parts) const;
  /// Where the viewer is.
  void setFocus(int64_t index) const;
  /// Whether a frame at this distance from the focus would be kept, judged by the frames so far.
  bool hasRoomAt(int64_t distance) const;
  /// Runs of frames that are kept with their image, in order.
  std::vector<FrameSpan> spans() const;

 private:
  struct Entry {
    Frame frame;
    FrameParts parts;
    int64_t bytes = 0;
  };
  /// Shared by clones.
  struct Kept {
    std::mutex mutex;
    std::map<int64_t, Entry> frames;
    int64_t bytes = 0, limit = 0, focus = 0;
  };
  FrameCache(std::shared_ptr<const Source> source, std::shared_ptr<Kept> kept)
      : source_(std::move(source)), kept_(std::move(kept)) {}
  void keep(const Frame& frame, FrameParts parts) const;
  std::optional<Frame> find(int64_t index, FrameParts parts) const;

  std::shared_ptr<const Source> source_;
  std::shared_ptr<Kept> kept_;
};

}  // namespace kerb
