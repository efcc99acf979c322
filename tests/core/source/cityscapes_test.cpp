#include <ATen/ATen.h>
#include <fmt/format.h>

#include "tests/core/source/tree.h"

namespace kerb {
namespace {

constexpr int kWidth = 32;
constexpr int kHeight = 16;

fs::path file(const fs::path& root, const std::string& folder, const std::string& part,
              const std::string& clip, int number, const std::string& tail) {
  const std::string city = clip.substr(0, clip.find('_'));
  return root / folder / part / city / fmt::format("{}_{:06}_{}", clip, number, tail);
}

/// The labelled frame 19 with everything, as the archives unpack.
void writeLabelled(const fs::path& root, const std::string& part, const std::string& clip, int number = 19) {
  writeColour(file(root, "leftImg8bit", part, clip, number, "leftImg8bit.png"), kWidth, kHeight, number);
  writeColour(file(root, "rightImg8bit", part, clip, number, "rightImg8bit.png"), kWidth, kHeight, 200);
  // Label ids 0, 1, 2 ... per column.
  write8(file(root, "gtFine", part, clip, number, "gtFine_labelIds.png"), kWidth, kHeight,
         [](int x, int) { return x; });
  write16(file(root, "gtFine", part, clip, number, "gtFine_instanceIds.png"), kWidth, kHeight, 1,
          [](int x, int y, int) { return y == 0 ? x : 26000 + x; });
  // Disparity 0 px, none, 1 px, 2 px ...
  write16(file(root, "disparity", part, clip, number, "disparity.png"), kWidth, kHeight, 1,
          [](int x, int, int) { return x == 0   ? 1
                                       : x == 1 ? 0
                                                : 256 * (x - 1) + 1; });
  writeText(
      file(root, "camera", part, clip, number, "camera.json"),
      R"({"extrinsic": {"baseline": 0.25, "pitch": 0.038, "roll": 0.0, "x": 1.7, "y": 0.1, "yaw": 0.0, "z": 1.22},
                "intrinsic": {"fx": 2048.0, "fy": 2048.0, "u0": 1024.0, "v0": 512.0}})");
}

TEST(Cityscapes, EverythingOfALabelledFrame) {
  const TemporaryFolder folder;
  writeLabelled(folder.path(), "val", "frankfurt_000000");
  const auto source = openSource(folder.path());
  ASSERT_TRUE(source) << source.error().message();
  const SourceInfo info = (*source)->info();
  EXPECT_EQ(info.layout, "cityscapes");
  ASSERT_EQ(info.count, 1);
  EXPECT_TRUE(info.has.stereo && info.has.depth && info.has.semantics && info.has.instances);
  EXPECT_NEAR(info.camera.fx, 1.0, 1e-12);
  EXPECT_NEAR(info.camera.cy, 0.5, 1e-12);
  const auto frame = (*source)->at(0, FrameParts::all());
  ASSERT_TRUE(frame) << frame.error().message();
  EXPECT_EQ(frame->name, "frankfurt_000000_000019");
  EXPECT_EQ(frame->number_in_clip, 19);
  EXPECT_EQ(frame->stereo->baseline_m, 0.25);
  EXPECT_EQ(frame->stereo->image[0][0][0].item<int>(), 200);
  // depth = 0.25 m * 2048 px / d
  const at::Tensor depth = (*frame->depth_m)[3];
  EXPECT_EQ(depth[0].item<float>(), 500) << "no disparity: farther than the cap";
  EXPECT_EQ(depth[1].item<float>(), 0) << "0 is unknown";
  EXPECT_EQ(depth[2].item<float>(), 500) << "512 m is capped";
  EXPECT_EQ(depth[3].item<float>(), 256);
  EXPECT_EQ(depth[17].item<float>(), 32);
  // Of the official table: 7 road, 8 sidewalk, 14 guard rail, 17 pole, 19 traffic light, 23 sky, 26 car.
  const at::Tensor ids = frame->semantics->ids[2];
  EXPECT_EQ(frame->semantics->taxonomy, Taxonomy::cityscapes);
  for (const auto& [label, train] : std::vector<std::pair<int, int>>{
           {0, 255}, {7, 0}, {8, 1}, {14, 255}, {17, 5}, {19, 6}, {23, 10}, {26, 13}, {29, 255}, {31, 16}})
    EXPECT_EQ(ids[label].item<int>(), train) << label;
  EXPECT_EQ((*frame->instance_ids)[0][26].item<int>(), 0) << "a class alone is no instance";
  EXPECT_EQ((*frame->instance_ids)[1][0].item<int>(), 26000);
  EXPECT_EQ((*frame->instance_ids)[1][5].item<int>(), 26005);
}

TEST(Cityscapes, PartsCitiesAndTrainIds) {
  const TemporaryFolder folder;
  writeLabelled(folder.path(), "train", "aachen_000000");
  writeLabelled(folder.path(), "train", "aachen_000001");
  writeLabelled(folder.path(), "train", "bochum_000000", 313);
  writeLabelled(folder.path(), "val", "lindau_000000");
  const auto count = [&](const fs::path& path) {
    const auto source = openSource(path);
    return source ? (*source)->info().count : -1;
  };
  const fs::path images = folder.path() / "leftImg8bit";
  EXPECT_EQ(count(folder.path()), 4);
  EXPECT_EQ(count(images), 4);
  EXPECT_EQ(count(images / "train"), 3);
  EXPECT_EQ(count(images / "val"), 1);
  EXPECT_EQ(count(images / "train" / "bochum"), 1);
  fs::remove(file(folder.path(), "gtFine", "val", "lindau_000000", 19, "gtFine_labelIds.png"));
  write8(file(folder.path(), "gtFine", "val", "lindau_000000", 19, "gtFine_labelTrainIds.png"), kWidth,
         kHeight, [](int x, int) { return x; });
  const auto frame = (*openSource(images / "val"))->at(0, FrameParts::all());
  ASSERT_TRUE(frame && frame->semantics);
  EXPECT_EQ(frame->semantics->ids[0][13].item<int>(), 13);
  EXPECT_EQ(frame->semantics->ids[0][19].item<int>(), 255);
}

TEST(Cityscapes, HiddenFilesAreNoFramesAndAFileIsNoFolder) {
  const TemporaryFolder folder;
  writeLabelled(folder.path(), "val", "lindau_000000");
  const fs::path city = folder.path() / "leftImg8bit" / "val" / "lindau";
  writeText(city / "._lindau_000000_000019_leftImg8bit.png", "of another system");
  writeText(city / ".lindau_000000_000020_leftImg8bit.123.partial.png", "half");
  writeText(city / ".lindau_000000_000021_leftImg8bit.png", "half");
  EXPECT_EQ((*openSource(folder.path()))->info().count, 1);
  fs::remove_all(folder.path() / "disparity" / "val" / "lindau");
  writeText(folder.path() / "disparity" / "val" / "lindau", "a file");
  EXPECT_THAT(openError(folder.path()), AllOf(HasSubstr("disparity/val/lindau"), HasSubstr("cannot list")));
  fs::remove(folder.path() / "disparity" / "val" / "lindau");
  fs::create_symlink("/nowhere", folder.path() / "disparity" / "val" / "lindau");
  EXPECT_THAT(openError(folder.path()), AllOf(HasSubstr("disparity/val/lindau"), HasSubstr("cannot list")));
}

TEST(Cityscapes, SequencesGiveTheNeighbours) {
  const TemporaryFolder folder;
  writeLabelled(folder.path(), "train", "aachen_000000");
  for (int i = 0; i < 30; ++i)
    writeColour(file(folder.path(), "leftImg8bit_sequence", "train", "aachen_000000", i, "leftImg8bit.png"),
                kWidth, kHeight, 100 + i);
  const auto source = openSource(folder.path());
  ASSERT_EQ((*source)->info().count, 1) << "only labelled frames are listed";
  const Frame frame = *(*source)->at(0, {});
  for (const int64_t offset : {-19, -1, 1, 10}) {
    const auto other = (*source)->neighbour(frame, offset, FrameParts::all());
    ASSERT_TRUE(other && *other) << offset;
    EXPECT_EQ((*other)->image[0][0][0].item<int64_t>(), 119 + offset);
    EXPECT_FALSE((*other)->semantics);
    EXPECT_EQ((*other)->camera.origin, CameraOrigin::calibration);
    EXPECT_NEAR((*other)->time_s - frame.time_s, static_cast<double>(offset) / 17, 1e-9);
  }
  EXPECT_FALSE(*(*source)->neighbour(frame, 11, {}));
  EXPECT_FALSE(*(*source)->neighbour(frame, -20, {}));
  const auto all = openSource(folder.path() / "leftImg8bit_sequence" / "train");
  ASSERT_TRUE(all) << all.error().message();
  EXPECT_EQ((*all)->info().count, 30);
  EXPECT_TRUE((*all)->at(19, FrameParts::all())->semantics);
  EXPECT_THAT((*all)->info().notes, Contains("labels for 1 of 30 frames"));
}

/// In Frankfurt one clip has many labelled frames, each in the middle of 30 and with a camera file of its
/// own.
TEST(Cityscapes, AFrameWithoutACameraFileTakesThatOfTheLabelledFrameOfIts30) {
  const TemporaryFolder folder;
  const std::string clip = "frankfurt_000001";
  for (const int labelled : {19, 49, 400}) {
    writeLabelled(folder.path(), "val", clip, labelled);
    writeText(file(folder.path(), "camera", "val", clip, labelled, "camera.json"),
              fmt::format(R"({{"extrinsic": {{"baseline": 0.{}}},
                "intrinsic": {{"fx": 2048, "fy": 2048, "u0": 1024, "v0": 512}}}})",
                          labelled));
  }
  const std::vector<std::pair<int, double>> expected{{0, 0.19},  {18, 0.19}, {19, 0.19}, {29, 0.19},
                                                     {30, 0.49}, {48, 0.49}, {49, 0.49}, {59, 0.49},
                                                     {70, 0.49}, {381, 0.4}, {410, 0.4}, {420, 0.4}};
  for (const auto& [number, baseline_m] : expected) {
    if (number != 19 && number != 49) {
      writeColour(file(folder.path(), "leftImg8bit_sequence", "val", clip, number, "leftImg8bit.png"), kWidth,
                  kHeight, 1);
      writeColour(file(folder.path(), "rightImg8bit_sequence", "val", clip, number, "rightImg8bit.png"),
                  kWidth, kHeight, 2);
    }
    write16(file(folder.path(), "disparity_sequence", "val", clip, number, "disparity.png"), kWidth, kHeight,
            1, [](int, int, int) { return 256 * 64 + 1; });
  }
  const auto source = openSource(folder.path());
  ASSERT_TRUE(source) << source.error().message();
  const Frame frame = *(*source)->at(0, {});
  for (const auto& [number, baseline_m] : expected) {
    const auto other = (*source)->neighbour(frame, number - frame.number_in_clip, FrameParts::all());
    ASSERT_TRUE(other && *other) << number;
    ASSERT_TRUE((*other)->stereo) << number;
    EXPECT_NEAR((*other)->stereo->baseline_m, baseline_m, 1e-12) << number;
    if (number == 19 || number == 49) continue;
    ASSERT_TRUE((*other)->depth_m) << number;
    EXPECT_NEAR((*(*other)->depth_m)[0][0].item<float>(), baseline_m * 2048 / 64, 1e-4) << number;
  }
}

