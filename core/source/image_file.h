// Image files through OpenCV, as tensors. (kerb_io)
#pragma once

#include <filesystem>
#include <string_view>

#include <ATen/core/Tensor.h>

#include "core/base/result.h"

namespace kerb {

struct ImageSize {
  int64_t width = 0, height = 0;
};

/// [3,H,W] uint8 RGB (interleaved memory); grey images get three equal channels, 16 bits are scaled to 8.
/// Missing, truncated or not an image: an Error with the file.
Result<at::Tensor> readImage(const std::filesystem::path& path);

/// [H,W] as stored: uint8, or int32 for 16-bit files. A file with colour channels is an Error.
Result<at::Tensor> readSingleChannel(const std::filesystem::path& path);

/// [H,W,3] int32 as stored, in the order red, green, blue, of a file with 16 bits a channel.
Result<at::Tensor> readColour16(const std::filesystem::path& path);

/// [H,W] uint8: the indices of a PNG with a palette; of a grey image of 8 bits its values.
Result<at::Tensor> readIndices(const std::filesystem::path& path);

/// Width and height from the header of a PNG, JPEG, BMP, PPM/PGM, WebP or TIFF file.
Result<ImageSize> readImageSize(const std::filesystem::path& path);

/// A file name that readImage can open, by its extension.
bool isImageFile(const std::filesystem::path& path);
/// ".png", ".JPG"
bool isImageExtension(std::string_view extension);

/// Writes [3,H,W] uint8 RGB or [H,W] uint8 as PNG or JPEG (by the extension), whole, then renamed.
Status writeImage(const std::filesystem::path& path, const at::Tensor& image);

/// Writes [H,W] int32 in 0..65535 as 16-bit grey PNG, whole, then renamed.
Status writePng16(const std::filesystem::path& path, const at::Tensor& values);

}  // namespace kerb
