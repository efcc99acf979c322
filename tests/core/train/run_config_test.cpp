#include "core/train/run_config.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/base/file.h"
#include "tests/temporary_folder.h"

namespace kerb {
namespace {

TEST(RunConfig, EveryTextComesBackAsItWas) {
  const TemporaryFolder folder;
  RunConfig config;
  config.method = "monodepth2";
  config.note = "1.10";
  for (const char* text :
       {".0001", "1.e-4", "007", "-01", "1.10", "0.5", "12", "true", "1e-9", "a \"b\" \\ c", "", "+1"})
    config.training[fmt::format("p{}", config.training.size())] = text;
  config.data.push_back({"video", "0042", {}});
  config.data.push_back({"", "C:\\drive = 1", {}});
  config.data.back().opening.side = "right";
  config.data.back().opening.undistort = true;
  const auto path = folder.path() / "run.toml";
  ASSERT_TRUE(writeRunConfig(path, config));
  const auto read = readRunConfig(path);
  ASSERT_TRUE(read) << read.error().message();
  EXPECT_EQ(read->method, config.method);
  EXPECT_EQ(read->note, config.note);
  EXPECT_EQ(read->training, config.training);
  ASSERT_EQ(read->data.size(), 2U);
  EXPECT_EQ(read->data[0].source, "0042");
  EXPECT_EQ(read->data[1].source, config.data[1].source);
  EXPECT_EQ(read->data[1].opening.side, "right");
  EXPECT_TRUE(read->data[1].opening.undistort);
}

TEST(RunConfig, OwnFootageComesBackExactly) {
  const TemporaryFolder folder;
  RunConfig config;
  config.method = "monodepth2";
  config.data.push_back({"", "a.mp4", {}, {}});
  config.data.push_back({"", "b.mp4", {}, {10, 1.0 / 3, 0.05, 1e-3}});
  const auto path = folder.path() / "run.toml";
  ASSERT_TRUE(writeRunConfig(path, config));
  const auto read = readRunConfig(path);
  ASSERT_TRUE(read) << read.error().message();
  EXPECT_EQ(read->data[0].footage, FootageOptions{});
  EXPECT_EQ(read->data[1].footage, config.data[1].footage);
}

TEST(RunConfig, MistakesHaveALine) {
  const TemporaryFolder folder;
  const auto message = [&](const char* text) {
    const auto path = folder.path() / "bad.toml";
    EXPECT_TRUE(writeWhole(path, std::string_view(text)));
    const auto read = readRunConfig(path);
    return read ? std::string("no error") : read.error().message();
  };
  EXPECT_THAT(message("method = 'm'\n\nnonsense = 1\n"), testing::HasSubstr("bad.toml, line 3: 'nonsense'"));
  EXPECT_THAT(message("method = 'm'\n[[data]]\nstream = 'video'\n"), testing::HasSubstr("names no source"));
  EXPECT_THAT(message("method = 'm'\n[[data]]\nsource = 'a'\nsample_fps = 'ten'\n"),
              testing::HasSubstr("line 2: sample_fps = ten is no number"));
  EXPECT_THAT(message("method = 'm'\n[[data]]\nsource = 'a'\ncrop_top = 1.5\n"),
              testing::HasSubstr("leaves nothing"));
  EXPECT_THAT(message("x = \n"), testing::HasSubstr("line 1"));
  EXPECT_THAT(message("note = 'n'\n"), testing::HasSubstr("names no method"));
}

}  // namespace
}  // namespace kerb
