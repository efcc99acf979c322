// Arrays of MATLAB files. (kerb_io: zlib)
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include <ATen/core/Tensor.h>

#include "core/base/result.h"

namespace kerb {

/// The real numeric array with this name, float64, with MATLAB's dimensions and order of indices, of a
/// little-endian file of level 5 ("MAT-File Format", MathWorks): what MATLAB 5 to 7 and SciPy write,
/// compressed or not. A file of another kind, one that is damaged or without such an array: an Error with
/// `name` (the file) and the byte.
Result<at::Tensor> parseMatArray(std::string_view bytes, const std::string& variable,
                                 const std::string& name);
Result<at::Tensor> readMatArray(const std::filesystem::path& file, const std::string& variable);

}  // namespace kerb
