// Numbers of the official networks on weights and images made by formula (tests/golden/README.md).
#include "tests/models/golden.h"

#include <algorithm>
#include <cmath>
#include <string>

#include <ATen/ops/cat.h>
#include <c10/core/GradMode.h>
#include <gtest/gtest.h>

#include "core/nn/fast_depth.h"
#include "core/nn/pose.h"

namespace kerb {
namespace {

using golden::crc32;
using golden::fill;
using golden::image;
using golden::kHeight;
using golden::kWidth;

void expectNear(double found, double expected, const std::string& what) {
  EXPECT_NEAR(found, expected, std::max(1e-6, 1e-4 * std::abs(expected))) << what;
}

void expectMap(const at::Tensor& sigmoid, const nlohmann::json& numbers, const std::string& what) {
  const at::Tensor map = sigmoid[0][0];
  expectNear(map.mean().item<double>(), numbers.at("mean"), what + " mean");
  expectNear(map.std().item<double>(), numbers.at("std"), what + " std");
  expectNear(map.min().item<double>(), numbers.at("min"), what + " min");
  expectNear(map.max().item<double>(), numbers.at("max"), what + " max");
  const auto& places = numbers.at("at_row_col");
  ASSERT_EQ(places.size(), numbers.at("values").size());
  for (size_t i = 0; i < places.size(); ++i) {
    const double found = map[places[i][0].get<int64_t>()][places[i][1].get<int64_t>()].item<double>();
    expectNear(found, numbers.at("values")[i], what + " value " + std::to_string(i));
  }
}

void checkDepth(const nlohmann::json& numbers) {
  const std::string tag = numbers.at("tag");
  ResnetEncoder encoder(numbers.at("layers").get<int64_t>());
  DepthDecoderOptions options;
  options.encoder_channels = encoder.channels();
  DepthDecoder decoder(options);
  fill(encoder, tag, "encoder");
  fill(decoder, tag, "depth");
  const auto output = decoder.forward(encoder.forward(image(0)));
  for (int64_t scale = 0; scale < 4; ++scale) {
    const std::string name = std::to_string(scale);
    expectMap(output.sigmoids[scale], numbers.at("eval_disp").at(name), "scale " + name);
  }
  FastDepth fast(encoder, decoder, kHeight, kWidth, at::kFloat);
  expectMap(fast(image(0)).sigmoid, numbers.at("eval_disp").at("0"), "inference path");
}

void checkPose(const nlohmann::json& numbers) {
  const std::string tag = numbers.at("tag");
  ResnetEncoder encoder(numbers.at("layers").get<int64_t>(), 2);
  PoseDecoder decoder({encoder.channels()[4]});
  fill(encoder, tag, "pose_encoder");
  fill(decoder, tag, "pose");
  const at::Tensor pair = at::cat({image(-1), image(0)}, 1);
  const auto& expected = numbers.at("eval_pose_prev_to_cur");
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
  const at::NoGradGuard no_grad;
  const auto files = golden::files();
  ASSERT_FALSE(files.empty()) << "no golden numbers";
  for (const auto& numbers : files) {
    SCOPED_TRACE(numbers.at("tag").dump() + " ResNet-" + numbers.at("layers").dump());
    checkDepth(numbers);
    checkPose(numbers);
  }
}

}  // namespace
}  // namespace kerb
