// The arithmetic of the smoothness as CUDA's threads run it, pixel by pixel, on the CPU.
#include "core/loss/smoothness_kernel.h"

#include <ATen/Parallel.h>
#include <gtest/gtest.h>

#include "core/base/device.h"
#include "core/loss/smoothness.h"
#include "core/loss/smoothness_fused.h"
#include "core/loss/smoothness_pass.h"
#include "tests/core/geometry/scene.h"

namespace kerb {
namespace {

using scene::maxDifference;
using scene::noise;

/// Noise, with a step of the disparity that has no direction, and edges of all sizes.
struct Scene {
  at::Tensor disparity, image;

  Scene(int64_t batch, int64_t channels, int64_t height, int64_t width, at::ScalarType type)
      : disparity(0.1 + noise({batch, 1, height, width}, 1, type)),
        image(2 * noise({batch, channels, height, width}, 2, type)) {
    disparity.narrow(2, 0, 1).narrow(3, 0, 2).fill_(0.4);
    image.narrow(3, 0, 2).fill_(0.7);
  }
};

template <class T>
SmoothnessPicture<T> pictureOf(const at::Tensor& disparity, const at::Tensor& image, int64_t item) {
  const int64_t batch = image.size(0), height = image.size(2), width = image.size(3);
  return {disparity[item].const_data_ptr<T>(),
          image[item].const_data_ptr<T>(),
          static_cast<int32_t>(height),
          static_cast<int32_t>(width),
          static_cast<int32_t>(image.size(1)),
          static_cast<T>(1.0 / static_cast<double>(batch * height * (width - 1))),
          static_cast<T>(1.0 / static_cast<double>(batch * (height - 1) * width))};
}

template <class T>
SmoothnessPass passByPixels(const at::Tensor& disparity, const at::Tensor& image) {
  const auto steps = at::zeros({image.size(0)}, at::kDouble), by_steps = at::empty_like(disparity);
  for (int64_t item = 0; item < image.size(0); ++item) {
    const auto picture = pictureOf<T>(disparity, image, item);
    T* by = by_steps[item].mutable_data_ptr<T>();
    for (int32_t i = 0; i < picture.height * picture.width; ++i) {
      const auto pixel = smoothnessAt(picture, i / picture.width, i % picture.width);
      by[i] = pixel.by_disparity;
      steps.mutable_data_ptr<double>()[item] += static_cast<double>(pixel.error);
    }
  }
  return {steps, disparity.mean({1, 2, 3}, false, at::kDouble), by_steps};
}

class SmoothnessKernel : public testing::TestWithParam<at::ScalarType> {
 protected:
  static SmoothnessPass of(const Scene& s) {
    return wide() ? passByPixels<double>(s.disparity, s.image) : passByPixels<float>(s.disparity, s.image);
  }
  static bool wide() { return GetParam() == at::kDouble; }
  static double tolerance() { return wide() ? 1e-12 : 2e-6; }
  static std::vector<Scene> scenes() {  // the smallest picture, and narrow ones, too
    const auto type = GetParam();
    return {Scene(2, 3, 9, 37, type), Scene(1, 1, 2, 2, type), Scene(3, 2, 40, 2, type),
            Scene(1, 3, 2, 17, type)};
  }
};

TEST_P(SmoothnessKernel, HasTheDerivativesOfTheComposedOperators) {
  for (const Scene& s : scenes()) {
    const auto variable = s.disparity.detach().clone().set_requires_grad(true);
    const auto expected = edgeAwareSmoothness(variable, s.image, Evaluation::composed);
    expected.backward();
    const auto [steps, plain_mean, by_steps] = of(s);
    const auto mean = plain_mean + 1e-7;
    EXPECT_NEAR((steps / mean).sum().item<double>(), expected.item<double>(),
                tolerance() * expected.item<double>());
    const auto share = steps / (mean * mean * static_cast<double>(s.disparity[0].numel()));
    const auto found = by_steps / mean.view({-1, 1, 1, 1}) - share.view({-1, 1, 1, 1});
    const double largest = variable.grad().abs().max().item<double>();
    EXPECT_GT(largest, 0);
    EXPECT_LE(maxDifference(found, variable.grad()), tolerance() * largest) << s.disparity.sizes();
  }
}

TEST_P(SmoothnessKernel, EqualsTheRowsOfTheCpu) {
  for (const Scene& s : scenes()) {
    const auto found = of(s), expected = smoothnessPassCpu(s.disparity, s.image);
    EXPECT_TRUE(at::allclose(found.steps, expected.steps, tolerance(), 0)) << s.disparity.sizes();
    const double largest = expected.by_steps.abs().max().item<double>();
    EXPECT_LE(maxDifference(found.by_steps, expected.by_steps), tolerance() * largest);
  }
}

TEST_P(SmoothnessKernel, NanShows) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  Scene depths(1, 3, 5, 6, GetParam()), images = depths;
  images.image = depths.image.clone();
  depths.disparity = depths.disparity.clone();
  depths.disparity[0][0][4][5] = nan;
  images.image[0][1][4][5] = nan;
  EXPECT_TRUE(of(depths).steps.isnan().all().item<bool>());
  EXPECT_TRUE(of(images).steps.isnan().all().item<bool>());
}

INSTANTIATE_TEST_SUITE_P(BothTypes, SmoothnessKernel, testing::Values(at::kFloat, at::kDouble),
                         [](const auto& test) { return test.param == at::kDouble ? "float64" : "float32"; });

TEST(FusedSmoothness, IsTheSameInEveryRunOnThisMachine) {  // on its GPU, where it has one
  const auto choice = chooseDevice("auto");
  ASSERT_TRUE(choice);
  const Scene s(3, 3, 50, 83, at::kFloat);
  const auto image = s.image.to(choice->device);
  ASSERT_TRUE(hasFusedSmoothness(s.disparity.to(choice->device), image));
  const int threads = at::get_num_threads();
  std::vector<std::pair<at::Tensor, at::Tensor>> runs;
  for (const int count : {1, 2, 3, 3}) {
    at::set_num_threads(count);
    const auto variable = s.disparity.detach().to(choice->device).clone().set_requires_grad(true);
    const auto loss = edgeAwareSmoothness(variable, image, Evaluation::fused);
    loss.backward();
    runs.emplace_back(loss.detach(), variable.grad());
  }
  at::set_num_threads(threads);
  for (const auto& [loss, gradient] : runs) {
    EXPECT_TRUE(at::equal(loss, runs[0].first));
    EXPECT_TRUE(at::equal(gradient, runs[0].second));
  }
}

}  // namespace
}  // namespace kerb
