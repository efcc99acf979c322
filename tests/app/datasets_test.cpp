// kerb datasets, as a user runs it.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "core/source/source.h"
#include "tests/app/run_kerb.h"

namespace kerb {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(Datasets, EverySetIsExplained) {
  const Ran text = runKerb("datasets");
  EXPECT_EQ(text.code, 0) << text.err;
  const json sets = json::parse(runKerb("datasets --json").out);
  for (const char* id : {"kitti_raw", "kitti_odometry", "kitti_depth_selection", "kitti_semantics",
                         "cityscapes", "vkitti1", "vkitti2", "make3d", "camvid"}) {
    EXPECT_THAT(text.out, HasSubstr(id));
    const auto found =
        std::find_if(sets.begin(), sets.end(), [&](const json& set) { return set["id"] == id; });
    ASSERT_NE(found, sets.end()) << id;
    for (const char* key : {"title", "from", "licence", "tree", "recognised_by"})
      EXPECT_FALSE((*found)[key].get<std::string>().empty()) << id << ' ' << key;
  }
  EXPECT_EQ(json::parse(runKerb("datasets --set make3d --json").out).size(), 1U);
  EXPECT_EQ(json::parse(runKerb("datasets --set make3d,camvid --json").out).size(), 2U);
  for (const char* ids : {"imagenet", "make3d,imagenet", "imagenet make3d"}) {
    const Ran unknown = runKerb(fmt::format("datasets --set {}", ids));
    EXPECT_EQ(unknown.code, 1);
    EXPECT_THAT(unknown.err, HasSubstr("'imagenet'"));
    EXPECT_TRUE(unknown.out.empty());
  }
  EXPECT_THAT(runKerb("datasets check --help").out, HasSubstr("--split"));
}

TEST(Datasets, ADriveThatWasStoppedIsNotTakenForAWholeOne) {
  const TemporaryFolder folder;
  const fs::path out = folder.path() / "drive";
  const auto synth = [&](int seed) {
    return fmt::format("synth synthetic:seed={},width=64,height=32,frames=30 --out {}", seed, out.string());
  };
  const fs::path first = out / "2026_01_01/2026_01_01_drive_0002_sync/image_02/data/0000000000.png";
  for (const char* signal : {"INT", "KILL"}) {
    runShell(
        fmt::format("{}/kerb {} & pid=$!; while [ ! -e {} ]; do sleep 0.05; done; kill -{} $pid; wait $pid",
                    KERB_BIN_DIR, synth(2), first.string(), signal));
    for (const fs::path& path : {out, out / "2026_01_01/2026_01_01_drive_0002_sync"})
      EXPECT_THAT(runKerb("datasets check " + path.string()).err, HasSubstr("is not whole")) << signal;
  }
  EXPECT_THAT(runKerb(synth(3)).err, HasSubstr("a part of another drive"));
  const Ran whole = runKerb(synth(2));
  EXPECT_EQ(whole.code, 0) << whole.err;
  const json report = json::parse(runKerb("datasets check --json " + out.string()).out);
  EXPECT_EQ(report["frames"], 30);
  EXPECT_EQ(report["sizes"][0]["width"], 64);
  EXPECT_TRUE(report["absent"].empty());
  fs::remove(out / "2026_01_01/2026_01_01_drive_0002_sync/image_03/data/0000000007.png");
  const Ran incomplete = runKerb("datasets check " + out.string());
  EXPECT_THAT(incomplete.out, AllOf(HasSubstr("absent: stereo: "), HasSubstr("0000000007")));
  EXPECT_THAT(runKerb(synth(2)).err, HasSubstr("holds files already"));
  EXPECT_THAT(runKerb("synth --out ''").err, HasSubstr("no folder"));
}

TEST(Datasets, ADriveIsWrittenIntoTheFolderOneIsIn) {
  const TemporaryFolder folder;
  fs::create_directory(folder.path() / "real");
  fs::create_directory_symlink(folder.path() / "real", folder.path() / "link");
  const std::string drive = "synth synthetic:seed=2,width=64,height=32,frames=1 --out ";
  EXPECT_EQ(runKerb(drive + (folder.path() / "link").string()).code, 0);
  EXPECT_TRUE(fs::exists(folder.path() / "real/2026_01_01"));
  fs::create_directory(folder.path() / "here");
  EXPECT_EQ(
      runShell(fmt::format("cd {}/here && {}/kerb {}.", folder.path().string(), KERB_BIN_DIR, drive)).code,
      0);
  EXPECT_TRUE(fs::exists(folder.path() / "here/2026_01_01"));
}

TEST(Datasets, CheckOfRealData) {
  KERB_NEEDS_REAL_DATA(data);
  const Ran ran = runKerb("datasets check " + (data / "kitti_odometry").string() + " --json");
  EXPECT_EQ(ran.code, 0) << ran.err;
  const json report = json::parse(ran.out);
  EXPECT_EQ(report["layout"], "kitti_odometry");
  EXPECT_EQ(report["frames"], 12);
  EXPECT_EQ(report["parts"]["stereo"], 12);
  EXPECT_EQ(report["missing"], 0);
  EXPECT_EQ(report["broken"], 0);
}

TEST(Datasets, ABrokenFileIsNamed) {
  KERB_NEEDS_REAL_DATA(data);
  const TemporaryFolder folder;
  fs::copy(data / "camvid", folder.path() / "camvid", fs::copy_options::recursive);
  const fs::path label = folder.path() / "camvid" / "testannot" / "0006R0_f00960.png";
  const fs::path image = folder.path() / "camvid" / "test" / "0006R0_f00990.png";
  fs::permissions(label, fs::perms::owner_all);
  fs::permissions(image.parent_path(), fs::perms::owner_all);
  fs::resize_file(label, 500);
  fs::remove(image);
  const Ran ran = runKerb("datasets check " + (folder.path() / "camvid").string());
  EXPECT_EQ(ran.code, 1);
  EXPECT_THAT(ran.out, HasSubstr("missing        1"));
  EXPECT_THAT(ran.out, HasSubstr("broken         1"));
  EXPECT_THAT(lastLine(ran.err), HasSubstr("0006R0_f00960.png"));
  EXPECT_THAT(ran.err, HasSubstr("0006R0_f00990.png")) << "missing files are said before the work starts";
  EXPECT_THAT(ran.out, HasSubstr("missing: " + image.string()));
  EXPECT_THAT(ran.out, Not(HasSubstr("note:"))) << "said once";
  const Ran as_json = runKerb("datasets check --json " + (folder.path() / "camvid").string());
  EXPECT_EQ(as_json.code, 1);
  EXPECT_EQ(json::parse(as_json.out)["errors"].size(), 1U);
  EXPECT_EQ(json::parse(as_json.out)["missing_files"], json::array({image.string()}));
  EXPECT_EQ(runKerb("datasets check " + (folder.path() / "nowhere").string()).code, 1);
}

TEST(Datasets, ALinkThatLeadsNowhereIsBroken) {
  KERB_NEEDS_REAL_DATA(data);
  const TemporaryFolder folder;
  const fs::path copy = folder.path() / "camvid";
  fs::copy(data / "camvid", copy, fs::copy_options::recursive);
  fs::permissions(copy / "testannot", fs::perms::owner_all);
  fs::remove(copy / "testannot" / "0006R0_f00960.png");
  fs::create_symlink("/nowhere/label.png", copy / "testannot" / "0006R0_f00960.png");
  const Ran ran = runKerb("datasets check --json " + copy.string());
  EXPECT_EQ(ran.code, 1);
  const json report = json::parse(ran.out);
  EXPECT_EQ(report["broken"], 1);
  EXPECT_EQ(report["missing"], 0);
  EXPECT_THAT(report["errors"][0].get<std::string>(), HasSubstr("testannot/0006R0_f00960.png"));
}

TEST(Datasets, CompletionKnowsTheInnerCommand) {
  const Ran ran = runShell("bash -c 'eval \"$(" KERB_BIN_DIR
                           "/kerb completion bash)\"; "
                           "COMP_WORDS=(kerb datasets che); COMP_CWORD=2; _kerb; echo \"${COMPREPLY[@]}\"'");
  EXPECT_EQ(lastLine(ran.out), "check");
}

}  // namespace
}  // namespace kerb
