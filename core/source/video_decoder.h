// Decodes any frame of a video exactly: every picture is known by the packet that it came from.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>

#include <ATen/core/Tensor.h>

#include "core/base/result.h"
#include "core/source/video_facts.h"
#include "core/source/video_index.h"

namespace kerb {

/// One decoder with its own file handle; for one thread at a time.
class VideoDecoder {
 public:
  /// Opens the file and decodes its first picture. Errors: unreadable, empty, not a video, no video stream,
  /// no picture that decodes.
  static Result<std::unique_ptr<VideoDecoder>> open(const std::filesystem::path& path);
  ~VideoDecoder();
  VideoDecoder(const VideoDecoder&) = delete;
  VideoDecoder& operator=(const VideoDecoder&) = delete;

  const VideoFacts& facts() const;

  /// The indexed frame as [3,H,W] uint8 RGB (interleaved memory). A picture that is damaged, that depends on
  /// a damaged one, or that has another size than the first: an Error; the others stay readable.
  Result<at::Tensor> frame(const VideoIndex& index, int64_t frame);

  /// The nearest frame at or before `frame` that costs one picture to decode.
  int64_t cheapFrame(const VideoIndex& index, int64_t frame) const;
  /// `frame` must come from cheapFrame. Faster than frame(), but a following frame() starts anew.
  Result<at::Tensor> keyFrame(const VideoIndex& index, int64_t frame);

  /// Forgets decoded pictures and the decoder's position (for measuring).
  void forget();

 private:
  class Implementation;
  explicit VideoDecoder(std::unique_ptr<Implementation> implementation);
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace kerb
