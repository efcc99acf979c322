// Event files as TensorBoard's own Python reader sees them.
#include "tests/tensorboard.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include "core/train/events.h"
#include "tests/temporary_folder.h"

namespace kerb {
namespace {

using nlohmann::json;

TEST(TensorBoard, ReadsWhatIsWritten) {
  KERB_NEEDS_TENSORBOARD(python);
  const TemporaryFolder folder;
  const at::Tensor picture = at::arange(3 * 5 * 7).mul(89).remainder(256).to(at::kByte).view({3, 5, 7});
  {
    const auto writer = EventWriter::create(folder.path());
    ASSERT_TRUE(writer) << writer.error().message();
    ASSERT_TRUE((*writer)->hyperParameters(
        {{"learning_rate", "1e-4"}, {"auto_mask", "true"}, {"weights", "a \"b\" \xc3\xa4"}}));
    ASSERT_TRUE((*writer)->scalars(3, {{"loss", 0.5}, {"terms/smoothness", -2}}));
    ASSERT_TRUE((*writer)->image(4, "disparity", picture));
    ASSERT_TRUE((*writer)->scalars(int64_t{1} << 40U, {{"loss", 0.25}}));
    ASSERT_TRUE((*writer)->text(5, "events", "**set** by hand\n\nto 1e-05"));
  }
  const json found = readBack(python, folder.path());
  ASSERT_TRUE(found.is_object());
  EXPECT_EQ(found["file_version"], 2);
  EXPECT_EQ(found["scalars"], json({{"loss", {{3, 0.5}, {int64_t{1} << 40U, 0.25}}},
                                    {"terms/smoothness", json::array({{3, -2}})}}));
  const json& image = found["images"]["disparity"][0];
  EXPECT_EQ(image["step"], 4);
  EXPECT_EQ(image["size"], json({7, 5}));
  const at::Tensor rows = picture.permute({1, 2, 0}).contiguous();
  EXPECT_EQ(
      image["pixels"].get<std::vector<uint8_t>>(),
      std::vector<uint8_t>(rows.const_data_ptr<uint8_t>(), rows.const_data_ptr<uint8_t>() + rows.numel()));
  EXPECT_EQ(found["text"],
            json({{"events/text_summary", json::array({{5, "**set** by hand\n\nto 1e-05"}})}}));
  EXPECT_EQ(found["hparams"]["_hparams_/session_start_info"]["values"],
            json({{"learning_rate", 1e-4}, {"auto_mask", true}, {"weights", "a \"b\" \xc3\xa4"}}));
}

TEST(TensorBoard, ForgetsWhatARunDidAfterTheCheckpointItWentOnFrom) {
  KERB_NEEDS_TENSORBOARD(python);
  const TemporaryFolder folder;
  const auto write = [&](const std::string& name, int64_t from, int64_t upto, double loss) {
    const auto writer = EventWriter::create(folder.path());
    ASSERT_TRUE(writer) << writer.error().message();
    if (from > 0) {
      ASSERT_TRUE((*writer)->restart(from));
    }
    for (int64_t step = from; step < upto; ++step) ASSERT_TRUE((*writer)->scalars(step, {{"loss", loss}}));
    std::filesystem::rename((*writer)->path(), folder.path() / ("events.out.tfevents." + name));
  };
  write("1", 0, 4, 1.0);
  write("2", 2, 3, 0.5);
  EXPECT_EQ(readBack(python, folder.path())["scalars"]["loss"], json({{0, 1.0}, {1, 1.0}, {2, 0.5}}));
}

}  // namespace
}  // namespace kerb
