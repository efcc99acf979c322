#include "core/prediction/point_cloud.h"

#include <limits>

#include <ATen/ATen.h>
#include <gtest/gtest.h>

namespace kerb {
namespace {

Camera cameraOf(int64_t width, int64_t height) {
  return Camera::fromPixels(10, 20, 1, 0.5, width, height, CameraOrigin::given, "test");
}

PointCloud cloudOf(const at::Tensor& depth, const UnprojectOptions& options = {}) {
  return pointCloud(depth, cameraOf(depth.size(1), depth.size(0)), std::nullopt, std::nullopt, options);
}

TEST(PointCloud, PointsLieOnTheRaysOfTheirPixels) {
  const at::Tensor depth = at::tensor({2.0F, 0.0F, 4.0F, 5.0F, 10.0F, 0.0F}).view({2, 3});
  const at::Tensor image = at::arange(18, at::kInt).to(at::kByte).view({3, 2, 3});
  const at::Tensor ids = at::tensor({0, 1, 2, 3, 4, 255}, at::kInt).to(at::kByte).view({2, 3});
  const PointCloud cloud = pointCloud(depth, cameraOf(3, 2), image, ids);
  // (u - 1) / 10 z, (v - 0.5) / 20 z
  const at::Tensor expected = at::tensor({-0.2F, -0.05F, 2.0F,  //
                                          0.4F, -0.1F, 4.0F,    //
                                          -0.5F, 0.125F, 5.0F,  //
                                          0.0F, 0.25F, 10.0F})
                                  .view({4, 3});
  ASSERT_EQ(cloud.size(), 4);
  EXPECT_TRUE(at::allclose(cloud.xyz, expected, 1e-6, 1e-7)) << cloud.xyz;
  const at::Tensor colours =
      at::tensor({0, 6, 12, 2, 8, 14, 3, 9, 15, 4, 10, 16}, at::kInt).to(at::kByte).view({4, 3});
  EXPECT_TRUE(at::equal(*cloud.rgb, colours));
  EXPECT_TRUE(at::equal(*cloud.class_id, at::tensor({0, 2, 3, 4}, at::kInt).to(at::kByte)));
}

TEST(PointCloud, ProjectsBackToItsPixels) {
  const at::Tensor depth = at::rand({30, 50}) * 80 + 1;
  const PointCloud cloud = cloudOf(depth);
  const at::Tensor z = cloud.xyz.select(1, 2);
  const at::Tensor u = cloud.xyz.select(1, 0) / z * 10 + 1;
  const at::Tensor v = cloud.xyz.select(1, 1) / z * 20 + 0.5;
  EXPECT_TRUE(at::allclose(u.view({30, 50})[7], at::arange(50, at::kFloat), 1e-5, 1e-3));
  EXPECT_TRUE(at::allclose(v.view({30, 50}).select(1, 9), at::arange(30, at::kFloat), 1e-5, 1e-3));
}

TEST(PointCloud, PixelsWithoutFiniteDepthHaveNoPoint) {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const float inf = std::numeric_limits<float>::infinity();
  EXPECT_EQ(cloudOf(at::tensor({0.0F, -1.0F, nan, inf, 3.0F}).view({1, 5})).size(), 1);
  const PointCloud none = cloudOf(at::zeros({2, 2}));
  EXPECT_EQ(none.xyz.sizes(), (std::vector<int64_t>{0, 3}));
}

TEST(PointCloud, BothSidesOfADepthEdgeAreRemoved) {
  const at::Tensor depth = at::tensor({10.0F, 10.2F, 10.4F, 20.0F, 20.0F, 20.0F}).view({1, 6});
  const at::Tensor kept = cloudOf(depth, {.max_jump = 0.1}).xyz.select(1, 2);
  EXPECT_TRUE(at::equal(kept, at::tensor({10.0F, 10.2F, 20.0F, 20.0F})));
  const at::Tensor upright = cloudOf(depth.t().contiguous(), {.max_jump = 0.1}).xyz.select(1, 2);
  EXPECT_TRUE(at::equal(upright, kept));
  EXPECT_EQ(cloudOf(depth).size(), 6);
}

TEST(PointCloud, AHoleIsNoDepthEdge) {
  const at::Tensor depth = at::tensor({10.0F, 0.0F, 20.0F}).view({1, 3});
  EXPECT_EQ(cloudOf(depth, {.max_jump = 0.1}).size(), 2);
}

TEST(PointCloud, FarPointsAreLeftOut) {
  const at::Tensor depth = at::tensor({10.0F, 80.0F, 80.5F}).view({1, 3});
  EXPECT_EQ(cloudOf(depth, {.max_depth = 80}).size(), 2);
}

TEST(PointCloud, AnImageOfAnotherSizeIsABug) {
  EXPECT_THROW(pointCloud(at::ones({2, 3}), Camera(), at::zeros({3, 2, 4}, at::kByte), std::nullopt),
               std::invalid_argument);
}

}  // namespace
}  // namespace kerb
