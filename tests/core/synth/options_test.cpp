// The name that opens a synthetic drive.
#include "core/synth/options.h"

#include <set>

#include "tests/core/synth/drive.h"

namespace kerb {
namespace {

TEST(SyntheticOptions, NamesAreRecognised) {
  EXPECT_TRUE(synth::isSyntheticName("synthetic"));
  EXPECT_TRUE(synth::isSyntheticName("synthetic:seed=3"));
  EXPECT_FALSE(synth::isSyntheticName("synthetics"));
  EXPECT_FALSE(synth::isSyntheticName("/data/synthetic"));
}

TEST(SyntheticOptions, ValuesAreReadAndChecked) {
  const auto options =
      synth::parseDriveOptions("synthetic:seed=3,look=camera,width=1242,height=375,drop=0.2");
  ASSERT_TRUE(options) << options.error().message();
  EXPECT_EQ((*options).seed, 3U);
  EXPECT_EQ((*options).look, synth::Look::camera);
  EXPECT_EQ((*options).width, 1242);
  EXPECT_DOUBLE_EQ((*options).labels.drop, 0.2);
  for (const char* wrong :
       {"synthetic:speed=3", "synthetic:seed", "synthetic:width=7", "synthetic:look=nice",
        "synthetic:frames=0", "synthetic:hour=3", "synthetic:seed=-1", "synthetic:wet=nan"}) {
    const auto parsed = synth::parseDriveOptions(wrong);
    ASSERT_FALSE(parsed) << wrong;
    EXPECT_NE(parsed.error().message().find("synthetic"), std::string::npos);
  }
}

TEST(SyntheticOptions, SplitsNeverShareASeed) {
  std::set<uint32_t> all;
  size_t total = 0;
  for (const char* split : {"train", "val", "test"}) {
    const auto options = synth::parseDriveOptions(std::string("synthetic:drives=30,split=") + split);
    ASSERT_TRUE(options);
    for (const uint32_t seed : synth::driveSeeds(*options)) all.insert(seed);
    total += 30;
  }
  EXPECT_EQ(all.size(), total);
}

TEST(SyntheticOptions, DrivesFollowEachOther) {
  const auto drive = openDrive("split=val,drives=2,frames=5,width=64,height=32");
  EXPECT_EQ(drive->info().count, 10);
  const Frame last = frameAt(*drive, 4, {}), first = frameAt(*drive, 5, {});
  EXPECT_EQ(last.name, "seed_0008/000004");
  EXPECT_EQ(first.name, "seed_0018/000000");
  EXPECT_FALSE(isNeighbour(last, first, 1));
  EXPECT_TRUE(isNeighbour(frameAt(*drive, 3, {}), last, 1));
  EXPECT_FALSE(drive->at(10, {}));
}

}  // namespace
}  // namespace kerb