TEST(Cityscapes, SplitsAreListsOfPaths) {
  const TemporaryFolder folder;
  writeLabelled(folder.path(), "train", "aachen_000000");
  writeLabelled(folder.path(), "val", "lindau_000000");
  SourceOptions options;
  options.split_file = folder.path() / "list.txt";
  writeText(options.split_file,
            "x/leftImg8bit/val/lindau/lindau_000000_000019_leftImg8bit.png gtFine/val/l/x_labelIds.png\n"
            "train/aachen/aachen_000000_000019_leftImg8bit.png\n"
            "train/ulm/ulm_000003_000019_leftImg8bit.png\n");
  const auto source = openSource(folder.path(), options);
  ASSERT_TRUE(source) << source.error().message();
  ASSERT_EQ((*source)->info().count, 3);
  EXPECT_EQ((*source)->at(0, {})->name, "lindau_000000_000019");
  EXPECT_TRUE((*source)->at(0, FrameParts::all())->semantics);
  EXPECT_EQ((*source)->at(1, {})->name, "aachen_000000_000019");
  EXPECT_THAT((*source)->info().notes, Contains(AllOf(HasSubstr("1 of 3 images"), HasSubstr("ulm_000003"))));
  writeText(options.split_file, "train/aachen/aachen.png\n");
  EXPECT_THAT(openError(folder.path(), options),
              AllOf(HasSubstr("list.txt:1"), HasSubstr("leftImg8bit.png")));
}

