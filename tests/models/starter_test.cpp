// The model that comes with Kerb: small, found by its name, and of use on streets it was not trained on.
#include <filesystem>

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include "core/method/open.h"
#include "core/source/source.h"
#include "core/weights/shipped.h"
#include "models/catalogue.h"

namespace kerb {
namespace {

TEST(Starter, IsSmallAndSaysWhereItComesFrom) {
  const std::filesystem::path file = shippedWeights(kStarter);
  ASSERT_FALSE(file.empty());
  EXPECT_LE(std::filesystem::file_size(file), 35U << 20U);
  std::filesystem::path recipe = file;
  EXPECT_TRUE(std::filesystem::exists(recipe.replace_extension(".toml")));
}

// Seeds that end in 8 are of the split val. docs/starter_model.md has the figures of many frames.
TEST(Starter, SeesHeldOutStreets) {
  const auto opened = openMethod(methods(), "", shippedWeights(kStarter), {});
  ASSERT_TRUE(opened) << opened.error().message();
  ASSERT_TRUE(opened->method->prepare(at::kCPU, Precision::fp32));
  double abs_rel = 0, right = 0;
  constexpr int kStreets = 4;
  for (const int seed : {2008, 2018, 2028, 2038}) {
    const auto drive =
        openSource("synthetic:look=camera,frames=40,width=448,height=256,seed=" + std::to_string(seed));
    ASSERT_TRUE(drive) << drive.error().message();
    const auto frame = (*drive)->at(30, FrameParts::all());
    ASSERT_TRUE(frame);
    Input input;
    input.target = *frame;
    const auto seen = opened->method->predict(input);
    ASSERT_TRUE(seen) << seen.error().message();
    EXPECT_EQ(seen->scale.kind, ScaleKind::metric);
    const at::Tensor known = (*frame->depth_m > 0) & (*frame->depth_m < 80);
    const at::Tensor truth = frame->depth_m->masked_select(known), depth = seen->depth->masked_select(known);
    abs_rel += ((depth - truth).abs() / truth).mean().item<double>() / kStreets;
    right += (seen->semantics->ids == frame->semantics->ids).to(at::kDouble).mean().item<double>() / kStreets;
  }
  RecordProperty("abs_rel", std::to_string(abs_rel));
  RecordProperty("right", std::to_string(right));
  EXPECT_LT(abs_rel, 0.25);
  EXPECT_GT(right, 0.75);
}

}  // namespace
}  // namespace kerb
