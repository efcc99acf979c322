// Kerb's weights files.
#include "core/weights/weights.h"

#include <limits>

#include <ATen/ATen.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/weights/safetensors.h"
#include "tests/temporary_folder.h"

namespace kerb {
namespace {

using ::testing::HasSubstr;

const WeightsInfo kInfo{"monodepth2", {{"layers", "18"}, {"note", "a \"quoted\" {word}"}},
                        640,          192,
                        "CC0",        "trained for 5 steps"};

class WeightsTest : public ::testing::Test {
 protected:
  std::string failureOf(const std::map<std::string, std::string>& metadata) const {
    EXPECT_TRUE(writeSafetensors(path_, {{"a", at::ones({2})}}, metadata));
    const auto loaded = loadWeights(path_);
    return loaded ? "no error" : loaded.error().message();
  }
  const TemporaryFolder folder_;
  const std::filesystem::path path_ = folder_.path() / "w.safetensors";
};

TEST_F(WeightsTest, SaveAndLoadGiveTheSame) {
  const TensorMap tensors{
      {"a", at::randn({2, 3})}, {"steps", at::arange(3)}, {"half", at::ones({2}, at::kHalf)}};
  const auto saved = saveWeights(path_, kInfo, tensors);
  ASSERT_TRUE(saved) << saved.error().message();
  const auto loaded = loadWeights(path_);
  ASSERT_TRUE(loaded) << loaded.error().message();
  EXPECT_EQ(loaded->path, path_);
  EXPECT_EQ(loaded->info.method, kInfo.method);
  EXPECT_EQ(loaded->info.parameters, kInfo.parameters);
  EXPECT_EQ(loaded->info.input_width, 640);
  EXPECT_EQ(loaded->info.input_height, 192);
  EXPECT_EQ(loaded->info.licence, kInfo.licence);
  EXPECT_EQ(loaded->info.training, kInfo.training);
  ASSERT_EQ(loaded->tensors.size(), tensors.size());
  for (const auto& [name, tensor] : tensors) EXPECT_TRUE(at::equal(loaded->tensors.at(name), tensor)) << name;
}

TEST_F(WeightsTest, RefusesNanAndInfinity) {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const float infinity = std::numeric_limits<float>::infinity();
  for (const at::ScalarType type : {at::kFloat, at::kHalf, at::kBFloat16, at::kDouble}) {
    const TensorMap bad{{"fine", at::ones({2})},
                        {"broken", at::full({2}, nan, type)},
                        {"large", at::full({1}, infinity, type)}};
    const auto saved = saveWeights(path_, kInfo, bad);
    ASSERT_FALSE(saved);
    EXPECT_THAT(saved.error().message(), HasSubstr("NaN or infinite values in 2 tensor(s): broken, large"));
  }
  ASSERT_TRUE(saveWeights(path_, kInfo, {{"a", at::ones({1})}}));
  auto read = readSafetensors(path_);
  ASSERT_TRUE(read);
  read->tensors["a"].fill_(nan);
  ASSERT_TRUE(writeSafetensors(path_, read->tensors, read->metadata));
  const auto loaded = loadWeights(path_);
  ASSERT_FALSE(loaded);
  EXPECT_THAT(loaded.error().message(), HasSubstr("NaN or infinite values in 1 tensor(s): a"));
}

TEST_F(WeightsTest, SaysWhatOtherFilesAre) {
  EXPECT_THAT(failureOf({}), HasSubstr("w.safetensors: is a safetensors file, but not one of Kerb's"));
  EXPECT_THAT(failureOf({{"kerb.format", "2"}}), HasSubstr("weights format '2', this version reads '1'"));
  std::map<std::string, std::string> metadata{{"kerb.format", "1"}};
  EXPECT_THAT(failureOf(metadata), HasSubstr("lack 'kerb.method'"));
  metadata.insert({{"kerb.method", "m"}, {"kerb.parameters", "{"}});
  EXPECT_THAT(failureOf(metadata), HasSubstr("'kerb.parameters' is not a JSON object"));
  metadata["kerb.parameters"] = R"({"a":1})";
  EXPECT_THAT(failureOf(metadata), HasSubstr("the parameter 'a' is not text"));
  metadata["kerb.parameters"] = "{\"a\":" + std::string(100000, '[');
  EXPECT_THAT(failureOf(metadata), HasSubstr("'kerb.parameters' is not a JSON object"));
  metadata["kerb.parameters"] = R"({"a":"1"})";
  metadata["kerb.input_width"] = "-3";
  EXPECT_THAT(failureOf(metadata), HasSubstr("'kerb.input_width' is '-3'"));
}

}  // namespace
}  // namespace kerb
