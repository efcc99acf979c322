// A torchvision ResNet, as a file, that encoders start from.
#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include "core/train/plan.h"
#include "core/weights/copy_into.h"
#include "models/catalogue.h"
#include "tests/core/weights/checkpoints.h"

namespace kerb {
namespace {

/// The networks as training begins with them.
TensorMap begun(const std::string& method, const std::string& encoder_weights) {
  const MethodSpec& spec = **findMethod(methods(), method);
  Parameters training(spec.training);
  EXPECT_TRUE(training.set("encoder_weights", encoder_weights));
  at::manual_seed(3);
  const auto made = *spec.create(Parameters(spec.parameters), nullptr);
  const auto plan = spec.plan(made, training);
  EXPECT_TRUE(plan) << (plan ? "" : plan.error().message());
  return tensorsOf(*made);
}

void expectTheFilesResnet(const TensorMap& tensors, const std::string& encoder) {
  const auto expectSame = [&](const std::string& name, at::IntArrayRef shape) {
    EXPECT_TRUE(at::equal(tensors.at(encoder + ".encoder." + name), expectedTensor(name, shape, at::kFloat)))
        << name;
  };
  expectSame("bn1.running_mean", {64});
  expectSame("layer1.0.conv1.weight", {64, 64, 3, 3});
  expectSame("layer4.1.conv2.weight", {512, 512, 3, 3});
}

at::Tensor conv1OfFile() { return expectedTensor("conv1.weight", {64, 3, 7, 7}, at::kFloat); }

class EncoderWeights : public testing::Test {
 protected:
  void SetUp() override {
    KERB_NEEDS_PYTHON();
    ASSERT_TRUE(makePth("resnet '" + file() + "' zip 18"));
  }
  std::string file() const { return (folder_.path() / "resnet18.pth").string(); }

 private:
  const TemporaryFolder folder_;
};

TEST_F(EncoderWeights, StartDepthAndMotionOfMonodepth2) {
  const TensorMap plain = begun("monodepth2", ""), started = begun("monodepth2", file());
  expectTheFilesResnet(started, "depth_encoder");
  expectTheFilesResnet(started, "pose_encoder");
  const at::Tensor conv1 = conv1OfFile();
  EXPECT_TRUE(at::equal(started.at("depth_encoder.encoder.conv1.weight"), conv1));
  // Equal pictures give what one gave.
  EXPECT_TRUE(at::equal(started.at("pose_encoder.encoder.conv1.weight"), at::cat({conv1, conv1}, 1) / 2));
  for (const auto& [name, tensor] : started) {
    const bool of_encoder = name.find("_encoder.") != std::string::npos;
    EXPECT_TRUE(of_encoder || at::equal(tensor, plain.at(name))) << name;
  }
}

TEST_F(EncoderWeights, StartTheStarterModel) {
  const TensorMap plain = begun("depth_semantics", ""), started = begun("depth_semantics", file());
  expectTheFilesResnet(started, "encoder");
  EXPECT_TRUE(at::equal(started.at("encoder.encoder.conv1.weight"), conv1OfFile()));
  for (const auto& [name, tensor] : started)
    EXPECT_TRUE(name.starts_with("encoder.") || at::equal(tensor, plain.at(name))) << name;
}

}  // namespace
}  // namespace kerb
