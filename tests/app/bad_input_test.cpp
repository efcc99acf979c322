// What bad input gets: exit code 1, one clear line, and nothing half-written under its final name.
#include <fstream>

#include <ATen/ATen.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/mount.h>

#include "bench/random_model.h"
#include "core/base/file.h"
#include "core/source/image_file.h"
#include "core/weights/shipped.h"
#include "core/weights/weights.h"
#include "tests/app/run_kerb.h"

namespace kerb {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

class BadInput : public ::testing::Test {
 protected:
  fs::path at(const std::string& name) const { return folder_.path() / name; }

  /// Fails with this line last on stderr, and leaves no summary.
  void expectError(const std::string& arguments, const ::testing::Matcher<std::string>& line) const {
    const Ran ran = runKerb(arguments);
    EXPECT_EQ(ran.code, 1) << arguments << "\n" << ran.err;
    EXPECT_THAT(lastLine(ran.err), AllOf(StartsWith("kerb: "), line));
    for (const auto& entry : fs::recursive_directory_iterator(folder_.path())) {
      EXPECT_THAT(entry.path().filename().string(), ::testing::Not(HasSubstr("partial")));
    }
  }

  void inspectFails(const fs::path& source, const std::string& options,
                    const ::testing::Matcher<std::string>& line) const {
    expectError("inspect " + source.string() + " --out " + at("out").string() + " " + options, line);
    EXPECT_FALSE(fs::exists(at("out/summary.json")));
  }

  void writeImages(const fs::path& folder, int count) const {
    for (int i = 0; i < count; ++i)
      ASSERT_TRUE(
          writeImage(folder / (std::to_string(i) + ".png"), at::full({3, 24, 32}, i * 20, at::kByte)));
  }

  bool makeVideo(const fs::path& path, int frames) const {
    return runShell("ffmpeg -v error -f lavfi -i testsrc2=s=96x64:r=10 -frames:v " + std::to_string(frames) +
                    " -y " + path.string())
               .code == 0;
  }

