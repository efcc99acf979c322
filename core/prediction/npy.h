// NumPy's .npy files as tensors (format versions 1 to 3, numpy/lib/format).
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include <ATen/core/Tensor.h>

#include "core/base/result.h"

namespace kerb {

/// The bytes of a version 1.0 file in C order, header padded to 64 bytes. float32, float64, uint8, int16,
/// int32, int64 or bool on any device; throws for other types.
std::string encodeNpy(const at::Tensor& values);

/// Whole, then renamed.
Status writeNpy(const std::filesystem::path& path, const at::Tensor& values);

/// Little-endian f4 f8 u1 i2 i4 i8 b1, and u2, which becomes int32; C and Fortran order. Anything else, a
/// header that is not NumPy's, data shorter or longer than the shape: an Error with `name` and the byte
/// offset.
Result<at::Tensor> parseNpy(std::string_view bytes, const std::string& name);

Result<at::Tensor> readNpy(const std::filesystem::path& path);

}  // namespace kerb
