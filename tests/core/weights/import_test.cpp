// Official Monodepth2 folders and torchvision ResNets, in both of PyTorch's containers.
#include "core/weights/import.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/nn/resnet.h"
#include "core/weights/copy_into.h"
#include "core/weights/known_shapes.h"
#include "tests/core/weights/checkpoints.h"

namespace kerb {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

bool isBuffer(const std::string& name) {
  return name.ends_with("running_mean") || name.ends_with("running_var") ||
         name.ends_with("num_batches_tracked");
}

int64_t countParameters(const KnownShapes& known) {
  int64_t count = 0;
  for (const auto& [name, tensor] : known) count += isBuffer(name) ? 0 : c10::multiply_integers(tensor.shape);
  return count;
}

/// The sizes published for these networks.
TEST(KnownShapesTest, HaveThePublishedNumberOfParameters) {
  EXPECT_EQ(countParameters(resnetShapes(18, 1, "encoder.")), 11689512);
  EXPECT_EQ(countParameters(resnetShapes(50, 1, "")), 25557032);
  EXPECT_EQ(countParameters(resnetShapes(18, 2, "")), 11698920);
  EXPECT_EQ(countParameters(resnetShapes(50, 2, "")), 25566440);
  EXPECT_EQ(countParameters(depthDecoderShapes(18)), 3152724);
  EXPECT_EQ(countParameters(depthDecoderShapes(50)), 9014100);
  EXPECT_EQ(countParameters(poseDecoderShapes(18, 1, 2)), 1314572);
  EXPECT_EQ(countParameters(poseDecoderShapes(50, 1, 2)), 1707788);
  EXPECT_EQ(countParameters(poseDecoderShapes(18, 2, 1)), 1902854);
  EXPECT_EQ(resnetShapes(18, 1, "").size(), 122U);
  EXPECT_EQ(depthDecoderShapes(18).size(), 28U);
}

class ImportTest : public ::testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    KERB_NEEDS_PYTHON();
    ASSERT_TRUE(makePth("monodepth2 '" + official().string() + "' " + GetParam()));
  }
  fs::path official() const { return folder_.path() / "mono_640x192"; }
  std::string failure() const {
    const auto imported = importMonodepth2(official());
    return imported ? "no error" : imported.error().message();
  }
  const TemporaryFolder folder_;
};
INSTANTIATE_TEST_SUITE_P(Containers, ImportTest, ::testing::Values("zip", "legacy"),
                         [](const auto& test) { return std::string(test.param); });

TEST_P(ImportTest, ReadsEveryTensorOfAnOfficialFolder) {
  const auto imported = importMonodepth2(official() / "");
  ASSERT_TRUE(imported) << imported.error().message();
  EXPECT_EQ(imported->info.method, "monodepth2");
  EXPECT_EQ(imported->info.parameters,
            (std::map<std::string, std::string>{{"layers", "18"}, {"pose_network", "true"}}));
  EXPECT_EQ(imported->info.input_width, 640);
  EXPECT_EQ(imported->info.input_height, 192);
  EXPECT_EQ(imported->info.licence, "Niantic Monodepth2 licence: non-commercial");
  EXPECT_EQ(imported->info.training, "imported from mono_640x192");
  EXPECT_EQ(imported->tensors.size(), 122U + 28U + 122U + 8U);
  for (const auto& [name, tensor] : imported->tensors) {
    const std::string official_name = name.substr(name.find('.') + 1);
    ASSERT_TRUE(at::equal(tensor, expectedTensor(official_name, tensor.sizes(), tensor.scalar_type())))
        << name;
  }
  for (const char* name : {"depth_encoder.encoder.conv1.weight", "depth_encoder.encoder.fc.weight",
                           "depth_decoder.decoder.0.conv.conv.weight", "depth_decoder.decoder.13.conv.bias",
                           "pose_encoder.encoder.conv1.weight", "pose_decoder.net.0.weight"})
    EXPECT_TRUE(imported->tensors.contains(name)) << name;
}

TEST_P(ImportTest, TakesAFolderWithoutPose) {
  fs::remove(official() / "pose_encoder.pth");
  EXPECT_THAT(failure(), HasSubstr("pose_encoder.pth"));
  fs::remove(official() / "pose.pth");
  const auto imported = importMonodepth2(official());
  ASSERT_TRUE(imported) << imported.error().message();
  EXPECT_EQ(imported->tensors.size(), 122U + 28U);
}