TEST(Cityscapes, WithoutCamerasAndWithBrokenFiles) {
  const TemporaryFolder folder;
  writeLabelled(folder.path(), "val", "lindau_000000");
  const fs::path camera = file(folder.path(), "camera", "val", "lindau_000000", 19, "camera.json");
  writeText(camera, R"({"extrinsic": {"baseline": 0.2}, "intrinsic": {"fx": "wide"}})");
  EXPECT_THAT(openError(folder.path()), AllOf(HasSubstr("camera.json"), HasSubstr("intrinsic.fx")));
  writeText(camera, "{");
  EXPECT_THAT(openError(folder.path()), AllOf(HasSubstr("camera.json"), HasSubstr("JSON")));
  writeLabelled(folder.path(), "val", "lindau_000001");
  const auto one_of_two = openSource(folder.path());
  ASSERT_TRUE(one_of_two) << one_of_two.error().message();
  EXPECT_THAT((*one_of_two)->info().notes, Contains(AllOf(HasSubstr("camera.json"), HasSubstr("JSON"))));
  EXPECT_EQ((*one_of_two)->info().camera.origin, CameraOrigin::calibration);
  EXPECT_THAT(readError(**one_of_two, 0), HasSubstr("lindau_000000_000019_camera.json"));
  EXPECT_EQ(readError(**one_of_two, 1), "read");
  fs::remove(camera);
  fs::remove(file(folder.path(), "leftImg8bit", "val", "lindau_000001", 19, "leftImg8bit.png"));
  const auto source = openSource(folder.path());
  ASSERT_TRUE(source) << source.error().message();
  EXPECT_FALSE((*source)->info().has.depth);
  EXPECT_FALSE((*source)->info().has.stereo);
  const Camera guess = (*source)->info().camera;
  EXPECT_THAT(guess.origin_text, HasSubstr("guess"));
  EXPECT_EQ(guess.origin, CameraOrigin::kitti_default);
  EXPECT_NEAR(guess.fx * 2048, 2262.52, 1e-9);
  EXPECT_NEAR(guess.cx * 2048, 1096.98, 1e-9);
  EXPECT_NEAR(guess.cy * 1024, 513.1, 1e-9);
  const fs::path labels = file(folder.path(), "gtFine", "val", "lindau_000000", 19, "gtFine_labelIds.png");
  writeColour(labels, kWidth, kHeight, 3);
  EXPECT_THAT(readError(**source, 0), AllOf(HasSubstr("labelIds.png"), HasSubstr("3 channels")));
  write8(labels, kWidth, kHeight - 1, [](int, int) { return 7; });
  EXPECT_THAT(readError(**source, 0),
              AllOf(HasSubstr("labelIds.png"), HasSubstr("32x15"), HasSubstr("32x16")));
}

