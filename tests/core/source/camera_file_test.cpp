#include "core/source/camera_file.h"

#include "tests/core/source/tree.h"

namespace kerb {
namespace {

using ::testing::ElementsAre;

// As written by ROS camera_calibration.
constexpr auto kRos = R"(image_width: 640
image_height: 480
camera_name: narrow_stereo
camera_matrix:
  rows: 3
  cols: 3
  data: [438.783367, 0.000000, 305.593336, 0.000000, 437.302876, 243.738352, 0.000000, 0.000000, 1.000000]
distortion_model: plumb_bob
distortion_coefficients:
  rows: 1
  cols: 5
  data: [-0.361976, 0.110510, 0.001014, 0.000505, 0.000000]
rectification_matrix:
  rows: 3
  cols: 3
  data: [9, 9, 9, 9, 9, 9, 9, 9, 9]
)";

// As written by OpenCV's calibration sample.
constexpr auto kOpenCv = R"(%YAML:1.0
---
calibration_time: "Thu 01 Jan 2026"
image_width: 1280
image_height: 720
flags: 0 # none
camera_matrix: !!opencv-matrix
   rows: 3
   cols: 3
   dt: d
   data: [ 6.5e+02, 0., 6.4e+02, 0.,
       6.6e+02, 3.6e+02, 0., 0., 1. ]
distortion_coefficients: !!opencv-matrix
   rows: 5
   cols: 1
   dt: d
   data: [ -2.0e-01, 1.0e-01, 0.,
       0., 1.0e-03 ]
avg_reprojection_error: 2.0e-01
)";

std::string without(std::string text, const std::string& part, const std::string& instead = "") {
  return text.replace(text.find(part), part.size(), instead);
}

TEST(CameraFile, Json) {
  const auto file = parseCameraFile(
      R"({"width":1242,"height":375,"fx":721.5,"fy":720,"cx":609.5,"cy":172.5,"distortion":[-0.1,0.2,0,0]})",
      "c");
  ASSERT_TRUE(file) << file.error().message();
  EXPECT_EQ(file->width, 1242);
  EXPECT_NEAR(file->camera.fx * 1242, 721.5, 1e-9);
  EXPECT_NEAR(file->camera.cy * 375, 172.5, 1e-9);
  EXPECT_THAT(file->camera.distortion, ElementsAre(-0.1, 0.2, 0, 0));
  EXPECT_EQ(file->camera.origin, CameraOrigin::file);
  EXPECT_EQ(file->camera.origin_text, "c");
}

TEST(CameraFile, Yaml) {
  const auto ros = parseCameraFile(kRos, "ros.yaml");
  ASSERT_TRUE(ros) << ros.error().message();
  EXPECT_NEAR(ros->camera.fy * 480, 437.302876, 1e-9);
  EXPECT_EQ(ros->camera.distortion.size(), 5U);
  const auto open_cv = parseCameraFile(kOpenCv, "cv.yml");
  ASSERT_TRUE(open_cv) << open_cv.error().message();
  EXPECT_EQ(open_cv->width, 1280);
  EXPECT_NEAR(open_cv->camera.cy * 720, 360, 1e-9);
  EXPECT_THAT(open_cv->camera.distortion, ElementsAre(-0.2, 0.1, 0, 0, 0.001));
}

TEST(CameraFile, NormalisedMatrix) {
  const auto file = parseCameraFile("[[0.58, 0, 0.5], [0, 1.92, 0.4], [0, 0, 1.0]]", "k.json");
  ASSERT_TRUE(file) << file.error().message();
  EXPECT_DOUBLE_EQ(file->camera.fy, 1.92);
  EXPECT_DOUBLE_EQ(file->camera.cy, 0.4);
  EXPECT_EQ(file->width, 0);
  EXPECT_THAT(parseCameraFile("[[721, 0, 609], [0, 721, 172], [0, 0, 1]]", "k.json").error().message(),
              HasSubstr("in pixels"));
  EXPECT_FALSE(parseCameraFile("[[1, 0.1, 0.5], [0, 1, 0.5], [0, 0, 1]]", "k.json"));
  EXPECT_FALSE(parseCameraFile("[[1, 0], [0, 1, 0.5], [0, 0, 1]]", "k.json"));
}

TEST(CameraFile, ErrorsNameFileAndKey) {
  const std::string json =
      R"({"width":640,"height":480,"fx":500,"fy":500,"cx":320,"cy":240,"distortion":[0,0,0,0]})";
  const auto message = [](const std::string& text) {
    const auto file = parseCameraFile(text, "cam");
    return file ? std::string("read") : file.error().message();
  };
  ASSERT_EQ(message(json), "read");
  EXPECT_THAT(message(without(json, R"("fy":500,)")), AllOf(HasSubstr("cam:"), HasSubstr("'fy'")));
  EXPECT_THAT(message(without(json, ":500", R"(:"x")")), HasSubstr("'fx' is not a number"));
  EXPECT_THAT(message(without(json, ":500", ":-500")), HasSubstr("impossible intrinsics"));
  EXPECT_THAT(message(without(json, "[0,0,0,0]", "[0,0,0]")), HasSubstr("'distortion' has 3 numbers"));
  EXPECT_THAT(message(without(json, ":640", ":0")), HasSubstr("no image size"));
  EXPECT_THAT(message(json.substr(0, 30)), HasSubstr("not valid JSON"));
  EXPECT_THAT(message(without(kRos, "image_height: 480\n")), HasSubstr("'image_height'"));
  EXPECT_THAT(message(without(kRos, "plumb_bob", "equidistant")), HasSubstr("'equidistant'"));
  EXPECT_THAT(message(without(kRos, "438.783367, ")), HasSubstr("'camera_matrix' has 8 numbers"));
  EXPECT_THAT(message(without(kRos, "438.783367", "nan")), HasSubstr("'nan'"));
  EXPECT_THAT(message(without(kRos, "camera_matrix")), HasSubstr("'camera_matrix'"));
  EXPECT_THAT(message("<opencv_storage/>"), HasSubstr("XML"));
  EXPECT_THAT(message(" \n"), HasSubstr("empty"));
}

TEST(CameraFile, RealMatrix) {
  KERB_NEEDS_REAL_DATA(data);
  const auto file = readCameraFile(data / "manydepth_pair" / "test_sequence_intrinsics.json");
  ASSERT_TRUE(file) << file.error().message();
  EXPECT_DOUBLE_EQ(file->camera.fx, 0.58);
}

}  // namespace
}  // namespace kerb
