// Weights and images made by formula, and where the numbers computed from them lie (tests/golden/README.md).
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <set>
#include <string>
#include <vector>

#include <ATen/ops/empty.h>
#include <nlohmann/json.hpp>
#include <torch/nn/module.h>

#include "core/weights/copy_into.h"
#include "tests/temporary_folder.h"

namespace kerb::golden {

inline constexpr int64_t kHeight = 192, kWidth = 640;

inline uint32_t crc32(const std::string& text) {
  uint32_t crc = ~0U;
  for (const char c : text) {
    crc ^= static_cast<uint8_t>(c);
    for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ ((crc & 1) != 0 ? 0xEDB88320U : 0U);
  }
  return ~crc;
}

/// The hash's number k for a name, in [-1,1).
inline double noise(uint32_t seed, uint32_t k) {
  uint32_t x = k * 0x9E3779B9U + seed;
  x ^= x >> 16;
  x *= 0x85EBCA6BU;
  x ^= x >> 13;
  x *= 0xC2B2AE35U;
  x ^= x >> 16;
  return x / 4294967296.0 * 2 - 1;
}

inline double weightFromNoise(double v, const std::string& module, const std::string& key,
                              const at::Tensor& tensor) {
  if (tensor.dim() == 4) {
    const bool head =
        module == "depth" && std::set<std::string>{"10", "11", "12", "13"}.contains(key.substr(8, 2));
    return v * std::sqrt(6.0 / static_cast<double>(tensor[0].numel())) * (head ? 0.1 : 1);
  }
  if (key.ends_with("running_var")) return 1 + 0.5 * std::abs(v);
  if (tensor.dim() == 2) return 0.01 * v;
  if (key.ends_with("bias") || key.ends_with("running_mean")) return 0.1 * v;
  return 1 + 0.1 * v;
}

inline void fill(torch::nn::Module& module, const std::string& tag, const std::string& name) {
  for (const auto& [key, tensor] : tensorsOf(module)) {
    if (!tensor.is_floating_point()) continue;
    const uint32_t seed = crc32(tag + name + "." + key);
    float* values = tensor.data_ptr<float>();
    for (int64_t k = 0; k < tensor.numel(); ++k) {
      values[k] =
          static_cast<float>(weightFromNoise(noise(seed, static_cast<uint32_t>(k)), name, key, tensor));
    }
  }
  module.eval();
}

/// Frame f of batch item b: [1,3,192,640].
inline at::Tensor image(int64_t f, int64_t b = 0) {
  at::Tensor out = at::empty({1, 3, kHeight, kWidth});
  float* value = out.data_ptr<float>();
  for (int64_t c = 0; c < 3; ++c) {
    const uint32_t seed = crc32("img." + std::to_string(b) + "." + std::to_string(c));
    for (int64_t y = 0; y < kHeight; ++y) {
      for (int64_t x = 0; x < kWidth; ++x) {
        const double u = static_cast<double>(x + 4 * f + 7 * b);
        const double v = static_cast<double>(y);
        const double n = noise(seed, static_cast<uint32_t>(y * 704 + x + 32 + 4 * f));
        const double i = static_cast<double>(c);
        const double sum = 0.5 + 0.2 * std::sin(0.11 * u + 0.5 * i) * std::cos(0.07 * v - 0.3 * i) +
                           0.15 * std::cos(0.031 * u + 0.053 * v + i) + 0.15 * n;
        *value++ = static_cast<float>(std::clamp(sum, 0.0, 1.0));
      }
    }
  }
  return out;
}

/// Every file of golden numbers: in KERB_GOLDEN, else in tests/golden.
inline std::vector<nlohmann::json> files() {
  std::vector<nlohmann::json> all;
  const auto folder = dataFolder("KERB_GOLDEN", "tests/golden");
  if (!folder) return all;
  for (const auto& entry : std::filesystem::directory_iterator(*folder)) {
    if (entry.path().extension() != ".json") continue;
    std::ifstream stream(entry.path());
    all.push_back(nlohmann::json::parse(stream));
  }
  return all;
}

}  // namespace kerb::golden
