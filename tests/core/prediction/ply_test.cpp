#include "core/prediction/ply.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include <ATen/ATen.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/base/file.h"
#include "tests/temporary_folder.h"

namespace kerb {
namespace {

using testing::HasSubstr;

PointCloud sample() {
  return {at::tensor({1.0F, 2.0F, 3.0F, -4.5F, 5.25F, 6.125F}).view({2, 3}),
          at::tensor({10, 20, 30, 40, 50, 255}, at::kInt).to(at::kByte).view({2, 3}),
          at::tensor({13, 255}, at::kInt).to(at::kByte)};
}

template <class T>
std::string raw(T value, bool big_endian = false) {
  std::string bytes(sizeof value, '\0');
  std::memcpy(bytes.data(), &value, sizeof value);
  if (big_endian) std::ranges::reverse(bytes);
  return bytes;
}

std::string errorOf(const std::string& bytes) {
  const auto parsed = parsePly(bytes, "a.ply");
  return parsed ? "no error" : parsed.error().message();
}

TEST(Ply, WritesTheDocumentedBytes) {
  const std::string bytes = encodePly(sample(), {"relative (monocular)", "KITTI calibration"});
  const std::string header =
      "ply\nformat binary_little_endian 1.0\n"
      "comment written by Kerb; camera frame: x right, y down, z forward\n"
      "comment scale: relative (monocular)\ncomment camera: KITTI calibration\n"
      "element vertex 2\nproperty float x\nproperty float y\nproperty float z\n"
      "property uchar red\nproperty uchar green\nproperty uchar blue\nproperty uchar class\nend_header\n";
  ASSERT_EQ(bytes.substr(0, header.size()), header);
  EXPECT_EQ(bytes.substr(header.size()), raw(1.0F) + raw(2.0F) + raw(3.0F) + "\x0A\x14\x1E\x0D" + raw(-4.5F) +
                                             raw(5.25F) + raw(6.125F) + "\x28\x32\xFF\xFF");
}

TEST(Ply, SurvivesWritingAndReading) {
  const PointCloud cloud = sample();
  const auto again = parsePly(encodePly(cloud, {}), "a");
  ASSERT_TRUE(again) << again.error().message();
  EXPECT_TRUE(at::equal(again->xyz, cloud.xyz));
  EXPECT_TRUE(at::equal(*again->rgb, *cloud.rgb));
  EXPECT_TRUE(at::equal(*again->class_id, *cloud.class_id));
}

TEST(Ply, ColoursAndClassesAreOptional) {
  PointCloud cloud = sample();
  cloud.rgb.reset();
  const auto classes_only = parsePly(encodePly(cloud, {}), "a");
  ASSERT_TRUE(classes_only);
  EXPECT_FALSE(classes_only->rgb);
  EXPECT_TRUE(at::equal(*classes_only->class_id, *cloud.class_id));
  cloud.class_id.reset();
  EXPECT_FALSE(parsePly(encodePly(cloud, {}), "a")->class_id);
  EXPECT_EQ(parsePly(encodePly({at::empty({0, 3}), {}, {}}, {}), "a")->size(), 0);
}

TEST(Ply, ManyPointsKeepTheirOrder) {
  const at::Tensor xyz = at::arange(300000, at::kFloat).view({100000, 3});
  EXPECT_TRUE(at::equal(parsePly(encodePly({xyz, {}, {}}, {}), "a")->xyz, xyz));
}

TEST(Ply, ACommentStaysOneLine) {
  const std::string bytes = encodePly(sample(), {"a\nend_header\n", "b\r\nelement vertex 9"});
  EXPECT_EQ(parsePly(bytes, "a")->size(), 2);
}

TEST(Ply, NotesSayTheScaleAndTheCamera) {
  const CloudNotes notes = cloudNotes({ScaleKind::metric, "stereo baseline 0.537 m"}, Camera());
  EXPECT_EQ(notes.scale, "metric (stereo baseline 0.537 m)");
  EXPECT_EQ(notes.camera, "KITTI default (a guess)");
}

TEST(Ply, ReadsAsciiWithOtherOrderTypesAndLists) {
  const auto cloud = parsePly(
      "ply\r\nformat ascii 1.0\r\ncomment made by hand\r\nobj_info x\r\nelement camera 1\r\n"
      "property float view\r\nproperty list uchar int ids\r\nelement vertex 2\r\nproperty double z\r\n"
      "property uchar blue\r\nproperty uchar green\r\nproperty uchar red\r\nproperty list uchar float "
      "extra\r\n"
      "property float x\r\nproperty float y\r\nproperty float quality\r\nelement face 1\r\n"
      "property list uchar int vertex_indices\r\nend_header\r\n"
      "0.5 2 7 8\r\n3 30 20 10 2 0.1 0.2 1 2 0\r\n-1e1 60 50 40 0 nan 5 0\r\n3 0 1 0\r\n",
      "a");
  ASSERT_TRUE(cloud) << cloud.error().message();
  EXPECT_TRUE(at::equal(cloud->xyz[0], at::tensor({1.0F, 2.0F, 3.0F})));
  EXPECT_TRUE(std::isnan(cloud->xyz[1][0].item<float>()));
  EXPECT_EQ(cloud->xyz[1][2].item<float>(), -10);
  EXPECT_TRUE(
      at::equal(*cloud->rgb, at::tensor({10, 20, 30, 40, 50, 60}, at::kInt).to(at::kByte).view({2, 3})));
  EXPECT_FALSE(cloud->class_id);
}

TEST(Ply, ReadsBigEndianAndCloudComparesScalars) {
  const std::string header =
      "ply\nformat binary_big_endian 1.0\nelement vertex 1\nproperty double x\nproperty short y\n"
      "property int z\nproperty float scalar_class\nend_header\n";
  const auto cloud = parsePly(
      header + raw(1.5, true) + raw(int16_t{-300}, true) + raw(int32_t{70000}, true) + raw(13.0F, true), "a");
  ASSERT_TRUE(cloud) << cloud.error().message();
  EXPECT_TRUE(at::equal(cloud->xyz[0], at::tensor({1.5F, -300.0F, 70000.0F})));
  EXPECT_EQ((*cloud->class_id)[0].item<int>(), 13);
}

TEST(Ply, FloatColoursAreFractions) {
  const auto cloud = parsePly(
      "ply\nformat ascii 1.0\nelement vertex 1\nproperty float x\nproperty float y\nproperty float z\n"
      "property float red\nproperty float green\nproperty float blue\nproperty int label\nend_header\n"
      "0 0 0 1 0.5 -2 4000\n",
      "a");
  ASSERT_TRUE(cloud) << cloud.error().message();
  EXPECT_TRUE(at::equal((*cloud->rgb)[0], at::tensor({255, 128, 0}, at::kInt).to(at::kByte)));
  EXPECT_EQ((*cloud->class_id)[0].item<int>(), kIgnoreLabel);
}

const std::string kAscii =
    "ply\nformat ascii 1.0\nelement vertex 2\nproperty float x\nproperty float y\nproperty float "
    "z\nend_header\n";

TEST(Ply, ErrorsSayWhatAndWhere) {
  EXPECT_THAT(errorOf("solid cube"), HasSubstr("a.ply:1: not a PLY file"));
  EXPECT_THAT(errorOf("ply\nformat ascii 2.0\n"), HasSubstr("a.ply:2: expected 'format ENCODING 1.0'"));
  EXPECT_THAT(errorOf("ply\nformat binary_pdp_endian 1.0\n"), HasSubstr("a.ply:2: unknown encoding"));
  EXPECT_THAT(errorOf("ply\nproperty float x\n"), HasSubstr("a.ply:2: a property before"));
  EXPECT_THAT(errorOf("ply\nelement vertex -1\n"), HasSubstr("negative"));
  EXPECT_THAT(errorOf("ply\nelement vertex 1\nproperty half x\n"), HasSubstr("a.ply:3: unknown type 'half'"));
  EXPECT_THAT(errorOf("ply\nelement vertex 1\nproperty list float int x\n"), HasSubstr("whole number"));
  EXPECT_THAT(errorOf("ply\nelement vertex 0\nend_header\n"), HasSubstr("no format line"));
  EXPECT_THAT(errorOf("ply\nformat ascii 1.0\n"), HasSubstr("no end_header"));
  EXPECT_THAT(errorOf("ply\nformat ascii 1.0\nend_header\n"), HasSubstr("no vertex element"));
  EXPECT_THAT(errorOf("ply\nformat ascii 1.0\nelement vertex 1\nproperty float x\nend_header\n1\n"),
              HasSubstr("lacks x, y or z"));
  EXPECT_THAT(errorOf(kAscii + "1 2 3\n4 five 6\n"), HasSubstr("a.ply:9: expected a number"));
  EXPECT_THAT(errorOf(kAscii + "1 2 3\n4 5\n"), HasSubstr("cut off"));
}

TEST(Ply, CountsAreBoundedByTheFile) {
  std::string huge = encodePly(sample(), {});
  huge.replace(huge.find("vertex 2"), 8, "vertex 999999999999999999");
  EXPECT_THAT(errorOf(huge), HasSubstr("do not fit in"));
  EXPECT_THAT(errorOf("ply\nformat binary_little_endian 1.0\nelement a 1\nproperty list uint double l\n"
                      "element vertex 0\nproperty float x\nproperty float y\nproperty float "
                      "z\nend_header\n\xFF\xFF\xFF\xFF"),
              HasSubstr("longer than the file"));
  EXPECT_NE(errorOf("ply\nformat ascii 1.0\nelement vertex 99999999\nend_header\n"), "no error");
}

TEST(Ply, EveryTruncationIsAnError) {
  const std::string whole = encodePly(sample(), {});
  for (size_t size = 0; size < whole.size(); ++size)
    EXPECT_FALSE(parsePly(whole.substr(0, size), "a")) << size;
}

TEST(Ply, WritesAndReadsFiles) {
  const TemporaryFolder folder;
  ASSERT_TRUE(writePly(folder.path() / "a.ply", sample(), {}));
  EXPECT_EQ(readPly(folder.path() / "a.ply")->size(), 2);
  EXPECT_FALSE(readPly(folder.path() / "none.ply"));
}

}  // namespace
}  // namespace kerb
