// Pictures for small places: where the format of a file makes that quicker they are read at a part of their
// size.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>

#include <ATen/core/Tensor.h>

#include "core/base/result.h"

namespace kerb {

/// What a Source, or the reader of one, can be besides. Thread-safe.
class SmallPictures {
 public:
  virtual ~SmallPictures() = default;
  /// [3,h,w] uint8 RGB, the whole picture of a frame, at least so wide if it is that wide; empty: this
  /// frame's is not to be had quicker than by Source::at(). Which size it is, is up to the file.
  virtual Result<std::optional<at::Tensor>> smallPicture(int64_t index, int64_t at_least) const = 0;
};

/// That of another one behind it, if there it is one.
template <class Behind>
Result<std::optional<at::Tensor>> smallPictureOf(const Behind& behind, int64_t index, int64_t at_least) {
  const auto* small = dynamic_cast<const SmallPictures*>(&behind);
  if (small == nullptr) return std::optional<at::Tensor>();
  return small->smallPicture(index, at_least);
}

/// The same of an image file: of a JPEG at a half, a quarter or an eighth. (kerb_io)
Result<std::optional<at::Tensor>> readSmallImage(const std::filesystem::path& path, int64_t at_least);

}  // namespace kerb