  TemporaryFolder folder_;
};

TEST_F(BadInput, NoSuchSourceAndAnUnknownFolder) {
  inspectFails(at("nothing"), "", HasSubstr("nothing"));
  fs::create_directories(at("folder"));
  inspectFails(at("folder"), "", AllOf(HasSubstr("folder"), HasSubstr("KITTI")));
}

TEST_F(BadInput, EmptyVideo) {
  std::ofstream(at("empty.mp4")).flush();
  inspectFails(at("empty.mp4"), "", HasSubstr("empty.mp4"));
}

TEST_F(BadInput, OfACutVideoTheReadableFramesAreExportedAndTheExitCodeIsOne) {
  if (!haveTool("ffmpeg")) GTEST_SKIP() << "no ffmpeg on PATH";
  ASSERT_TRUE(bench::writeRandomModel(at("m.safetensors"), 64, 64));
  ASSERT_EQ(runShell("ffmpeg -v error -f lavfi -i testsrc2=s=96x64:r=10 -frames:v 30 -c:v mpeg4 -bf 0 "
                     "-movflags +faststart " +
                     at("whole.mp4").string())
                .code,
            0);
  fs::copy_file(at("whole.mp4"), at("cut.mp4"));
  fs::resize_file(at("cut.mp4"), fs::file_size(at("whole.mp4")) * 2 / 3);
  const std::string model = " --export colour --model " + at("m.safetensors").string() + " --out ";
  EXPECT_EQ(runKerb("inspect " + at("whole.mp4").string() + model + at("o1").string()).code, 0);
  expectError("inspect " + at("cut.mp4").string() + model + at("o2").string(),
              AllOf(HasSubstr("cut.mp4: is cut off after"), HasSubstr("these were exported")));
  EXPECT_TRUE(fs::exists(at("o2/summary.json")));
  EXPECT_EQ(runKerb("inspect " + at("cut.mp4").string() + " --frames 0:5" + model + at("o3").string()).code,
            0)
      << "what was asked for is all there";
}

TEST_F(BadInput, NothingToExportIsSaidEveryTime) {
  writeImages(at("folder"), 2);
  for (int run = 0; run < 2; ++run)
    expectError("inspect " + at("folder").string() + " --method truth --out " + at("out").string(),
                HasSubstr("there is nothing to export"));
}

TEST_F(BadInput, AVideoThatIsNone) {
  std::ofstream(at("text.mp4")) << "this is not a video, but it is long enough to be looked at";
  inspectFails(at("text.mp4"), "", HasSubstr("text.mp4"));
}

TEST_F(BadInput, AMonoVideoNeedsAModel) {
  if (!haveTool("ffmpeg")) GTEST_SKIP() << "no ffmpeg on PATH";
  ASSERT_TRUE(makeVideo(at("v.mp4"), 3));
  if (shippedWeights(kStarter).empty()) {
    inspectFails(at("v.mp4"), "", AllOf(HasSubstr("--model"), HasSubstr("kerb import")));
  } else {
    const Ran ran =
        runKerb("inspect " + at("v.mp4").string() + " --export labels depth --out " + at("s").string());
    EXPECT_EQ(ran.code, 0) << ran.err;
    EXPECT_THAT(*readWhole(at("s/summary.json")), AllOf(HasSubstr("depth_semantics"), HasSubstr("starter")));
  }
  inspectFails(at("v.mp4"), "--method sgbm", HasSubstr("needs a stereo pair"));
  inspectFails(at("v.mp4"), "--method monodepth2", HasSubstr("needs a trained model"));
  inspectFails(at("v.mp4"), "--method nonsense", HasSubstr("There are: "));
}

TEST_F(BadInput, WrongOptionsAreExplained) {
  writeImages(at("images"), 2);
  inspectFails(at("images"), "--camera 1,2,3", HasSubstr("fx,fy,cx,cy"));
  inspectFails(at("images"), "--camera-file " + at("none.json").string(), HasSubstr("none.json"));
  inspectFails(at("images"), "--undistort", HasSubstr("distortion"));
  inspectFails(at("images"), "--layout nonsense", HasSubstr("kitti_raw"));
  inspectFails(at("images"), "--frames 5:x", HasSubstr("--frames"));
  inspectFails(at("images"), "--hide dragon", HasSubstr("no class 'dragon'"));
  inspectFails(at("images"), "--class-colour car=red", HasSubstr("CLASS=#RRGGBB"));
  inspectFails(at("images"), "--scaling cubic", HasSubstr("inverse, log, linear"));
  inspectFails(at("images"), "--cloud-colours taste", HasSubstr("classes, depth, error"));
  inspectFails(at("images"), "--export depht", HasSubstr("There are: depth"));
  inspectFails(at("images"), "--range 9:2", HasSubstr("NEAR:FAR"));
  inspectFails(at("images"), "--device cuda:99 --method truth", ::testing::_);
}

TEST_F(BadInput, AFullOrUnwritableDisk) {
  writeImages(at("images/test"), 8);
  const fs::path disk = at("disk");
  fs::create_directories(disk);
  if (mount("tmpfs", disk.c_str(), "tmpfs", 0, "size=16k") != 0)
    GTEST_SKIP() << "only root may mount a small disk";
  // A tmpfs this small is full after the first files: the labels of a CamVid tree are exported as overlays.
  fs::create_directories(at("images/testannot"));
  std::ofstream list(at("images/test.txt"));
  for (int i = 0; i < 8; ++i) {
    const std::string name = std::to_string(i) + ".png";
    ASSERT_TRUE(writeImage(at("images/test/" + name), at::randint(0, 255, {3, 96, 128}, at::kByte)));
    ASSERT_TRUE(writeImage(at("images/testannot/" + name), at::full({96, 128}, i, at::kByte)));
    list << "/SegNet/CamVid/test/" << name << " /SegNet/CamVid/testannot/" << name << "\n";
  }
  list.close();
  expectError("inspect " + at("images").string() + " --out " + disk.string(),
              HasSubstr("No space left on device"));
  mount("tmpfs", disk.c_str(), "tmpfs", MS_REMOUNT | MS_RDONLY, "size=16k");
  expectError("inspect " + at("images").string() + " --out " + (disk / "new").string(),
              HasSubstr("Read-only file system"));
  umount(disk.c_str());
}

TEST_F(BadInput, ALabelOfAnotherSize) {
  writeImages(at("camvid/test"), 2);
  std::ofstream list(at("camvid/test.txt"));
  for (int i = 0; i < 2; ++i) {
    const std::string name = std::to_string(i) + ".png";
    const int64_t height = i == 0 ? 24 : 23;
    ASSERT_TRUE(writeImage(at("camvid/testannot/" + name), at::full({height, 32}, 3, at::kByte)));
    list << "/SegNet/CamVid/test/" << name << " /SegNet/CamVid/testannot/" << name << "\n";
  }
  list.close();
  const Ran ran = runKerb("inspect " + at("camvid").string() + " --out " + at("out").string());
  EXPECT_EQ(ran.code, 1);
  EXPECT_THAT(lastLine(ran.err), AllOf(HasSubstr("1 of 2 frames failed"), HasSubstr("23")));
  EXPECT_TRUE(fs::exists(at("out/overlay/0.png")) || fs::exists(at("out/overlay/test/0.png")));
}

TEST_F(BadInput, WeightsThatAreDamaged) {
  writeImages(at("images"), 2);
  WeightsInfo info;
  info.method = "monodepth2";
  const auto use = [&](const char* name) { return "--model " + at(name).string(); };
  ASSERT_TRUE(saveWeights(at("whole.safetensors"), info, {{"a", at::ones({1000})}}));
  inspectFails(at("images"), use("whole.safetensors"), HasSubstr("whole.safetensors"));  // not its tensors
  fs::copy_file(at("whole.safetensors"), at("cut.safetensors"));
  fs::resize_file(at("cut.safetensors"), fs::file_size(at("cut.safetensors")) - 100);
  inspectFails(at("images"), use("cut.safetensors"), HasSubstr("cut.safetensors"));
  fs::copy_file(at("whole.safetensors"), at("nan.safetensors"));
  {
    std::fstream file(at("nan.safetensors"), std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(-4, std::ios::end);
    file.write("\0\0\xc0\x7f", 4);  // the last number becomes NaN
  }
  inspectFails(at("images"), use("nan.safetensors"), HasSubstr("NaN"));
  info.method = "another";
  ASSERT_TRUE(saveWeights(at("other.safetensors"), info, {{"a", at::ones({4})}}));
  inspectFails(at("images"), use("other.safetensors"), HasSubstr("another"));
  inspectFails(at("images"), use("none.safetensors"), HasSubstr("No such file"));
}

TEST_F(BadInput, AMaliciousPickleIsRefusedByNameAndNotRun) {
  const fs::path marker = at("was_run");
  std::ofstream script(at("make.py"));
  script << "import os, pickle\n"
            "class Evil:\n"
            "    def __reduce__(self):\n"
            "        return (os.system, ('touch "
         << marker.string()
         << "',))\n"
            "head = [0x1950a86a20f9469cfc6c, 1001, {'little_endian': True}]\n"
            "data = b''.join(pickle.dumps(x, 2) for x in head + [Evil(), []])\n"
            "open('"
         << at("evil.pth").string() << "', 'wb').write(data)\n";
  script.close();
  ASSERT_EQ(runShell("python3 " + at("make.py").string()).code, 0);
  expectError("import " + at("evil.pth").string() + " --out " + at("evil.safetensors").string(),
              HasSubstr("system"));
  EXPECT_FALSE(fs::exists(marker));
  EXPECT_FALSE(fs::exists(at("evil.safetensors")));
}

}  // namespace
}  // namespace kerb
