#include "core/geometry/se3.h"

#include <numbers>

#include <ATen/ATen.h>
#include <ATen/autocast_mode.h>
#include <gtest/gtest.h>

#include "core/geometry/disparity.h"
#include "tests/core/geometry/scene.h"

namespace kerb {
namespace {

using scene::maxDifference;

TEST(Se3, InverseUndoesTheTransform) {  // invariant 2
  const auto pose = scene::noise({16, 1, 6}, 1) - 0.5;
  const auto v = pose.slice(2, 0, 3), t = pose.slice(2, 3, 6);
  for (const auto gradient : {RotationGradient::faithful, RotationGradient::taylor}) {
    const auto product =
        at::matmul(transformFromPose(v, t, false, gradient), transformFromPose(v, t, true, gradient));
    EXPECT_LE(maxDifference(product, at::eye(4).expand({16, 4, 4})), 4e-7);
  }
}

TEST(Se3, QuarterTurnAboutY) {  // invariant 2
  const auto expected = at::tensor({0, 0, 1, 0, 1, 0, -1, 0, 0}, at::kFloat).view({3, 3});
  const auto v = at::tensor({0.0, std::numbers::pi / 2, 0.0}, at::kFloat).view({1, 3});
  EXPECT_LE(maxDifference(rotationFromAxisAngle(v)[0], expected), 1e-6);
  EXPECT_LE(maxDifference(rotationFromAxisAngle(v, RotationGradient::taylor)[0], expected), 1e-6);
}

/// dR21 / dv_x at v = (x, 0, 0)
double rollGradient(double x, RotationGradient gradient) {
  const auto v = at::tensor({x, 0.0, 0.0}, at::kDouble).view({1, 3}).set_requires_grad(true);
  rotationFromAxisAngle(v, gradient)[0][2][1].backward();
  return v.grad()[0][0].item<double>();
}

TEST(Se3, FaithfulGradientVanishesAtZeroAndTaylorsDoesNot) {  // invariant 3
  EXPECT_EQ(rollGradient(0, RotationGradient::faithful), 0);
  EXPECT_NEAR(rollGradient(1e-4, RotationGradient::faithful), 1, 2e-3);
  EXPECT_NEAR(rollGradient(0, RotationGradient::taylor), 1, 1e-12);
  EXPECT_NEAR(rollGradient(0.3, RotationGradient::taylor), std::cos(0.3), 1e-12);
}

TEST(Se3, TaylorAgreesWithEigenOnBothSidesOfItsSwitch) {
  for (const double angle : {0.0, 1e-9, 1e-3, 0.00999, 0.01001, 0.5, 3.0}) {
    const Eigen::Vector3d axis = Eigen::Vector3d(1, -2, 0.5).normalized();
    const Eigen::Matrix3d expected = Eigen::AngleAxisd(angle, axis).toRotationMatrix();
    const auto v =
        at::tensor({axis.x() * angle, axis.y() * angle, axis.z() * angle}, at::kDouble).view({1, 3});
    const auto pose = transformFromPose(v, at::zeros_like(v), false, RotationGradient::taylor);
    EXPECT_LE((isometryFromTensor(pose[0]).linear() - expected).cwiseAbs().maxCoeff(), 1e-14) << angle;
  }
}

TEST(Se3, EigenRoundTrip) {
  Eigen::Isometry3d isometry(Eigen::AngleAxisd(0.7, Eigen::Vector3d(1, 2, 3).normalized()));
  isometry.pretranslate(Eigen::Vector3d(4, 5, 6));
  const auto tensor = tensorFromIsometry(isometry, at::kDouble);
  EXPECT_EQ(tensor[1][3].item<double>(), 5);
  EXPECT_TRUE(isometryFromTensor(tensor).isApprox(isometry, 1e-15));
  EXPECT_EQ(tensorFromIsometry(isometry).scalar_type(), at::kFloat);
}

TEST(Se3, RefusesWrongShapes) {
  EXPECT_THROW(rotationFromAxisAngle(at::zeros({3})), std::invalid_argument);
  EXPECT_THROW(transformFromPose(at::zeros({2, 3}), at::zeros({1, 3}), false), std::invalid_argument);
  EXPECT_THROW(isometryFromTensor(at::zeros({3, 4})), std::invalid_argument);
}

TEST(Disparity, ReachesTheLimitsOfTheRange) {  // invariant 6
  EXPECT_DOUBLE_EQ(depthFromSigmoid(0.0), 100);
  EXPECT_NEAR(depthFromSigmoid(0.5), 0.1998002, 1e-7);
  EXPECT_DOUBLE_EQ(depthFromSigmoid(1.0), 0.1);
  const auto depth = depthFromSigmoid(at::tensor({0.0, 0.5, 1.0}, at::kDouble), {1, 80});
  EXPECT_LE(maxDifference(depth, at::tensor({80.0, 160.0 / 81, 1.0}, at::kDouble)), 1e-12);
  EXPECT_EQ(depthFromSigmoid(at::zeros({2})).scalar_type(), at::kFloat);
  EXPECT_THROW(depthFromSigmoid(0.5, {0, 80}), std::invalid_argument);
}

TEST(Se3, IsNotRoundedToThePrecisionOfNetworks) {
  const at::Tensor angle = at::randn({2, 3}) * 0.1, translation = at::randn({2, 3});
  for (const auto gradient : {RotationGradient::faithful, RotationGradient::taylor}) {
    const at::Tensor alone = transformFromPose(angle, translation, true, gradient);
    const bool was = at::autocast::is_autocast_enabled(at::kCPU);
    at::autocast::set_autocast_enabled(at::kCPU, true);
    const at::Tensor beside = transformFromPose(angle, translation, true, gradient);
    const at::Tensor product = at::matmul(angle, angle.t());
    at::autocast::set_autocast_enabled(at::kCPU, was);
    EXPECT_EQ(product.scalar_type(), at::kBFloat16) << "else this tests nothing";
    EXPECT_TRUE(at::equal(alone, beside));
  }
}

}  // namespace
}  // namespace kerb
