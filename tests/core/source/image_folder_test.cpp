#include <ATen/ATen.h>
#include <fmt/format.h>

#include "core/source/clip_numbers.h"
#include "core/source/file_name.h"
#include "core/source/file_source.h"
#include "core/source/image_file.h"
#include "core/source/small_picture.h"
#include "tests/core/source/tree.h"

namespace kerb {
namespace {

TEST(ImageFolder, ReadsInNaturalOrderAndSkipsOtherThings) {
  const TemporaryFolder folder;
  for (const int i : {10, 2, 1}) writeColour(folder.path() / fmt::format("img{}.png", i), 6, 4, i);
  writeText(folder.path() / "notes.txt", "x");
  writeText(folder.path() / ".img3.png", "half");
  writeColour(folder.path() / "below" / "img0.png", 6, 4, 0);
  const auto source = openSource(folder.path());
  ASSERT_TRUE(source) << source.error().message();
  const SourceInfo info = (*source)->info();
  EXPECT_EQ(info.layout, "image_folder");
  ASSERT_EQ(info.count, 3);
  EXPECT_EQ(info.width, 6);
  EXPECT_EQ(info.height, 4);
  EXPECT_EQ(info.camera.origin, CameraOrigin::kitti_default);
  const auto last = (*source)->at(2, {});
  ASSERT_TRUE(last);
  EXPECT_EQ(last->name, "img10");
  EXPECT_NEAR(last->time_s, 0.2, 1e-12) << "as if there were ten a second";
  EXPECT_EQ(last->image.sizes(), (std::vector<int64_t>{3, 4, 6}));
  EXPECT_EQ(last->image[0][0][0].item<int>(), 10);
  EXPECT_EQ(last->image[1][2][5].item<int>(), 5);  // column in green, row in blue
  EXPECT_EQ(last->image[2][2][5].item<int>(), 2);
}

TEST(ImageFolder, FramesBesideAMissingNumberAreNoNeighbours) {
  const TemporaryFolder folder;
  for (const int i : {100, 110, 120, 140, 150, 160})
    writeColour(folder.path() / fmt::format("a2_{}_rgb.png", i), 6, 4, i);
  const auto source = openSource(folder.path());
  ASSERT_TRUE(source) << source.error().message();
  EXPECT_THAT((*source)->info().notes,
              Contains(HasSubstr("1 of 7 images are missing, the first after a2_120_rgb.png")));
  const auto frame = (*source)->at(2, {});
  ASSERT_TRUE(frame);
  EXPECT_FALSE(*(*source)->neighbour(*frame, 1, {})) << "130 is not there";
  ASSERT_TRUE(*(*source)->neighbour(*frame, -1, {}));
  EXPECT_EQ((**(*source)->neighbour(*frame, -1, {})).name, "a2_110_rgb");
  EXPECT_EQ((*source)->at(5, {})->number_in_clip, 6);
}

TEST(ImageFolder, StemsAndExtensionsAreThoseOfPaths) {
  for (const std::string name :
       {"a.png", "a", "a.tar.gz", ".hidden", ".hidden.png", "a.", "..", ".", "..a", "a..b", ""}) {
    EXPECT_EQ(stemOf(name), std::filesystem::path(name).stem().string()) << name;
    EXPECT_EQ(extensionOf(name), std::filesystem::path(name).extension().string()) << name;
  }
  EXPECT_TRUE(stemsAreUnique({"a.png", "b.png", "a.b.png"}));
  EXPECT_FALSE(stemsAreUnique({"a.png", "b.png", "a.jpg"}));
}

TEST(ImageFolder, AFolderIsNoImageAndALinkIsOne) {
  const TemporaryFolder folder;
  const auto drive = folder.path() / "drive";
  writeColour(folder.path() / "elsewhere.png", 6, 4, 1);
  std::filesystem::create_directories(drive / "0.png");
  std::filesystem::create_symlink(folder.path() / "elsewhere.png", drive / "1.png");
  const auto source = openSource(drive);
  ASSERT_TRUE(source) << source.error().message();
  EXPECT_EQ((*source)->info().count, 1);
  EXPECT_EQ((*source)->at(0, {})->name, "1");
}

TEST(ClipNumbers, AreToldByNamesThatCount) {
  using Names = std::vector<std::string>;
  using Numbers = std::vector<int64_t>;
  EXPECT_EQ(clipNumbers(Names{"1.png", "2.png", "3.png", "5.png"}), (Numbers{0, 1, 2, 4}));
  EXPECT_EQ(clipNumbers(Names{"f008.png", "f009.png", "f010.jpg"}), (Numbers{0, 1, 2}));
  EXPECT_EQ(clipNumbers(Names{"0.png", "10.png", "15.png", "25.png", "35.png"}), (Numbers{0, 1, 3, 4, 5}))
      << "off the step";
  EXPECT_EQ(clipNumbers(Names{"1.png", "2.png", "10.png"}), Numbers()) << "no step that most have";
  EXPECT_EQ(clipNumbers(Names{"1403.png", "1450.png", "1502.png", "1551.png"}), Numbers()) << "times";
  EXPECT_EQ(clipNumbers(Names{"a1.png", "a2.png", "b3.png"}), Numbers()) << "two recordings";
  EXPECT_EQ(clipNumbers(Names{"a.png", "b.png"}), Numbers());
  EXPECT_EQ(clipNumbers(Names{"1.png"}), Numbers());
  EXPECT_EQ(clipNumbers(Names{"1111111111111111111111.png", "1111111111111111111112.png"}), Numbers())
      << "too long";
}

TEST(ImageFolder, AnImageOfAnotherSizeIsAnErrorAndTheOthersStayReadable) {
  const TemporaryFolder folder;
  writeColour(folder.path() / "a.png", 6, 4, 1);
  writeColour(folder.path() / "b.png", 8, 5, 1);
  writeColour(folder.path() / "c.png", 6, 4, 1);
  const auto source = openSource(folder.path());
  ASSERT_TRUE(source);
  EXPECT_TRUE((*source)->at(0, {}));
  EXPECT_THAT((*source)->at(1, {}).error().message(),
              AllOf(HasSubstr("b.png"), HasSubstr("is 8x5, the first image is 6x4")));
  EXPECT_TRUE((*source)->clone()->at(2, {}));
}

TEST(ImageFolder, BrokenFramesAreErrorsAndTheOthersStayReadable) {
  const TemporaryFolder folder;
  writeColour(folder.path() / "0.png", 60, 40, 1);
  writeColour(folder.path() / "1.png", 60, 40, 1);
  writeText(folder.path() / "2.png", "");
  fs::resize_file(folder.path() / "0.png", 20);
  const auto source = openSource(folder.path());
  ASSERT_TRUE(source) << source.error().message();
  EXPECT_THAT(readError(**source, 0), AllOf(HasSubstr("0.png"), HasSubstr("not a readable image")));
  EXPECT_THAT(readError(**source, 2), AllOf(HasSubstr("2.png"), HasSubstr("empty")));
  EXPECT_EQ(readError(**source, 1), "read");
  EXPECT_THAT((*source)->info().notes, Contains(HasSubstr("0.png")));
  EXPECT_THAT(readError(**source, 3), HasSubstr("there are 3 frames"));
  EXPECT_THAT(readError(**source, -1), HasSubstr("out of range"));
}

// The decoder makes a whole picture of any beginning of a JPEG, the rest grey.
TEST(ImageFile, ACutJpegIsAnErrorWhereverItIsCut) {
  const TemporaryFolder folder;
  writeColour(folder.path() / "in.png", 60, 40, 1);
  const auto image = readImage(folder.path() / "in.png");
  ASSERT_TRUE(image && writeImage(folder.path() / "a.jpg", *image));
  const std::string whole = readText(folder.path() / "a.jpg");
  for (size_t size = 1; size < whole.size(); ++size) {
    writeText(folder.path() / "b.jpg", whole.substr(0, size));
    ASSERT_FALSE(readImage(folder.path() / "b.jpg")) << "cut after " << size << " of " << whole.size();
  }
  EXPECT_THAT(readImage(folder.path() / "b.jpg").error().message(),
              AllOf(HasSubstr("b.jpg"), HasSubstr("is cut off after")));
  writeText(folder.path() / "b.jpg", whole + "what a camera appends");
  EXPECT_TRUE(readImage(folder.path() / "b.jpg"));
}

TEST(ImageFolder, SmallPicturesOfJpegs) {
  const TemporaryFolder folder;
  const at::Tensor ramp = at::arange(0, 256, 0.25).to(at::kByte).expand({3, 640, 1024});
  ASSERT_TRUE(writeImage(folder.path() / "0.jpg", ramp));
  ASSERT_TRUE(writeImage(folder.path() / "1.png", ramp));
  writeText(folder.path() / "2.jpg", readText(folder.path() / "0.jpg").substr(0, 5000));
  const auto source = openSource(folder.path());
  ASSERT_TRUE(source) << openError(folder.path());
  const auto* small = dynamic_cast<const SmallPictures*>(source->get());
  ASSERT_NE(small, nullptr);
  const auto picture = small->smallPicture(0, 200);
  ASSERT_TRUE(picture && *picture);
  ASSERT_EQ((*picture)->sizes(), (std::vector<int64_t>{3, 160, 256}));
  for (const int64_t x : {10, 100, 250}) EXPECT_NEAR((**picture)[0][80][x].item<int>(), x, 3);
  EXPECT_FALSE(*small->smallPicture(0, 600)) << "less than a half is not worth it";
  EXPECT_FALSE(*small->smallPicture(1, 200)) << "a PNG is decoded whole";
  EXPECT_THAT(small->smallPicture(2, 200).error().message(), HasSubstr("cut off"));
  EXPECT_FALSE(*small->smallPicture(3, 200)) << "at() says that there is none";
}

// Another camera changes no picture; straightening does.
TEST(ImageFolder, SmallPicturesWithAnotherCamera) {
  const TemporaryFolder folder;
  ASSERT_TRUE(writeImage(folder.path() / "0.jpg", at::full({3, 640, 1024}, 90, at::kByte)));
  SourceOptions options;
  options.camera = "900,900,512,320,0.1,0,0,0";
  const auto other = openSource(folder.path(), options);
  ASSERT_TRUE(other) << other.error().message();
  EXPECT_TRUE(*smallPictureOf(**other, 0, 200));
  options.undistort = true;
  const auto straight = openSource(folder.path(), options);
  ASSERT_TRUE(straight) << straight.error().message();
  EXPECT_FALSE(*smallPictureOf(**straight, 0, 200));
}

TEST(ImageFolder, OneImage) {
  const TemporaryFolder folder;
  writeColour(folder.path() / "a.png", 6, 4, 1);
  writeColour(folder.path() / "b.png", 6, 4, 2);
  const auto source = openSource(folder.path() / "b.png");
  ASSERT_TRUE(source) << source.error().message();
  EXPECT_EQ((*source)->info().count, 1);
  EXPECT_EQ((*source)->at(0, {})->name, "b");
}

// How long 100,000 of them take is measured by `kerb bench opening`.
TEST(ImageFolder, LinksAreImagesAndFoldersAreNone) {
  const TemporaryFolder folder;
  const TemporaryFolder elsewhere;
  writeColour(elsewhere.path() / "a.png", 6, 4, 1);
  for (int i = 0; i < 100; ++i)
    fs::create_symlink(elsewhere.path() / "a.png", folder.path() / fmt::format("{:06}.png", i));
  fs::create_directories(folder.path() / "000050a.png");
  const auto source = openSource(folder.path());
  ASSERT_TRUE(source) << openError(folder.path());
  EXPECT_EQ((*source)->info().count, 100);
  EXPECT_EQ((*source)->at(99, {})->name, "000099");
}

TEST(ImageSizeHeader, AgreesWithDecoding) {
  const TemporaryFolder folder;
  writeColour(folder.path() / "in.png", 31, 17, 5);
  const auto image = *readImage(folder.path() / "in.png");
  for (const auto* name : {"a.png", "a.jpg", "a.bmp", "a.ppm", "a.tif", "a.webp"}) {
    ASSERT_TRUE(writeImage(folder.path() / name, image)) << name;
    const auto size = readImageSize(folder.path() / name);
    ASSERT_TRUE(size) << size.error().message();
    EXPECT_EQ(size->width, 31) << name;
    EXPECT_EQ(size->height, 17) << name;
  }
  writeText(folder.path() / "c.pgm", "P5 # made by hand\n31\n17 255\n" + std::string(31 * 17, 'x'));
  EXPECT_EQ(readImageSize(folder.path() / "c.pgm")->height, 17);
  writeText(folder.path() / "no.png", "no image");
  EXPECT_THAT(readImageSize(folder.path() / "no.png").error().message(), HasSubstr("no.png"));
}

// OpenCV turns a picture by its EXIF orientation, so the header's sides are swapped.
TEST(ImageSizeHeader, FollowsExifOrientation) {
  const TemporaryFolder folder;
  writeColour(folder.path() / "in.png", 32, 16, 5);
  ASSERT_TRUE(writeImage(folder.path() / "a.jpg", *readImage(folder.path() / "in.png")));
  std::string jpeg = readText(folder.path() / "a.jpg");
  const std::string exif(
      "\xFF\xE1\x00\x22"
      "Exif\0\0MM\0\x2A\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0",
      36);
  writeText(folder.path() / "b.jpg", jpeg.insert(2, exif));
  const auto image = readImage(folder.path() / "b.jpg");
  ASSERT_TRUE(image);
  const auto size = readImageSize(folder.path() / "b.jpg");
  ASSERT_TRUE(size);
  EXPECT_EQ(size->width, image->size(2));
  EXPECT_EQ(size->height, image->size(1));
  EXPECT_EQ(size->width, 16);
}

}  // namespace
}  // namespace kerb
