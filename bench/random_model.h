// A model of the right shapes with random weights: what speed and memory are measured with.
#pragma once

#include <filesystem>

#include "core/base/result.h"

namespace kerb::bench {

/// Writes monodepth2 weights (ResNet-18) of this input size, without pose networks, from a fixed seed.
Status writeRandomModel(const std::filesystem::path& path, int64_t width, int64_t height);

}  // namespace kerb::bench
