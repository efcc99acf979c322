// Make3D's laser depths.
#pragma once

#include <filesystem>

#include <ATen/core/Tensor.h>

#include "core/source/image_file.h"

namespace kerb {

/// depth_sph_corr-*.mat: channel 3 of Position3DGrid [55,305,4], the laser's distance: [55,305] float32
/// metres. (Its cameras saw portrait images of 1704 x 2272; methods.md, section 6, says how papers evaluate
/// on it.)
Result<at::Tensor> readMake3dGrid(const std::filesystem::path& file);

/// The grid at the size of the image: pixel (x, y) has the value of cell (y * 55 / height, x * 305 / width),
/// rounded down, so that every cell can be read back from its middle.
at::Tensor make3dDepth(const at::Tensor& grid, ImageSize size);

}  // namespace kerb
