#include <ATen/ATen.h>
#include <fmt/format.h>

#include "tests/core/source/kitti_raw_tree.h"

namespace kerb {
namespace {

TEST(KittiRaw, OpensAtEachLevel) {
  const TemporaryFolder folder;
  const fs::path drive = writeTree(folder.path());
  for (const auto& path : {folder.path(), folder.path() / kDate, drive, drive / "."}) {
    const auto source = openSource(path);
    ASSERT_TRUE(source) << source.error().message();
    const SourceInfo info = (*source)->info();
    EXPECT_EQ(info.layout, "kitti_raw");
    EXPECT_EQ(info.count, 3);
    EXPECT_EQ(info.fps, 10);
    EXPECT_EQ(info.width, 20);
    EXPECT_EQ(info.camera.origin, CameraOrigin::calibration);
    EXPECT_THAT(info.camera.origin_text, HasSubstr("calib_cam_to_cam.txt"));
    EXPECT_THAT(info.notes, Contains("LiDAR for 1 of 3 frames"));
    EXPECT_NEAR(info.camera.fx, 0.5, 1e-12);
  }
}

TEST(KittiRaw, LeftAndRightHaveOppositeBaselines) {
  const TemporaryFolder folder;
  writeTree(folder.path());
  SourceOptions right;
  right.side = "right";
  const auto l = (*openSource(folder.path()))->at(1, FrameParts::all());
  const auto r = (*openSource(folder.path(), right))->at(1, FrameParts::all());
  ASSERT_TRUE(l && r);
  EXPECT_NEAR(l->stereo->baseline_m, 0.54, 1e-9);
  EXPECT_NEAR(r->stereo->baseline_m, -0.54, 1e-9);
  EXPECT_EQ(l->image[0][0][0].item<int>(), 21);
  EXPECT_EQ(r->image[0][0][0].item<int>(), 31);
  EXPECT_TRUE(l->stereo->image.equal(r->image));
  EXPECT_EQ(l->name, "0000000001");
  EXPECT_NEAR(l->time_s, 0.1, 1e-12);
}

TEST(KittiRaw, AnotherFocalLengthThanTheCalibratedOneIsNoted) {
  const TemporaryFolder folder;
  writeTree(folder.path());
  SourceOptions options;
  const auto notes = [&] { return (*openSource(folder.path(), options))->info().notes; };
  options.camera = "10,10,9.5,4.5";  // the calibrated one
  EXPECT_THAT(notes(), Not(Contains(HasSubstr("depth from stereo"))));
  options.camera = "5,10,9.5,4.5";
  EXPECT_THAT(notes(), Contains(HasSubstr("depth from stereo becomes 0.50 times as large")));
  options.camera.clear();
  options.camera_file = folder.path() / "camera.json";
  writeText(options.camera_file, R"({"width": 20, "height": 10, "fx": 20, "fy": 20, "cx": 9.5, "cy": 4.5})");
  EXPECT_THAT(notes(), Contains(HasSubstr("depth from stereo becomes 2.00 times as large")));
}

TEST(KittiRaw, AGapIsABrokenFrame) {
  const TemporaryFolder folder;
  const fs::path drive = writeTree(folder.path());
  fs::remove(drive / "image_02" / "data" / "0000000001.png");
  const auto source = openSource(drive);
  ASSERT_TRUE(source) << source.error().message();
  EXPECT_EQ((*source)->info().count, 3);
  EXPECT_THAT((*source)->info().notes,
              Contains(AllOf(HasSubstr("1 of 3 images"), HasSubstr("0000000001.png"))));
  EXPECT_THAT(readError(**source, 1), HasSubstr("0000000001.png"));
  EXPECT_EQ(readError(**source, 2), "read");
}

TEST(KittiRaw, BrokenParts) {
  const TemporaryFolder folder;
  const fs::path drive = writeTree(folder.path());
  fs::resize_file(drive / "velodyne_points" / "data" / "0000000001.bin", 24);
  fs::resize_file(drive / "image_02" / "data" / "0000000002.png", 100);
  writeColour(drive / "image_03" / "data" / "0000000000.png", 18, 10, 1);
  const auto source = openSource(drive);
  ASSERT_TRUE(source);
  EXPECT_THAT(readError(**source, 0), AllOf(HasSubstr("18x10"), HasSubstr("20x10")));
  EXPECT_THAT(readError(**source, 1), AllOf(HasSubstr("0000000001.bin"), HasSubstr("24 bytes")));
  EXPECT_THAT(readError(**source, 2), AllOf(HasSubstr("0000000002.png"), HasSubstr("not a readable image")));
  EXPECT_EQ(readError(**source, 0, {}), "read");
  EXPECT_EQ(readError(**source, 1, {}), "read");
}

TEST(KittiRaw, BadCalibrations) {
  const TemporaryFolder folder;
  const fs::path drive = writeTree(folder.path());
  const fs::path file = folder.path() / kDate / "calib_cam_to_cam.txt";
  const auto with = [&](const std::string& part, const std::string& instead) {
    std::string text = camToCam();
    writeText(file, text.replace(text.find(part), part.size(), instead));
    return openError(drive);
  };
  EXPECT_THAT(with("P_rect_02", "Q"), AllOf(HasSubstr("calib_cam_to_cam.txt"), HasSubstr("P_rect_02")));
  EXPECT_THAT(with("P_rect_02: 10 ", "P_rect_02: "), HasSubstr("11 numbers, expected 12"));
  EXPECT_THAT(with("P_rect_02: 10 ", "P_rect_02: nan "), HasSubstr("nan"));
  EXPECT_THAT(with("P_rect_02: 10 ", "P_rect_02: -10 "), HasSubstr("impossible intrinsics"));
  EXPECT_THAT(with("S_rect_02: 2.0e+01", "S_rect_02: 0"), HasSubstr("S_rect_02"));
  EXPECT_THAT(with("-4.8", "0.6"), HasSubstr("one place"));
  fs::remove(file);
  EXPECT_THAT(openError(drive), AllOf(HasSubstr("calib_cam_to_cam.txt"), HasSubstr("--camera")));
  SourceOptions given;
  given.camera = "10,10,9.5,4.5";
  const auto source = openSource(drive, given);
  ASSERT_TRUE(source) << source.error().message();
  EXPECT_FALSE((*source)->info().has.stereo);
  EXPECT_EQ((*source)->at(0, FrameParts::all())->camera.origin, CameraOrigin::given);
}

TEST(KittiRaw, WhatCannotBeListedIsAnError) {
  const TemporaryFolder folder;
  const fs::path drive = writeTree(folder.path());
  for (const fs::path& part : {fs::path("velodyne_points") / "data", fs::path("oxts") / "data",
                               fs::path("image_03") / "data", fs::path("proj_depth/groundtruth/image_02")}) {
    fs::remove_all(drive / part);
    writeText(drive / part, "a file");
    EXPECT_THAT(openError(folder.path()), AllOf(HasSubstr(part.string()), HasSubstr("cannot list"))) << part;
    fs::remove(drive / part);
    EXPECT_EQ(openError(folder.path()), "opened") << part;
  }
}

TEST(KittiRaw, MissingSidesAndUnrectifiedDrivesAreSaid) {
  const TemporaryFolder folder;
  const fs::path drive = writeTree(folder.path());
  fs::remove_all(drive / "image_03");
  const fs::path extract = folder.path() / kDate / fmt::format("{}_drive_0007_extract", kDate);
  writeFrame(extract, 2, 0);
  const auto source = openSource(folder.path());
  ASSERT_TRUE(source) << source.error().message();
  EXPECT_EQ((*source)->info().count, 3);
  EXPECT_FALSE((*source)->info().has.stereo);
  EXPECT_THAT((*source)->info().notes,
              Contains("no stereo: image_03 is missing in 2011_09_26_drive_0002_sync"));
  EXPECT_THAT((*source)->info().notes, Contains(HasSubstr("left out: 1 drive named")));
  EXPECT_THAT(openError(extract), AllOf(HasSubstr("not rectified"), HasSubstr("_sync")));
}

TEST(KittiRaw, GreyWhereThereIsNoColour) {
  const TemporaryFolder folder;
  const fs::path drive = writeTree(folder.path());
  writeFrame(drive, 0, 0);
  SourceOptions grey;
  grey.colour = "grey";
  EXPECT_EQ((*openSource(drive, grey))->info().count, 1);
  fs::remove_all(drive / "image_02");
  const auto source = openSource(drive);
  ASSERT_TRUE(source) << source.error().message();
  EXPECT_EQ((*source)->info().count, 1);
  EXPECT_THAT((*source)->info().notes, Contains("grey images"));
  SourceOptions colour;
  colour.colour = "colour";
  EXPECT_THAT(openError(drive, colour), HasSubstr("no images of the left colour camera"));
}

TEST(KittiRaw, RealSample) {
  KERB_NEEDS_REAL_DATA(data);
  const auto source = openSource(data / "kitti_raw");
  ASSERT_TRUE(source) << source.error().message();
  const SourceInfo info = (*source)->info();
  EXPECT_EQ(info.layout, "kitti_raw");
  ASSERT_EQ(info.count, 12);
  EXPECT_EQ(info.width, 1242);
  EXPECT_THAT(info.notes, Contains("LiDAR for 2 of 12 frames"));
  EXPECT_NEAR(info.camera.fx * 1242, 721.5377, 1e-9);
  EXPECT_THAT(info.notes, Contains(HasSubstr("image_03 is missing")));
  for (int64_t i = 0; i < info.count; ++i) {
    const auto frame = (*source)->at(i, FrameParts::all());
    ASSERT_TRUE(frame) << frame.error().message();
    ASSERT_EQ(frame->depth_m.has_value(), i == 0 || i == 10);
    if (!frame->depth_m) continue;
    const auto depths = frame->depth_m->masked_select(*frame->depth_m > 0);
    EXPECT_GT(depths.numel(), 10000);
    EXPECT_GT(depths.min().item<float>(), 1);
    EXPECT_LT(depths.max().item<float>(), 120);
    // Hardly a beam reaches the sky; the road ahead of the car is near.
    EXPECT_LT(frame->depth_m->slice(0, 0, 80).count_nonzero().item<int64_t>(), 50);
    const auto road = frame->depth_m->slice(0, 330, 375).slice(1, 500, 740);
    EXPECT_NEAR(road.masked_select(road > 0).median().item<float>(), 7.0, 2.0);
  }
}

}  // namespace
}  // namespace kerb
