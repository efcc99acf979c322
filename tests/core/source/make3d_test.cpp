#include "core/source/make3d.h"

#include <cstring>
#include <limits>
#include <utility>

#include <ATen/ATen.h>
#include <fmt/format.h>

#include "tests/core/source/mat_tree.h"

namespace kerb {
namespace {

double distance(int row, int column, int page) { return page == 3 ? 1 + row + 0.01 * column : -page; }

void writePair(const fs::path& root, const std::string& images, const std::string& depths,
               const std::string& key) {
  writeColour(root / images / fmt::format("img-{}.jpg", key), 61, 110, 5);
  writeText(root / depths / fmt::format("depth_sph_corr-{}.mat", key),
            mat("Position3DGrid", 55, 305, 4, distance));
}

TEST(Make3d, TestAndTrainImages) {
  const TemporaryFolder folder;
  writePair(folder.path(), "Test134", "Gridlaserdata", "math7-p-282t0");
  writePair(folder.path(), "Test134", "Gridlaserdata", "op1-p-15t0");
  writePair(folder.path(), "Train400Img", "Train400Depth", "10.21op2-p-015t000");
  const auto source = openSource(folder.path());
  ASSERT_TRUE(source) << source.error().message();
  EXPECT_EQ((*source)->info().layout, "make3d");
  ASSERT_EQ((*source)->info().count, 3);
  EXPECT_EQ((*openSource(folder.path() / "Test134"))->info().count, 2);
  EXPECT_EQ((*openSource(folder.path() / "Train400Img"))->info().count, 1);
  EXPECT_EQ((*source)->at(0, {})->name, "img-math7-p-282t0");
  EXPECT_EQ((*source)->at(2, {})->name, "img-10.21op2-p-015t000");
  EXPECT_NEAR((*source)->at(2, {})->time_s, 0.2, 1e-12);
  EXPECT_FALSE(*(*source)->neighbour(*(*source)->at(0, {}), 1, {}));
  const auto frame = (*source)->at(2, FrameParts::all());
  ASSERT_TRUE(frame && frame->depth_m) << readError(**source, 2);
  ASSERT_EQ(frame->depth_m->sizes(), (std::vector<int64_t>{110, 61}));
  // Two image rows a cell, five cells a column.
  EXPECT_FLOAT_EQ((*frame->depth_m)[0][0].item<float>(), 1);
  EXPECT_FLOAT_EQ((*frame->depth_m)[1][0].item<float>(), 1);
  EXPECT_FLOAT_EQ((*frame->depth_m)[2][3].item<float>(), 2.15F);
  const auto grid = readMake3dGrid(folder.path() / "Gridlaserdata" / "depth_sph_corr-op1-p-15t0.mat");
  ASSERT_TRUE(grid) << grid.error().message();
  EXPECT_EQ(grid->sizes(), (std::vector<int64_t>{55, 305}));
  EXPECT_FLOAT_EQ((*grid)[17][300].item<float>(), 21);
}

TEST(Make3d, EveryCellCanBeReadBack) {
  const at::Tensor grid = at::arange(55 * 305, at::kFloat).view({55, 305});
  const at::Tensor depth = make3dDepth(grid, {1704, 2272});
  const auto middle = [](int64_t cells, int64_t pixels) {
    return ((at::arange(cells, at::kDouble) + 0.5) * pixels / cells).floor().to(at::kLong);
  };
  EXPECT_TRUE(depth.index_select(0, middle(55, 2272)).index_select(1, middle(305, 1704)).equal(grid));
}

TEST(Make3d, MissingAndBrokenDepths) {
  const TemporaryFolder folder;
  writePair(folder.path(), "Test134", "Gridlaserdata", "a");
  writePair(folder.path(), "Test134", "Gridlaserdata", "b");
  const fs::path depth = folder.path() / "Gridlaserdata" / "depth_sph_corr-a.mat";
  fs::remove(depth.parent_path() / "depth_sph_corr-b.mat");
  const auto source = openSource(folder.path());
  EXPECT_THAT((*source)->info().notes, Contains("depth for 1 of 2 frames"));
  const auto with = [&](const std::string& bytes) {
    writeText(depth, bytes);
    return readError(**source, 0);
  };
  const std::string good = mat("Position3DGrid", 55, 305, 4, distance);
  EXPECT_THAT(with("no MATLAB"), AllOf(HasSubstr("depth_sph_corr-a.mat"), HasSubstr("MATLAB")));
  EXPECT_THAT(with(mat("Depth", 55, 305, 4, distance)), HasSubstr("Position3DGrid"));
  EXPECT_THAT(with(mat("Position3DGrid", 55, 300, 4, distance)),
              HasSubstr("55 x 300 x 4, expected 55 x 305 x 4"));
  const std::string bare = mat("Position3DGrid", 55, 305, 4, distance, false);
  for (const std::string& whole : {good, bare}) {
    for (const size_t size : {whole.size() / 2, whole.size() - 1, size_t{131}})
      EXPECT_THAT(with(whole.substr(0, size)),
                  AllOf(HasSubstr("depth_sph_corr-a.mat"), HasSubstr("byte 128")));
    EXPECT_EQ(with(whole), "read");
    EXPECT_FLOAT_EQ((*(*source)->at(0, FrameParts::all())->depth_m)[2][3].item<float>(), 2.15F);
  }
  std::string big_endian = good;
  std::swap(big_endian[126], big_endian[127]);
  EXPECT_THAT(with(big_endian), AllOf(HasSubstr("depth_sph_corr-a.mat"), HasSubstr("is big-endian")));
  std::string hdf5 = good;
  hdf5[125] = 2;
  EXPECT_THAT(with(hdf5), AllOf(HasSubstr("depth_sph_corr-a.mat"), HasSubstr("7.3")));
  std::string huge = bare;
  const int32_t most = std::numeric_limits<int32_t>::max();
  for (const size_t dimension : {0, 1}) {
    constexpr size_t kDimensions = 128 + 8 + 16 + 8;
    std::memcpy(&huge[kDimensions + 4 * dimension], &most, sizeof(most));
  }
  EXPECT_THAT(with(huge), HasSubstr("is damaged: the array at byte 128"));
  fs::resize_file(folder.path() / "Test134" / "img-a.jpg", 100);
  EXPECT_THAT(readError(**source, 0), HasSubstr("img-a.jpg"));
}

TEST(Make3d, Splits) {
  const TemporaryFolder folder;
  writePair(folder.path(), "Test134", "Gridlaserdata", "a");
  writePair(folder.path(), "Train400Img", "Train400Depth", "b");
  SourceOptions options;
  options.split_file = folder.path() / "list.txt";
  writeText(options.split_file, "Train400Img/img-b.jpg\nimg-a.jpg depth_sph_corr-a.mat\nTest134/img-c.jpg\n");
  const auto source = openSource(folder.path(), options);
  ASSERT_TRUE(source) << source.error().message();
  EXPECT_EQ((*source)->at(0, {})->name, "img-b");
  EXPECT_TRUE((*source)->at(1, FrameParts::all())->depth_m);
  EXPECT_THAT((*source)->info().notes, Contains(HasSubstr("Test134/img-c.jpg")));
}

}  // namespace
}  // namespace kerb
