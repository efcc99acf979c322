#include "core/train/events.h"

#include <fstream>

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include "core/base/file.h"
#include "tests/temporary_folder.h"

namespace kerb {
namespace {

TEST(Events, ScalarsComeBack) {
  const TemporaryFolder folder;
  const auto writer = EventWriter::create(folder.path());
  ASSERT_TRUE(writer) << writer.error().message();
  ASSERT_TRUE((*writer)->hyperParameters({{"learning_rate", "0.5"}}));
  ASSERT_TRUE((*writer)->scalars(7, {{"loss", 0.25}, {"rate", -3}}));
  ASSERT_TRUE((*writer)->image(7, "picture", at::zeros({3, 2, 5}, at::kByte)));
  ASSERT_TRUE((*writer)->scalars(int64_t{1} << 40, {{"loss", 0.5}}));
  const auto scalars = readScalars((*writer)->path());
  ASSERT_TRUE(scalars && scalars->size() == 3);
  EXPECT_EQ((*scalars)[0].tag, "loss");
  EXPECT_EQ((*scalars)[0].step, 7);
  EXPECT_EQ((*scalars)[0].value, 0.25);
  EXPECT_EQ((*scalars)[1].value, -3);
  EXPECT_EQ((*scalars)[2].step, int64_t{1} << 40);
}

TEST(Events, ReadingEndsAtTheFirstDamagedRecord) {
  const TemporaryFolder folder;
  const auto writer = EventWriter::create(folder.path());
  for (int i = 0; i < 3; ++i) ASSERT_TRUE((*writer)->scalars(i, {{"loss", i}}));
  const std::string whole = *readWhole((*writer)->path());
  for (size_t cut = 0; cut <= whole.size(); ++cut) {
    const auto path = folder.path() / "cut";
    std::ofstream(path, std::ios::binary) << whole.substr(0, cut);
    const auto scalars = readScalars(path);
    ASSERT_TRUE(scalars);
    EXPECT_EQ(scalars->size(), cut == whole.size() ? 3U : cut >= whole.size() * 3 / 4 ? 2U : scalars->size());
  }
  std::string damaged = whole;
  damaged[whole.size() - 6] = static_cast<char>(damaged[whole.size() - 6] ^ 1);
  std::ofstream(folder.path() / "damaged", std::ios::binary) << damaged;
  EXPECT_EQ(readScalars(folder.path() / "damaged")->size(), 2U);
}

}  // namespace
}  // namespace kerb