TEST(KittiSemantics, ClassesAndInstances) {
  const TemporaryFolder folder;
  const fs::path training = folder.path() / "training";
  for (int i = 0; i < 2; ++i) {
    const std::string name = fmt::format("{:06}_10.png", i);
    writeColour(training / "image_2" / name, kWidth, kHeight, i);
    write8(training / "semantic" / name, kWidth, kHeight, [](int x, int) { return x; });
    write16(training / "instance" / name, kWidth, kHeight, 1, [](int x, int y, int) { return 256 * x + y; });
  }
  writeColour(training / "image_2" / "000001_11.png", kWidth, kHeight, 77);
  writeText(training / "calib_cam_to_cam" / "000001.txt",
            "S_rect_02: 3.2e+01 1.6e+01\nP_rect_02: 16 0 15.5 0 0 16 7.5 0 0 0 1 0\n");
  for (const auto& path : {folder.path(), training}) {
    const auto source = openSource(path);
    ASSERT_TRUE(source) << source.error().message();
    EXPECT_EQ((*source)->info().layout, "kitti_semantics");
    ASSERT_EQ((*source)->info().count, 2);
    const auto frame = (*source)->at(1, FrameParts::all());
    ASSERT_TRUE(frame) << frame.error().message();
    EXPECT_EQ(frame->name, "000001_10");
    EXPECT_EQ(frame->semantics->ids[0][26].item<int>(), 13);
    EXPECT_EQ((*frame->instance_ids)[0][26].item<int>(), 0);
    EXPECT_EQ((*frame->instance_ids)[2][26].item<int>(), 26 * 256 + 2);
    EXPECT_NEAR(frame->camera.fx, 0.5, 1e-12);
    EXPECT_FALSE(*(*source)->neighbour(*frame, -1, {})) << "000000 is another place";
    EXPECT_EQ((*(*source)->neighbour(*frame, 1, {}))->image[0][0][0].item<int>(), 77);
    EXPECT_EQ((*source)->at(0, {})->camera.origin, CameraOrigin::kitti_default);
  }
}

}  // namespace
}  // namespace kerb
