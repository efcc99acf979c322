#include "core/source/check_source.h"

#include <ATen/ATen.h>
#include <fmt/format.h>

#include "tests/core/source/tree.h"

namespace kerb {
namespace {

/// Frames 0 to 9 of a sequence with poses, 3 missing, 5 and 8 broken.
fs::path writeSequence(const fs::path& root) {
  const fs::path folder = root / "sequences" / "04";
  std::string poses;
  for (int i = 0; i < 10; ++i) {
    const fs::path file = folder / "image_2" / fmt::format("{:06}.png", i);
    poses += fmt::format("1 0 0 0 0 1 0 0 0 0 1 {}\n", i);
    if (i == 3) continue;
    writeColour(file, 20, 10, i);
    if (i == 5 || i == 8) fs::resize_file(file, 80);
  }
  writeText(folder / "calib.txt", "P2: 10 0 9.5 0 0 10 4.5 0 0 0 1 0\n");
  writeText(root / "poses" / "04.txt", poses);
  return folder;
}

TEST(CheckSource, CountsWhatIsThereMissingAndBroken) {
  const TemporaryFolder folder;
  writeSequence(folder.path());
  const auto source = openSource(folder.path());
  ASSERT_TRUE(source) << source.error().message();
  for (const int threads : {1, 3}) {
    int64_t last = 0;
    const auto check = checkSource(**source, threads, {}, [&](int64_t done, int64_t total) {
      EXPECT_EQ(done, ++last);
      EXPECT_EQ(total, 10);
    });
    ASSERT_TRUE(check) << check.error().message();
    EXPECT_EQ(last, 10);
    EXPECT_EQ(check->missing, 1);
    ASSERT_EQ(check->missing_files.size(), 1U);
    EXPECT_THAT(check->missing_files[0], HasSubstr("000003.png"));
    EXPECT_EQ(check->broken, 2);
    EXPECT_EQ(check->images, 7);
    EXPECT_EQ(check->poses, 7);
    EXPECT_EQ(check->stereo, 0);
    EXPECT_THAT(check->sizes, testing::ElementsAre(testing::Pair(std::pair(20, 10), 7)));
    ASSERT_EQ(check->errors.size(), 2U);
    EXPECT_THAT(check->errors[0], AllOf(HasSubstr("frame 5"), HasSubstr("000005.png")));
    EXPECT_THAT(check->errors[1], AllOf(HasSubstr("frame 8"), HasSubstr("000008.png")));
  }
}

TEST(CheckSource, LinksThatLeadNowhereAreBrokenAndEveryMissingImageIsListed) {
  const TemporaryFolder folder;
  for (int i = 0; i < 12; ++i) {
    const std::string name = fmt::format("{:02}.png", i);
    writeColour(folder.path() / "test" / name, 8, 6, i);
    writeGrey(folder.path() / "testannot" / name, 8, 6, 1);
    std::ofstream(folder.path() / "test.txt", std::ios::app) << fmt::format("test/{0} testannot/{0}\n", name);
    if (i >= 4) fs::remove(folder.path() / "test" / name);
  }
  for (const fs::path& link : {fs::path("testannot") / "01.png", fs::path("test") / "02.png"}) {
    fs::remove(folder.path() / link);
    fs::create_symlink("/nowhere/file.png", folder.path() / link);
  }
  const auto source = openSource(folder.path());
  ASSERT_TRUE(source) << source.error().message();
  fs::remove(folder.path() / "testannot" / "03.png");  // seen when it was opened
  const auto check = checkSource(**source, 2, {}, {});
  ASSERT_TRUE(check) << check.error().message();
  EXPECT_EQ(check->missing, 8);
  ASSERT_EQ(check->missing_files.size(), 8U);
  EXPECT_THAT(check->missing_files[7], HasSubstr("test/11.png"));
  EXPECT_EQ(check->broken, 3);
  ASSERT_EQ(check->errors.size(), 3U);
  EXPECT_THAT(check->errors[0], HasSubstr("testannot/01.png"));
  EXPECT_THAT(check->errors[1], HasSubstr("test/02.png"));
  EXPECT_THAT(check->errors[2], HasSubstr("testannot/03.png"));
}

TEST(CheckSource, StopsWhenAsked) {
  const TemporaryFolder folder;
  writeSequence(folder.path());
  const auto source = openSource(folder.path());
  std::stop_source stop;
  int64_t read = 0;
  const auto check = checkSource(**source, 1, stop.get_token(), [&](int64_t done, int64_t) {
    read = done;
    if (done == 2) stop.request_stop();
  });
  ASSERT_FALSE(check);
  EXPECT_TRUE(check.error().cancelled);
  EXPECT_EQ(read, 2);
}

}  // namespace
}  // namespace kerb
