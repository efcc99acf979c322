// A video file as a Source. (kerb_io)
#pragma once

#include <filesystem>
#include <memory>
#include <mutex>

#include "core/source/source.h"
#include "core/source/video_decoder.h"
#include "core/source/video_index.h"

namespace kerb {

/// Frames are exactly those that decoding from the start yields, in the order of showing. The packet index is
/// built in the background: until then info().count is an estimate, and at(i) waits for the index to reach i.
class VideoSource final : public Source {
 public:
  /// Decodes the first frame. Errors: unreadable, empty, not a video, no video stream, nothing that decodes.
  static Result<std::unique_ptr<VideoSource>> open(const std::filesystem::path& path);

  SourceInfo info() const override;
  Result<SourceInfo> completeInfo(std::stop_token stop) const override;
  Result<Frame> at(int64_t index, FrameParts parts) const override;
  Result<Frame> preview(int64_t index, FrameParts parts) const override;
  /// Shares the index; decodes on its own.
  std::unique_ptr<Source> clone() const override;

  /// Forgets decoded frames, so that the next access is an uncached one (for measuring).
  void forgetDecoded() const;

 private:
  struct Shared {
    std::filesystem::path path;
    VideoFacts facts;
    VideoIndex index;
  };
  VideoSource(std::shared_ptr<const Shared> shared, std::unique_ptr<VideoDecoder> decoder)
      : shared_(std::move(shared)), decoder_(std::move(decoder)) {}
  Status expectFrame(int64_t index) const;
  Result<VideoDecoder*> decoder() const;
  Frame describe(int64_t index) const;

  std::shared_ptr<const Shared> shared_;
  mutable std::mutex mutex_;                       ///< guards the decoder
  mutable std::unique_ptr<VideoDecoder> decoder_;  ///< of a clone: opened when first used
};

}  // namespace kerb
