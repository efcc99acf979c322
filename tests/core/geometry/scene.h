// What the tests of projection and warping share.
#pragma once

#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>

#include "core/geometry/projection.h"
#include "core/geometry/se3.h"

namespace kerb::scene {

constexpr int64_t kHeight = 192, kWidth = 640;

inline at::Tensor noise(at::IntArrayRef size, uint64_t seed, at::ScalarType type = at::kFloat) {
  return at::rand(size, at::make_generator<at::CPUGeneratorImpl>(seed), type);
}

/// KITTI's mean, in pixels of a width x height image: [1,3,3].
inline at::Tensor intrinsics(int64_t width = kWidth, int64_t height = kHeight,
                             at::ScalarType type = at::kFloat) {
  const auto w = static_cast<double>(width), h = static_cast<double>(height);
  return at::tensor({0.58 * w, 0.0, 0.5 * w, 0.0, 1.92 * h, 0.5 * h, 0.0, 0.0, 1.0}, at::kDouble)
      .to(type)
      .view({1, 3, 3});
}

inline at::Tensor translation(double x, double y, double z, at::ScalarType type = at::kFloat) {
  const auto pose = at::tensor({x, y, z}, at::kDouble).to(type).view({1, 3});
  return transformFromPose(at::zeros_like(pose), pose, false);
}

/// The source image as the target camera would see it.
inline at::Tensor synthesise(const at::Tensor& source, const at::Tensor& depth, const at::Tensor& k,
                             const at::Tensor& source_from_target) {
  return warp(source, projectToGrid(backproject(depth, k), k, source_from_target));
}

inline double maxDifference(const at::Tensor& a, const at::Tensor& b) {
  return (a - b).abs().max().item<double>();
}

}  // namespace kerb::scene
