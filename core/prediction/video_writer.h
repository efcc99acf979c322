// Writes an MP4 file, frame by frame. (kerb_io)
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include <ATen/core/Tensor.h>

#include "core/base/result.h"

namespace kerb {

struct VideoWriterOptions {
  double fps = 25;
  int quality = 18;       ///< x264's constant rate factor: 0 lossless .. 51 worst
  int key_interval = 50;  ///< frames between key frames, at most: how far a player seeks
};

/// H.264 (x264) where this FFmpeg has it, else MPEG-4 part 2. The file appears under its name, whole, when
/// finish() succeeds; without it nothing remains.
class VideoWriter {
 public:
  /// Frames of an odd width or height are padded to even ones by repeating the last column or row.
  /// Errors: an unwritable folder, no encoder, a size that the encoder refuses.
  static Result<VideoWriter> create(const std::filesystem::path& path, int64_t width, int64_t height,
                                    const VideoWriterOptions& options = {});
  ~VideoWriter();
  VideoWriter(VideoWriter&&) noexcept;
  VideoWriter& operator=(VideoWriter&&) noexcept;

  /// image  [3,H,W] uint8 RGB of the size given to create. A full disk is an Error, here or in finish().
  Status add(const at::Tensor& image);
  /// Writes what the encoder still holds, syncs and renames. Once; add() must not follow.
  Status finish();
  /// "h264" or "mpeg4".
  std::string codec() const;

 private:
  class Implementation;
  explicit VideoWriter(std::unique_ptr<Implementation> implementation);
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace kerb