TEST_P(ImportTest, NamesWhatDoesNotFit) {
  fs::rename(official() / "pose.pth", official() / "depth.pth");
  EXPECT_THAT(failure(),
              HasSubstr("depth.pth: the tensors do not fit the network: 28 missing: "
                        "decoder.0.conv.conv.bias [256], decoder.0.conv.conv.weight [256,512,3,3]"));
  EXPECT_THAT(failure(), HasSubstr("8 not expected: net.0.bias, net.0.weight"));
  fs::remove(official() / "depth.pth");
  EXPECT_THAT(failure(), HasSubstr("depth.pth: cannot open: No such file"));
  fs::rename(official() / "pose_encoder.pth", official() / "encoder.pth");
  EXPECT_THAT(failure(), HasSubstr("encoder.conv1.weight (expected [64,3,7,7], found [64,6,7,7])"));
  fs::remove(official() / "encoder.pth");
  EXPECT_THAT(failure(), HasSubstr("encoder.pth: cannot open: No such file"));
}

TEST(ImportErrorTest, RefusesOtherPlacesAndNetworks) {
  const auto absent = importMonodepth2("/nonexistent/folder");
  ASSERT_FALSE(absent);
  EXPECT_THAT(absent.error().message(), HasSubstr("is not a folder"));
  KERB_NEEDS_REAL_DATA(data);
  const TemporaryFolder folder;
  fs::copy_file(data / "weights/espnet_p_2_q_8.pth", folder.path() / "encoder.pth");
  const auto foreign = importMonodepth2(folder.path());
  ASSERT_FALSE(foreign);
  EXPECT_THAT(foreign.error().message(), HasSubstr("is not a ResNet: it has no 'encoder.conv1.weight'"));
}

TEST(ImportResnetTest, ReadsTorchvisionsNames) {
  KERB_NEEDS_PYTHON();
  const TemporaryFolder folder;
  const fs::path path = folder.path() / "resnet18.pth";
  ASSERT_TRUE(makePth("resnet '" + path.string() + "' zip 18"));
  const auto imported = importTorchvisionResnet(path);
  ASSERT_TRUE(imported) << imported.error().message();
  EXPECT_EQ(imported->info.method, "resnet");
  EXPECT_EQ(imported->info.parameters.at("layers"), "18");
  EXPECT_EQ(imported->tensors.size(), 122U);
  const at::Tensor& fc = imported->tensors.at("encoder.fc.weight");
  EXPECT_TRUE(at::equal(fc, expectedTensor("fc.weight", {1000, 512}, at::kFloat)));
}

TEST(ImportResnetTest, Reads50Layers) {
  KERB_NEEDS_PYTHON();
  const TemporaryFolder folder;
  const fs::path path = folder.path() / "resnet.pth";
  ASSERT_TRUE(makePth("resnet '" + path.string() + "' legacy 50"));
  const auto imported = importTorchvisionResnet(path);
  ASSERT_TRUE(imported) << imported.error().message();
  EXPECT_EQ(imported->info.parameters.at("layers"), "50");
}

TEST(ImportResnetTest, RefusesOtherDepths) {
  TensorMap tensors{{"conv1.weight", at::Tensor()}, {"layer1.0.conv1.weight", at::Tensor()}};
  EXPECT_EQ(*resnetLayers(tensors, "", "x.pth"), 18);
  tensors["layer1.2.conv1.weight"] = at::Tensor();
  EXPECT_THAT(resnetLayers(tensors, "", "x.pth").error().message(),
              HasSubstr("x.pth: is a ResNet-34, which is not supported"));
  tensors["layer1.0.conv3.weight"] = at::Tensor();
  EXPECT_EQ(*resnetLayers(tensors, "", "x.pth"), 50);
  tensors["layer3.6.conv1.weight"] = at::Tensor();
  EXPECT_THAT(resnetLayers(tensors, "", "x.pth").error().message(), HasSubstr("is a ResNet-101 or larger"));
}

TEST(CopyResnet, TiledWeightsGiveEqualImagesWhatOneGave) {
  const at::NoGradGuard no_grad;
  at::manual_seed(2);
  ResnetEncoder one(18), pair(18, 2);
  Weights weights;
  for (const auto& [name, tensor] : tensorsOf(one)) {
    if (!name.starts_with("encoder.fc.")) weights.tensors[name] = tensor;
  }
  const Status copied = copyResnet(pair, weights, 2);
  ASSERT_TRUE(copied) << copied.error().message();
  one.eval();
  pair.eval();
  const at::Tensor x = at::rand({1, 3, 64, 64});
  const auto expected = one.forward(x), found = pair.forward(at::cat({x, x}, 1));
  for (size_t i = 0; i < expected.size(); ++i)
    EXPECT_LT((expected.at(i) - found.at(i)).abs().max().item<double>(), 1e-4) << i;
  ResnetEncoder other(50);
  EXPECT_THAT(copyResnet(other, weights, 1).error().message(), HasSubstr("does not fit this encoder"));
}

}  // namespace
}  // namespace kerb
