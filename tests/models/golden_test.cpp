// Numbers of the official networks on weights and images made by formula (tests/golden/README.md).
#include <algorithm>
#include <bit>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <set>
#include <string>

#include <ATen/ops/cat.h>
#include <ATen/ops/empty.h>
#include <c10/core/GradMode.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "core/nn/fast_depth.h"
#include "core/nn/pose.h"
#include "core/weights/copy_into.h"
#include "tests/temporary_folder.h"

namespace kerb {
namespace {

constexpr int64_t kHeight = 192, kWidth = 640;

uint32_t crc32(const std::string& text) {
  uint32_t crc = ~0U;
  for (const char c : text) {
    crc ^= static_cast<uint8_t>(c);
    for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ ((crc & 1) != 0 ? 0xEDB88320U : 0U);
  }
  return ~crc;
}

/// The hash's number k for a name, in [-1,1).
double noise(uint32_t seed, uint32_t k) {
  uint32_t x = k * 0x9E3779B9U + seed;
  x ^= x >> 16;
  x *= 0x85EBCA6BU;
  x ^= x >> 13;
  x *= 0xC2B2AE35U;
  x ^= x >> 16;
  return x / 4294967296.0 * 2 - 1;
}

double weightFromNoise(double v, const std::string& module, const std::string& key,
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

void fill(torch::nn::Module& module, const std::string& tag, const std::string& name) {
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

/// Frame f of batch item 0: [1,3,192,640].
at::Tensor image(int64_t f) {
  at::Tensor out = at::empty({1, 3, kHeight, kWidth});
  float* value = out.data_ptr<float>();
  for (int64_t c = 0; c < 3; ++c) {
    const uint32_t seed = crc32("img.0." + std::to_string(c));
    for (int64_t y = 0; y < kHeight; ++y) {
      for (int64_t x = 0; x < kWidth; ++x) {
        const double u = static_cast<double>(x + 4 * f);
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

void expectNear(double found, double expected, const std::string& what) {
  EXPECT_NEAR(found, expected, std::max(1e-6, 1e-4 * std::abs(expected))) << what;
}

void expectMap(const at::Tensor& sigmoid, const nlohmann::json& golden, const std::string& what) {
  const at::Tensor map = sigmoid[0][0];
  expectNear(map.mean().item<double>(), golden.at("mean"), what + " mean");
  expectNear(map.std().item<double>(), golden.at("std"), what + " std");
  expectNear(map.min().item<double>(), golden.at("min"), what + " min");
  expectNear(map.max().item<double>(), golden.at("max"), what + " max");
  const auto& places = golden.at("at_row_col");
  ASSERT_EQ(places.size(), golden.at("values").size());
  for (size_t i = 0; i < places.size(); ++i) {
    const double found = map[places[i][0].get<int64_t>()][places[i][1].get<int64_t>()].item<double>();
    expectNear(found, golden.at("values")[i], what + " value " + std::to_string(i));
  }
}

void checkDepth(const nlohmann::json& golden) {
  const std::string tag = golden.at("tag");
  ResnetEncoder encoder(golden.at("layers").get<int64_t>());
  DepthDecoderOptions options;
  options.encoder_channels = encoder.channels();
  DepthDecoder decoder(options);
  fill(encoder, tag, "encoder");
  fill(decoder, tag, "depth");
  const auto output = decoder.forward(encoder.forward(image(0)));
  for (int64_t scale = 0; scale < 4; ++scale) {
    const std::string name = std::to_string(scale);
    expectMap(output.sigmoids[scale], golden.at("eval_disp").at(name), "scale " + name);
  }
  FastDepth fast(encoder, decoder, kHeight, kWidth, at::kFloat);
  expectMap(fast(image(0)).sigmoid, golden.at("eval_disp").at("0"), "inference path");
}

void checkPose(const nlohmann::json& golden) {
  const std::string tag = golden.at("tag");
  ResnetEncoder encoder(golden.at("layers").get<int64_t>(), 2);
  PoseDecoder decoder({encoder.channels()[4]});
  fill(encoder, tag, "pose_encoder");
  fill(decoder, tag, "pose");
  const at::Tensor pair = at::cat({image(-1), image(0)}, 1);
  const auto& expected = golden.at("eval_pose_prev_to_cur");
  const auto compare = [&](const at::Tensor& feature, const std::string& what) {
    const PoseVectors motion = decoder.forward({feature});
    for (int64_t i = 0; i < 3; ++i) {
      expectNear(motion.axis_angle[0][0][i].item<double>(), expected.at("axisangle")[i], what + " rotation");
      expectNear(motion.translation[0][0][i].item<double>(), expected.at("translation")[i],
                 what + " translation");
    }
  };
  compare(encoder.forward(pair)[4], "modules");
  compare(FastResnet(encoder, kHeight, kWidth, at::kFloat)(pair)[4], "inference path");
}

TEST(Golden, Crc32IsTheStandardOne) { EXPECT_EQ(crc32("123456789"), 0xCBF43926U); }

TEST(Golden, NetworksGiveTheOfficialNumbers) {
  const auto folder = dataFolder("KERB_GOLDEN", "tests/golden");
  ASSERT_TRUE(folder) << "no folder of golden numbers";
  const at::NoGradGuard no_grad;
  int files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(*folder)) {
    if (entry.path().extension() != ".json") continue;
    SCOPED_TRACE(entry.path().string());
    std::ifstream stream(entry.path());
    const auto golden = nlohmann::json::parse(stream);
    checkDepth(golden);
    checkPose(golden);
    ++files;
  }
  EXPECT_GT(files, 0);
}

}  // namespace
}  // namespace kerb
