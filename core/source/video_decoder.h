// Decodes any frame of a video exactly: every picture is known by the packet that it came from.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>

#include <ATen/core/Tensor.h>

#include "core/base/result.h"
#include "core/source/video_index.h"

namespace kerb {

/// What the headers and the first picture say.
struct VideoFacts {
  int stream = 0;                 ///< number of the video stream in the file
  int64_t first_shown = 0;        ///< packet, in decoding order, of the first picture that decodes
  int64_t width = 0, height = 0;  ///< after rotation
  int quarter_turns = 0;          ///< counter-clockwise, applied to every frame
  double seconds_per_tick = 0;
  double fps = 0;               ///< 0: unknown
  int64_t estimated_count = 0;  ///< from the header or duration times fps; 0: unknown
  std::string codec;
  std::string pixel_aspect;  ///< "4:3" where pixels are not square; else empty
};

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
