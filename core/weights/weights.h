// Kerb's weights: named tensors with metadata, kept as safetensors.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>

#include <ATen/core/Tensor.h>

#include "core/base/result.h"

namespace kerb {

using TensorMap = std::map<std::string, at::Tensor>;

/// What a weights file says about itself; kept in the safetensors __metadata__ as strings.
struct WeightsInfo {
  std::string method;                             ///< MethodSpec::id
  std::map<std::string, std::string> parameters;  ///< Parameters::asText()
  int64_t input_width = 0, input_height = 0;
  std::string licence;
  std::string training;  ///< one line: data, steps, result; or where it was imported from

  /// `parameters`, with the input size as `width` and `height` where it is known.
  std::map<std::string, std::string> networkParameters() const;
};

struct Weights {
  std::filesystem::path path;
  WeightsInfo info;
  TensorMap tensors;
};

/// Reads a safetensors file written by saveWeights. Not safetensors, truncated, without Kerb's metadata, NaN
/// or Inf in a tensor: an Error with tensor and offset.
Result<Weights> loadWeights(const std::filesystem::path& path);
Status saveWeights(const std::filesystem::path& path, const WeightsInfo& info, const TensorMap& tensors);

}  // namespace kerb
