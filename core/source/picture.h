// Decoded pictures to RGB tensors, and the last ones kept. Only for .cpp files of kerb_io.
#pragma once

#include <list>

#include <ATen/core/Tensor.h>

#include "core/source/libav.h"

namespace kerb::libav {

/// Matrix of a picture whose file does not name one: BT.709 for HD, BT.601 below, as players do.
AVColorSpace colourSpaceFor(AVColorSpace named, int width, int height);

/// Converts pictures of one stream; keeps its tables between pictures.
class RgbConverter {
 public:
  /// [3,H,W] uint8 RGB in interleaved memory, turned counter-clockwise (0 <= quarter_turns < 4), then
  /// mirrored.
  Result<at::Tensor> convert(const AVFrame& picture, int quarter_turns, bool mirrored);

 private:
  Scaler scaler_;
};

/// The most recently used pictures, by the packet they came from, within a budget of bytes.
class PictureCache {
 public:
  /// Null where it is not kept (any more).
  const AVFrame* find(int64_t packet);
  void put(int64_t packet, Picture picture);
  void clear();
  /// How many pictures like the last one fit.
  int64_t capacity() const;

 private:
  struct Entry {
    int64_t packet, bytes;
    Picture picture;
  };
  std::list<Entry> entries_;  ///< most recently used first
  int64_t bytes_ = 0;
};

}  // namespace kerb::libav
