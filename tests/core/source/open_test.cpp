#include "tests/core/source/tree.h"

namespace kerb {
namespace {

TEST(Open, AnEmptyNameSaysThatThereIsNone) {
  EXPECT_THAT(openError(""), HasSubstr("SOURCE: no source was named"));
}

TEST(OpenSource, SaysWhatItLookedForAndFound) {
  const TemporaryFolder folder;
  for (const auto* name : {"a", "b", "c"}) fs::create_directory(folder.path() / name);
  const std::string message = openError(folder.path());
  for (const SourceLayout& layout : sourceLayouts()) {
    EXPECT_THAT(message, HasSubstr(layout.title));
    if (layout.about.from.empty()) {
      EXPECT_THAT(message, HasSubstr(layout.looked_for));
    }
  }
  EXPECT_THAT(message, HasSubstr("found 3 folders (a, b, c) and no files"));
}

TEST(OpenSource, MissingPathAndUnknownFile) {
  const TemporaryFolder folder;
  EXPECT_THAT(openError(folder.path() / "none"), AllOf(HasSubstr("none"), HasSubstr("does not exist")));
  writeText(folder.path() / "a.docx", "x");
  EXPECT_THAT(openError(folder.path() / "a.docx"),
              AllOf(HasSubstr("a.docx"), HasSubstr("(.docx)"), HasSubstr(".mp4"), HasSubstr("png")));
}

TEST(OpenSource, ForcedLayout) {
  const TemporaryFolder folder;
  writeColour(folder.path() / "a.png", 6, 4, 1);
  SourceOptions options;
  options.layout = "image-folder";
  EXPECT_EQ(openError(folder.path(), options), "opened");
  options.layout = "nothing";
  EXPECT_THAT(openError(folder.path(), options), AllOf(HasSubstr("'nothing'"), HasSubstr("kitti_raw")));
  options.layout = "kitti_raw";
  EXPECT_THAT(openError(folder.path(), options), HasSubstr("no images"));
  options.layout = "kitti_odometry";
  EXPECT_THAT(openError(folder.path(), options), HasSubstr("no images"));
  options.layout = "camvid";
  EXPECT_THAT(openError(folder.path(), options), HasSubstr("no CamVid images"));
}

TEST(OpenSource, RefusesOptionsThatMeanNothing) {
  const TemporaryFolder folder;
  writeColour(folder.path() / "a.png", 6, 4, 1);
  SourceOptions options;
  options.side = "middle";
  EXPECT_THAT(openError(folder.path(), options), HasSubstr("'middle'"));
  options = {};
  options.colour = "red";
  EXPECT_THAT(openError(folder.path(), options), HasSubstr("'red'"));
  options = {};
  options.split_file = folder.path() / "split.txt";
  EXPECT_THAT(openError(folder.path(), options), HasSubstr("does not apply"));
}

TEST(OpenSource, RefusesChoicesOfACameraWhereThereIsOne) {
  const TemporaryFolder folder;
  writeColour(folder.path() / "a.png", 6, 4, 1);
  writeColour(folder.path() / "test" / "a.png", 6, 4, 1);
  writeGrey(folder.path() / "testannot" / "a.png", 6, 4, 1);
  writeColour(folder.path() / "leftImg8bit" / "val" / "ulm" / "ulm_000000_000019_leftImg8bit.png", 6, 4, 1);
  for (const char* layout : {"image_folder", "camvid", "cityscapes"}) {
    SourceOptions plain;
    plain.layout = layout;
    EXPECT_EQ(openError(folder.path(), plain), "opened") << layout;
    SourceOptions right = plain;
    right.side = "right";
    EXPECT_THAT(openError(folder.path(), right), HasSubstr("--side right does not apply to")) << layout;
    SourceOptions grey = plain;
    grey.colour = "grey";
    EXPECT_THAT(openError(folder.path(), grey), HasSubstr("--cameras grey does not apply to")) << layout;
    SourceOptions improved = plain;
    improved.depth = "improved";
    EXPECT_THAT(openError(folder.path(), improved), HasSubstr("--truth-depth improved does not")) << layout;
  }
}

TEST(OpenSource, CameraComesFromOptionsThenFileThenDefault) {
  const TemporaryFolder folder;
  writeColour(folder.path() / "a.png", 100, 50, 1);
  const auto camera = [&](const SourceOptions& options) {
    const auto source = openSource(folder.path(), options);
    EXPECT_TRUE(source) << source.error().message();
    EXPECT_EQ((*source)->info().camera.fx, (*source)->at(0, {})->camera.fx);
    return (*source)->info().camera;
  };
  EXPECT_EQ(camera({}).origin, CameraOrigin::kitti_default);
  SourceOptions options;
  options.camera_file = folder.path() / "cam.json";
  writeText(options.camera_file, R"({"width":200,"height":200,"fx":100,"fy":100,"cx":100,"cy":100})");
  EXPECT_EQ(camera(options).origin, CameraOrigin::file);
  EXPECT_EQ(camera(options).fx, 0.5);
  EXPECT_THAT((*openSource(folder.path(), options))->info().notes,
              Contains(AllOf(HasSubstr("200x200"), HasSubstr("100x50"))));
  options.camera = "70,70,50,25";
  EXPECT_EQ(camera(options).origin, CameraOrigin::given);
  EXPECT_EQ(camera(options).fx, 0.7);
  options.camera = "70,70";
  EXPECT_THAT(openError(folder.path(), options), HasSubstr("--camera"));
}

}  // namespace
}  // namespace kerb
