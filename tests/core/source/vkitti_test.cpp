#include <cmath>

#include <ATen/ATen.h>
#include <fmt/format.h>

#include "tests/core/source/tree.h"

namespace kerb {
namespace {

constexpr int kWidth = 41;
constexpr int kHeight = 21;

/// Depth in cm; flow that is +5 px in x and -2 px in y of a kWidth x kHeight image.
int depthCode(int x, int y, int) { return y == 0 ? 65535 : 100 * x + 1; }
int flowCode(int x, int, int channel) {
  if (channel == 2) return x == 0 ? 0 : 1;
  const double pixels = channel == 0 ? 5.0 / (kWidth - 1) : -2.0 / (kHeight - 1);
  return static_cast<int>(std::lround((pixels + 1) / 2 * 65535));
}

/// A pixel of each of the colours, column by column, and the last one to the right end.
void writeColours(const fs::path& path, const std::vector<std::array<int, 3>>& colours) {
  std::string pixels;
  for (int i = 0; i < kWidth * kHeight; ++i) {
    const auto column = static_cast<size_t>(i % kWidth);
    for (const int part : colours[std::min(column, colours.size() - 1)])
      pixels.push_back(static_cast<char>(part));
  }
  writeText(path, png(kWidth, kHeight, 3, pixels));
}

/// camera_from_world of a camera that looks along z and has moved (2 frame, 0, frame) in the world.
std::string poseRow(int frame) {
  return fmt::format("1 0 0 {} 0 1 0 0 0 0 1 {} 0 0 0 1", -2 * frame, -frame);
}

void checkFlow(const at::Tensor& flow) {
  EXPECT_NEAR(flow[0][3][5].item<float>(), 5, 1e-3);
  EXPECT_NEAR(flow[1][3][5].item<float>(), -2, 1e-3);
  EXPECT_TRUE(std::isnan(flow[0][3][0].item<float>()));
  EXPECT_TRUE(std::isnan(flow[1][3][0].item<float>()));
}

fs::path part1(const fs::path& root, const std::string& part) { return root / ("vkitti_1.3.1_" + part); }

void writeWorld(const fs::path& root, const std::string& world, const std::string& variation,
                int frames = 3) {
  std::string poses = "frame r1,1 r1,2 r1,3 t1 r2,1 r2,2 r2,3 t2 r3,1 r3,2 r3,3 t3 0 0 0 1\n";
  for (int i = 0; i < frames; ++i) {
    const fs::path name = fs::path(world) / variation / fmt::format("{:05}.png", i);
    writeColour(part1(root, "rgb") / name, kWidth, kHeight, 10 + i);
    write16(part1(root, "depthgt") / name, kWidth, kHeight, 1, depthCode);
    if (i + 1 < frames) write16(part1(root, "flowgt") / name, kWidth, kHeight, 3, flowCode);
    writeColours(part1(root, "scenegt") / name,
                 {{210, 0, 200}, {90, 200, 255}, {200, 7, 9}, {255, 100, 255}, {100, 60, 100}});
    poses += fmt::format("{} {}\n", i, poseRow(i));
  }
  writeText(part1(root, "extrinsicsgt") / fmt::format("{}_{}.txt", world, variation), poses);
  writeText(part1(root, "scenegt") / fmt::format("{}_{}_scenegt_rgb_encoding.txt", world, variation),
            "Category(:id) r g b\nTerrain 210 0 200\nSky 90 200 255\nVan:7 1 2 3\nCar:0 200 7 9\n"
            "GuardRail 255 100 255\nRoad 100 60 100\n");
}

TEST(Vkitti1, EverythingOfAFrame) {
  const TemporaryFolder folder;
  writeWorld(folder.path(), "0001", "clone");
  const auto source = openSource(folder.path());
  ASSERT_TRUE(source) << source.error().message();
  const SourceInfo info = (*source)->info();
  EXPECT_EQ(info.layout, "vkitti1");
  ASSERT_EQ(info.count, 3);
  EXPECT_EQ(info.fps, 10);
  EXPECT_NEAR(info.camera.fx * 1242, 725, 1e-9);
  EXPECT_NEAR(info.camera.cx * 1242, 620.5, 1e-9);
  EXPECT_TRUE(info.has_poses && info.has.flow && info.has.instances && !info.has.stereo);
  EXPECT_THAT(info.notes, Contains("flow for 2 of 3 frames"));
  const auto frame = (*source)->at(1, FrameParts::all());
  ASSERT_TRUE(frame) << frame.error().message();
  EXPECT_EQ(frame->name, "0001_clone_00001");
  EXPECT_EQ((*frame->depth_m)[0][4].item<float>(), 655.35F) << "sky";
  EXPECT_NEAR((*frame->depth_m)[5][4].item<float>(), 4.01, 1e-5);
  checkFlow(*frame->flow_px);
  const at::Tensor ids = frame->semantics->ids[7];
  const std::vector<int> expected{9, 10, 13, 255, 0};  // terrain, sky, car, none, road
  for (int i = 0; i < 5; ++i) EXPECT_EQ(ids[i].item<int>(), expected[static_cast<size_t>(i)]) << i;
  EXPECT_EQ((*frame->instance_ids)[7][2].item<int>(), 2) << "the second instance of the file";
  EXPECT_EQ((*frame->instance_ids)[7][3].item<int>(), 0);
  EXPECT_TRUE(frame->world_from_camera->translation().isApprox(Eigen::Vector3d(2, 0, 1)));
}

TEST(Vkitti1, WorldsVariationsAndSplits) {
  const TemporaryFolder folder;
  writeWorld(folder.path(), "0001", "clone");
  writeWorld(folder.path(), "0001", "fog");
  writeWorld(folder.path(), "0020", "clone");
  const fs::path rgb = part1(folder.path(), "rgb");
  EXPECT_EQ((*openSource(folder.path()))->info().count, 9);
  EXPECT_EQ((*openSource(rgb / "0001"))->info().count, 6);
  const auto fog = openSource(rgb / "0001" / "fog");
  EXPECT_EQ((*fog)->info().count, 3);
  EXPECT_EQ((*fog)->at(2, FrameParts::all())->name, "0001_fog_00002");
  EXPECT_FALSE(*(*openSource(folder.path()))->neighbour(*(*openSource(folder.path()))->at(2, {}), 1, {}));
  SourceOptions options;
  options.split_file = folder.path() / "split.txt";
  writeText(options.split_file,
            "vkitti_1.3.1_rgb/0020/clone/00001.png vkitti_1.3.1_depthgt/0020/clone/00001.png\n"
            "0001/fog 2\n0001/fog 9\n");
  const auto source = openSource(folder.path(), options);
  ASSERT_TRUE(source) << source.error().message();
  EXPECT_EQ((*source)->info().count, 3);
  EXPECT_EQ((*source)->at(0, {})->name, "0020_clone_00001");
  const auto next = (*source)->neighbour(*(*source)->at(0, {}), 1, FrameParts::all());
  ASSERT_TRUE(next && *next);
  EXPECT_EQ((*next)->image[0][0][0].item<int>(), 12);
  EXPECT_THAT((*source)->info().notes, Contains(AllOf(HasSubstr("1 of 3 images"), HasSubstr("00009.png"))));
  writeText(options.split_file, "0001 2\n");
  EXPECT_THAT(openError(folder.path(), options),
              AllOf(HasSubstr("split.txt:1"), HasSubstr("world/variation")));
  writeText(options.split_file, "0001/fog 1 l\n0001/fog 2 r\n");
  EXPECT_THAT(openError(folder.path(), options), AllOf(HasSubstr("split.txt:2"), HasSubstr("right camera")));
  options = {};
  options.side = "right";
  EXPECT_THAT(openError(folder.path(), options), HasSubstr("--side right does not apply to Virtual KITTI"));
}

/// camera_from_world = (R, t): R turns x to y (90 degrees about z), t = (1, 2, 3); so the camera is at -R^T
/// t.
constexpr auto kTurnedRow = "0 -1 0 1 1 0 0 2 0 0 1 3 0 0 0 1";

void checkTurned(const Source& source, int64_t index) {
  const auto frame = source.at(index, {});
  ASSERT_TRUE(frame && frame->world_from_camera);
  EXPECT_TRUE(frame->world_from_camera->translation().isApprox(Eigen::Vector3d(-2, 1, -3), 1e-9))
      << frame->world_from_camera->translation();
  EXPECT_TRUE((frame->world_from_camera->linear() * Eigen::Vector3d::UnitY())
                  .isApprox(Eigen::Vector3d::UnitX(), 1e-9));
}

TEST(Vkitti1, ATurnedCamera) {
  const TemporaryFolder folder;
  writeWorld(folder.path(), "0001", "clone");
  writeText(part1(folder.path(), "extrinsicsgt") / "0001_clone.txt",
            fmt::format("frame r1,1\n0 {}\n1 {}\n", poseRow(0), kTurnedRow));
  const auto source = openSource(folder.path());
  ASSERT_TRUE(source) << source.error().message();
  checkTurned(**source, 1);
}

TEST(Vkitti1, BadTextFiles) {
  const TemporaryFolder folder;
  writeWorld(folder.path(), "0001", "clone");
  const fs::path poses = part1(folder.path(), "extrinsicsgt") / "0001_clone.txt";
  const fs::path code = part1(folder.path(), "scenegt") / "0001_clone_scenegt_rgb_encoding.txt";
  const std::string good_poses = readText(poses);
  const std::string good_code = readText(code);
  const auto with = [&](const fs::path& file, const std::string& text) {
    writeText(file, text);
    return openError(folder.path());
  };
  EXPECT_THAT(with(poses, good_poses + "3 1 0 0\n"),
              AllOf(HasSubstr("0001_clone.txt:5"), HasSubstr("4 columns, expected 17")));
  EXPECT_THAT(with(poses, good_poses + "3 2 0 0 0 0 1 0 0 0 0 1 0 0 0 0 1\n"),
              AllOf(HasSubstr(":5"), HasSubstr("rotation")));
  EXPECT_THAT(with(poses, good_poses + "2 " + poseRow(2) + "\n"), HasSubstr("frame 2 again"));
  EXPECT_THAT(with(poses, "frame\n"), HasSubstr("no rows"));
  writeText(poses, good_poses);
  EXPECT_THAT(with(code, good_code + "Dragon 5 5 5\n"),
              AllOf(HasSubstr("encoding.txt:8"), HasSubstr("Dragon")));
  EXPECT_THAT(with(code, good_code + "Misc 5 5 256\n"), HasSubstr("encoding.txt:8"));
  EXPECT_THAT(with(code, good_code + "Misc 100 60 100\n"), HasSubstr("colour of 'Road' again"));
  writeText(code, "Category(:id) r g b\nRoad 100 60 100\n");
  EXPECT_THAT(readError(**openSource(folder.path()), 1),
              AllOf(HasSubstr("00001.png"), HasSubstr("210 0 200 at column 0, row 0")));
  fs::remove(code);
  EXPECT_THAT((*openSource(folder.path()))->info().notes, Contains(HasSubstr("no classes")));
}

constexpr auto kColours =
    "Category r g b\nTerrain 210 0 200\nSky 90 200 255\nTree 0 199 0\nVegetation 90 240 0\nBuilding 140 140 "
    "140\n"
    "Road 100 60 100\nGuardRail 250 100 255\nTrafficSign 255 255 0\nTrafficLight 200 200 0\nPole 255 130 0\n"
    "Misc 80 80 80\nTruck 160 60 60\nCar 255 127 80\nVan 0 139 139\nUndefined 0 0 0\n";

/// `spelling` 0: the archive's folder names, 1: the web page's.
fs::path writeScene(const fs::path& root, const std::string& scene, int spelling = 0) {
  const fs::path variation = root / scene / "15-deg-left";
  const auto folder = [&](const std::string& archive, const std::string& page) {
    return variation / "frames" / (spelling == 0 ? archive : page);
  };
  std::string poses = "frame cameraID r1,1 r1,2 r1,3 t1 r2,1 r2,2 r2,3 t2 r3,1 r3,2 r3,3 t3 0 0 0 1\n";
  std::string intrinsics = "frame cameraID K[0,0] K[1,1] K[0,2] K[1,2]\n";
  std::string palette;
  for (int i = 0; i < 256; ++i) palette += std::string{static_cast<char>(i * 7), 1, 2};
  for (int i = 0; i < 3; ++i) {
    for (int c = 0; c < 2; ++c) {
      const std::string camera = fmt::format("Camera_{}", c);
      // The archive holds JPEG; here it is a PNG under the same name, which readers tell by its bytes.
      writeColour(variation / "frames" / "rgb" / camera / fmt::format("rgb_{:05}.jpg", i), kWidth, kHeight,
                  100 * c + i);
      write16(variation / "frames" / "depth" / camera / fmt::format("depth_{:05}.png", i), kWidth, kHeight, 1,
              [c](int x, int y, int k) { return depthCode(x, y, k) - (y > 0 ? c : 0); });
      writeColours(
          folder("classSegmentation", "classsegmentation") / camera / fmt::format("classgt_{:05}.png", i),
          {{0, 199, 0}, {90, 240, 0}, {250, 100, 255}, {160, 60, 60}, {0, 139, 139}, {0, 0, 0}});
      write8(
          folder("instanceSegmentation", "instancesegmentation") / camera /
              fmt::format("instancegt_{:05}.png", i),
          kWidth, kHeight, [](int x, int) { return x; }, palette);
      if (i < 2)
        write16(folder("forwardFlow", "forwardflow") / camera / fmt::format("flow_{:05}.png", i), kWidth,
                kHeight, 3, flowCode);
      if (i > 0)
        write16(folder("backwardFlow", "backwardflow") / camera /
                    fmt::format("{}_{:05}.png", spelling == 0 ? "backwardFlow" : "backwardflow", i),
                kWidth, kHeight, 3, flowCode);
      poses += fmt::format("{} {} {}\n", i, c, poseRow(i + 100 * c));
      intrinsics += fmt::format("{} {} 725.0087 725.0087 620.5 187\n", i, c);
    }
  }
  writeText(variation / "extrinsic.txt", poses);
  writeText(variation / "intrinsic.txt", intrinsics);
  writeText(variation / "colors.txt", kColours);
  return variation;
}

TEST(Vkitti2, EverythingInBothSpellings) {
  for (const int spelling : {0, 1}) {
    const TemporaryFolder folder;
    const fs::path variation = writeScene(folder.path(), "Scene01", spelling);
    for (const auto& path : {folder.path(), folder.path() / "Scene01", variation}) {
      const auto source = openSource(path);
      ASSERT_TRUE(source) << source.error().message();
      EXPECT_EQ((*source)->info().layout, "vkitti2");
      ASSERT_EQ((*source)->info().count, 3);
      const auto frame = (*source)->at(1, FrameParts::all());
      ASSERT_TRUE(frame) << frame.error().message();
      EXPECT_EQ(frame->name, "Scene01_15-deg-left_0_00001");
      EXPECT_NEAR(frame->camera.fx * 1242, 725.0087, 1e-9);
      EXPECT_EQ(frame->stereo->baseline_m, 0.532725);
      EXPECT_EQ(frame->stereo->image[0][0][0].item<int>(), 101);
      EXPECT_NEAR((*frame->depth_m)[5][4].item<float>(), 4.01, 1e-5);
      EXPECT_NEAR((*frame->stereo->depth_m)[5][4].item<float>(), 4.00, 1e-5);
      checkFlow(*frame->flow_px);
      checkFlow(*frame->backward_flow_px);
      EXPECT_FALSE((*source)->at(0, FrameParts::all())->backward_flow_px);
      EXPECT_FALSE((*source)->at(2, FrameParts::all())->flow_px);
      const std::vector<int> expected{8, 8, 255, 14, 13, 255};
      for (int i = 0; i < 6; ++i)
        EXPECT_EQ(frame->semantics->ids[3][i].item<int>(), expected[static_cast<size_t>(i)]) << i;
      EXPECT_EQ((*frame->instance_ids)[3][17].item<int>(), 17) << "the index, not the palette's colour";
      EXPECT_TRUE(frame->world_from_camera->translation().isApprox(Eigen::Vector3d(2, 0, 1)));
    }
  }
}

TEST(Vkitti2, TheRightCameraAsTarget) {
  const TemporaryFolder folder;
  writeScene(folder.path(), "Scene20");
  SourceOptions options;
  options.side = "right";
  const auto frame = (*openSource(folder.path(), options))->at(1, FrameParts::all());
  ASSERT_TRUE(frame) << frame.error().message();
  EXPECT_EQ(frame->image[0][0][0].item<int>(), 101);
  EXPECT_EQ(frame->stereo->baseline_m, -0.532725);
  EXPECT_NEAR((*frame->depth_m)[5][4].item<float>(), 4.00, 1e-5);
  EXPECT_NEAR(frame->world_from_camera->translation().z(), 101, 1e-9);
}

TEST(Vkitti2, ATurnedCamera) {
  const TemporaryFolder folder;
  const fs::path variation = writeScene(folder.path(), "Scene01");
  writeText(variation / "extrinsic.txt",
            fmt::format("frame cameraID r1,1\n1 0 {}\n1 1 {}\n", kTurnedRow, poseRow(1)));
  const auto source = openSource(folder.path());
  ASSERT_TRUE(source) << source.error().message();
  checkTurned(**source, 1);
}

TEST(Vkitti2, ArchivesInFoldersOfTheirOwn) {
  const TemporaryFolder folder;
  const fs::path variation = writeScene(folder.path() / "vkitti_2.0.3_rgb", "Scene02");
  const fs::path relative = fs::path("Scene02") / "15-deg-left";
  for (const char* part : {"depth", "classSegmentation"}) {
    const fs::path to = folder.path() / ("vkitti_2.0.3_" + std::string(part)) / relative / "frames";
    fs::create_directories(to);
    fs::rename(variation / "frames" / part, to / part);
  }
  const fs::path texts = folder.path() / "vkitti_2.0.3_textgt" / relative;
  fs::create_directories(texts);
  for (const char* name : {"extrinsic.txt", "intrinsic.txt", "colors.txt"})
    fs::rename(variation / name, texts / name);
  for (const auto& path : {folder.path(), folder.path() / "vkitti_2.0.3_rgb"}) {
    const auto source = openSource(path);
    ASSERT_TRUE(source) << source.error().message();
    const auto frame = (*source)->at(0, FrameParts::all());
    ASSERT_TRUE(frame) << frame.error().message();
    EXPECT_TRUE(frame->depth_m && frame->semantics && frame->world_from_camera && frame->stereo->depth_m);
  }
}

TEST(Vkitti2, SplitsAndNeighbours) {
  const TemporaryFolder folder;
  writeScene(folder.path(), "Scene01");
  SourceOptions options;
  options.split_file = folder.path() / "split.txt";
  writeText(options.split_file,
            "Scene01/15-deg-left 1 r\nScene01/15-deg-left/frames/rgb/Camera_0/rgb_00002.jpg\n");
  const auto source = openSource(folder.path(), options);
  ASSERT_TRUE(source) << source.error().message();
  EXPECT_EQ((*source)->at(0, {})->image[0][0][0].item<int>(), 101);
  EXPECT_EQ((*(*source)->neighbour(*(*source)->at(0, {}), 1, {}))->image[0][0][0].item<int>(), 102);
  EXPECT_EQ((*(*source)->neighbour(*(*source)->at(1, {}), -1, {}))->image[0][0][0].item<int>(), 1);
  EXPECT_FALSE(*(*source)->neighbour(*(*source)->at(1, {}), 1, {}));
}

TEST(Vkitti2, ADamagedTextFileBreaksItsOwnClip) {
  const TemporaryFolder folder;
  const fs::path damaged = writeScene(folder.path(), "Scene01");
  writeScene(folder.path(), "Scene02");
  for (const char* name : {"extrinsic.txt", "intrinsic.txt", "colors.txt"}) {
    const std::string whole = readText(damaged / name);
    writeText(damaged / name, whole.substr(0, 20));
    const auto source = openSource(folder.path());
    ASSERT_TRUE(source) << source.error().message();
    ASSERT_EQ((*source)->info().count, 6);
    EXPECT_THAT(readError(**source, 1), HasSubstr(name));
    EXPECT_EQ(readError(**source, 4), "read") << name;
    writeText(damaged / name, whole);
  }
}

TEST(Vkitti2, BadFiles) {
  const TemporaryFolder folder;
  const fs::path variation = writeScene(folder.path(), "Scene01");
  const std::string intrinsics = readText(variation / "intrinsic.txt");
  writeText(variation / "intrinsic.txt", intrinsics + "3 0 700 700 620.5 187\n");
  EXPECT_THAT(openError(folder.path()), AllOf(HasSubstr("intrinsic.txt:8"), HasSubstr("camera 0")));
  writeText(variation / "intrinsic.txt", intrinsics);
  const fs::path frames = variation / "frames";
  write16(frames / "forwardFlow" / "Camera_0" / "flow_00000.png", kWidth, kHeight, 1, depthCode);
  EXPECT_THAT(readError(**openSource(folder.path()), 0),
              AllOf(HasSubstr("flow_00000.png"), HasSubstr("expected 3 of 16")));
  write16(frames / "instanceSegmentation" / "Camera_0" / "instancegt_00001.png", kWidth, kHeight, 1,
          depthCode);
  EXPECT_THAT(readError(**openSource(folder.path()), 1),
              AllOf(HasSubstr("instancegt_00001.png"), HasSubstr("expected a palette")));
}

}  // namespace
}  // namespace kerb
