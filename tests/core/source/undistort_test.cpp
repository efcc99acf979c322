#include <cmath>

#include <ATen/ATen.h>

#include "core/source/mapped_source.h"
#include "tests/core/source/tree.h"

namespace kerb {
namespace {

constexpr int kWidth = 200;
constexpr int kHeight = 100;
constexpr double kFocal = 150;
constexpr double kK1 = -0.25;

/// The column without distortion of a column with it (Brown's radial term), by fixed-point iteration.
double straightColumn(double column, double row) {
  const double xd = (column - kWidth / 2.0) / kFocal;
  const double yd = (row - kHeight / 2.0) / kFocal;
  double x = xd;
  double y = yd;
  for (int i = 0; i < 50; ++i) {
    const double bend = 1 + kK1 * (x * x + y * y);
    x = xd / bend;
    y = yd / bend;
  }
  return x * kFocal + kWidth / 2.0;
}

/// A distorted picture whose red tells the straight column; labels 1 left and 2 right of straight column 40.
void writeScene(const fs::path& root) {
  std::string pixels;
  std::string labels;
  for (int row = 0; row < kHeight; ++row) {
    for (int column = 0; column < kWidth; ++column) {
      const double straight = straightColumn(column, row);
      pixels += std::string{static_cast<char>(std::clamp(std::lround(straight), 0L, 255L)), 0, 0};
      labels.push_back(straight < 40 ? '\1' : '\2');
    }
  }
  writeText(root / "test" / "a.png", png(kWidth, kHeight, 3, pixels));
  writeText(root / "testannot" / "a.png", png(kWidth, kHeight, 1, labels));
  writeText(root / "cam.json", R"({"width":200,"height":100,"fx":150,"fy":150,"cx":100,"cy":50,
    "distortion":[-0.25,0,0,0]})");
}

TEST(Undistort, StraightensImageAndLabels) {
  const TemporaryFolder folder;
  writeScene(folder.path());
  SourceOptions options;
  options.camera_file = folder.path() / "cam.json";
  const auto bent = (*openSource(folder.path(), options))->at(0, {});
  ASSERT_TRUE(bent);
  EXPECT_GT(std::abs(bent->image[0][5][10].item<int>() - 10), 3);
  options.undistort = true;
  const auto source = openSource(folder.path(), options);
  ASSERT_TRUE(source) << source.error().message();
  EXPECT_TRUE((*source)->info().camera.distortion.empty());
  const auto frame = (*source)->clone()->at(0, FrameParts::all());
  ASSERT_TRUE(frame) << frame.error().message();
  EXPECT_TRUE(frame->camera.distortion.empty());
  EXPECT_THAT(frame->camera.origin_text, HasSubstr("undistorted"));
  for (int row = 5; row < kHeight; row += 30) {
    for (int column = 10; column < 190; column += 20)
      EXPECT_NEAR(frame->image[0][row][column].item<int>(), column, 1.5) << row;
    EXPECT_EQ(frame->semantics->ids[row][37].item<int>(), 1);
    EXPECT_EQ(frame->semantics->ids[row][43].item<int>(), 2);
  }
}

TEST(Undistort, OutsideIsUnlabelledAndWithoutDepth) {
  class Blank final : public Source {
   public:
    SourceInfo info() const override {
      SourceInfo info;
      info.camera = camera();
      return info;
    }
    Result<Frame> at(int64_t, FrameParts) const override {
      Frame frame;
      frame.camera = camera();
      frame.image = at::full({3, 60, 80}, 200, at::kByte);
      frame.depth_m = at::full({60, 80}, 7, at::kFloat);
      frame.semantics = SemanticMap{at::full({60, 80}, 3, at::kByte), Taxonomy::cityscapes};
      frame.stereo = StereoPartner{frame.image, 0.5, camera(), {}};
      frame.stereo->camera.distortion.clear();
      return frame;
    }
    std::unique_ptr<Source> clone() const override { return std::make_unique<Blank>(); }

   private:
    /// Pincushion: the corners of the result lie outside the picture.
    static Camera camera() {
      return {0.8, 0.8 * 80 / 60, 0.5, 0.5, {0.4, 0, 0, 0}, CameraOrigin::file, "test"};
    }
  };
  const auto source = undistorted(std::make_unique<Blank>());
  ASSERT_TRUE(source);
  const auto frame = (*source)->at(0, FrameParts::all());
  ASSERT_TRUE(frame);
  EXPECT_EQ(frame->image[1][0][0].item<int>(), 0);
  EXPECT_EQ((*frame->depth_m)[0][0].item<float>(), 0);
  EXPECT_EQ(frame->semantics->ids[0][0].item<int>(), kIgnoreLabel);
  EXPECT_EQ(frame->image[1][30][40].item<int>(), 200);
  EXPECT_EQ((*frame->depth_m)[30][40].item<float>(), 7);
  EXPECT_EQ(frame->semantics->ids[30][40].item<int>(), 3);
  EXPECT_EQ(frame->stereo->image[1][0][0].item<int>(), 200);  // a partner without distortion stays
}

TEST(Undistort, NeedsDistortion) {
  const TemporaryFolder folder;
  writeColour(folder.path() / "a.png", 6, 4, 1);
  SourceOptions options;
  options.undistort = true;
  EXPECT_THAT(openError(folder.path(), options), HasSubstr("no distortion coefficients"));
}

}  // namespace
}  // namespace kerb
