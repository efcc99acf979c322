// Arrays of MATLAB files, through libmatio. (kerb_io)
#pragma once

#include <filesystem>
#include <string>

#include <ATen/core/Tensor.h>

#include "core/base/result.h"

namespace kerb {

/// False: built without libmatio, and readMatArray is always an Error that says so.
bool readsMatFiles();

/// The real numeric array with this name, float64, with MATLAB's dimensions and order of indices, of a
/// little-endian file of level 5 (MATLAB 5 to 7, SciPy). A file that is missing, damaged or of another kind,
/// or without such an array: an Error with the file.
Result<at::Tensor> readMatArray(const std::filesystem::path& file, const std::string& variable);

}  // namespace kerb
