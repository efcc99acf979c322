// What both forms of the reprojection loss must satisfy.
#include "core/loss/reprojection.h"

#include <algorithm>

#include <ATen/Parallel.h>
#include <gtest/gtest.h>

#include "core/base/device.h"
#include "core/loss/parity.h"
#include "tests/core/geometry/scene.h"
#include "tests/core/loss/numeric_gradient.h"

namespace kerb {
namespace {

using scene::noise;

constexpr int64_t kHeight = 48, kWidth = 96;

at::Tensor transform(double x, double y, double z, int64_t batch = 1, at::ScalarType type = at::kFloat) {
  return scene::translation(x, y, z, type).expand({batch, 4, 4}).contiguous();
}

/// The sigmoid whose depth is `depth`.
at::Tensor sigmoidOf(const at::Tensor& depth) { return (1 / depth - 0.01) / 9.99; }

/// Two sources that equal the target.
ReprojectionInput stillScene(const at::Tensor& source_from_target) {
  const auto image = noise({1, 3, kHeight, kWidth}, 1);
  const auto sigmoid = noise({1, 1, kHeight, kWidth}, 2) * 0.5 + 0.01;
  return {.target = image,
          .sources = {image, image},
          .source_from_target = {source_from_target, source_from_target},
          .disparities = {sigmoid.set_requires_grad(true)},
          .intrinsics = scene::intrinsics(kWidth, kHeight),
          .tie_seed = 1};
}

/// A wavy picture of the plane 10 away, from a camera moved by x.
at::Tensor planeFrom(double x) {
  const auto k = scene::intrinsics(kWidth, kHeight);
  const auto points = backproject(at::full({1, 1, kHeight, kWidth}, 10.0), k);
  const auto px = points.select(1, 0) + x, py = points.select(1, 1);
  return 0.5 +
         0.4 * at::stack({(px * 0.9).sin() * (py * 0.8).cos(), (px * 0.7 + py).cos(), (px - py).sin()}, 1);
}

/// A camera that passes the plane sideways, one source on each side.
ReprojectionInput movingScene() {
  return {.target = planeFrom(0),
          .sources = {planeFrom(0.5), planeFrom(-0.5)},
          .source_from_target = {transform(-0.5, 0, 0), transform(0.5, 0, 0)},
          .disparities = {sigmoidOf(at::full({1, 1, kHeight, kWidth}, 10.0)).set_requires_grad(true)},
          .intrinsics = scene::intrinsics(kWidth, kHeight),
          .tie_seed = 1};
}

/// Everything at once, in double, away from kinks: two scales, two sources, batch 2, noise.
ReprojectionInput smallScene() {
  const auto wave = [](double phase) {
    const auto y = at::arange(9, at::kDouble).view({-1, 1}), x = at::arange(10, at::kDouble);
    std::vector<at::Tensor> planes;
    for (int i = 0; i < 6; ++i)
      planes.push_back(0.5 + 0.3 * (0.9 * x + 0.7 * i + phase).sin() * (0.8 * y + i).cos());
    return at::stack(planes).view({2, 3, 9, 10});
  };
  // A step of one pixel for what is 1 away: warps explain it about as well as standing still.
  const auto step = [](double angle, double x) {
    const auto v = at::tensor({angle, -angle, 0.5 * angle, 0.2 * angle, 2 * angle, 1.2 * angle}, at::kDouble);
    const auto t = at::tensor({x, 0.01, 0.02, 0.9 * x, -0.01, 0.03}, at::kDouble);
    return transformFromPose(v.view({2, 3}), t.view({2, 3}), false);
  };
  return {.target = wave(0),
          .sources = {wave(0.9), wave(-0.9)},
          .source_from_target = {step(0.03, -0.17), step(-0.02, 0.17)},
          .disparities = {0.03 + 0.4 * noise({2, 1, 9, 10}, 7, at::kDouble),
                          0.03 + 0.4 * noise({2, 1, 4, 5}, 8, at::kDouble)},
          .intrinsics = scene::intrinsics(10, 9, at::kDouble).expand({2, 3, 3}).contiguous(),
          .tie_seed = 3};
}

class Reprojection : public testing::TestWithParam<Evaluation> {
 protected:
  static ReprojectionLoss of(const ReprojectionInput& input, ReprojectionOptions options = {}) {
    options.evaluation = GetParam();
    return minimumReprojection(input, options);
  }
  /// A smooth function of all scales.
  static at::Tensor total(const ReprojectionInput& input, const ReprojectionOptions& options) {
    const auto loss = of(input, options);
    return 2 * loss.per_scale[0] + 3 * loss.per_scale[1];
  }
};

TEST_P(Reprojection, AStillSceneTrainsNothing) {  // invariants 8, 9
  const auto input = stillScene(transform(0.3, 0, 0.1));
  const auto loss = of(input, {.maps = true});
  EXPECT_EQ(loss.warp_share[0].item<double>(), 0);
  loss.per_scale[0].backward();
  EXPECT_EQ(input.disparities[0].grad().abs().max().item<double>(), 0);
  EXPECT_FALSE(loss.maps->auto_mask.any().item<bool>());
}

TEST_P(Reprojection, NoiseDecidesTies) {  // invariant 8
  const auto loss = of(stillScene(transform(0, 0, 0)));
  EXPECT_NEAR(loss.warp_share[0].item<double>(), 0.23, 0.03);
}

TEST_P(Reprojection, AMovingCameraTrainsEverythingInside) {  // invariants 4, 8
  const auto loss = of(movingScene(), {.maps = true});
  const auto inside = loss.maps->auto_mask.narrow(3, 8, kWidth - 16);
  EXPECT_GE(inside.to(at::kFloat).mean().item<double>(), 0.999);
  EXPECT_LT(loss.maps->error.narrow(3, 8, kWidth - 16).max().item<double>(), 2e-3);
  double before = loss.per_scale[0].item<double>();
  for (const double factor : {1.1, 1.5, 3.0}) {
    auto input = movingScene();
    input.disparities = {sigmoidOf(at::full({1, 1, kHeight, kWidth}, 10 * factor))};
    const double error = of(input, {.auto_mask = false}).per_scale[0].item<double>();
    EXPECT_GT(error, before);
    before = error;
  }
}

TEST_P(Reprojection, MaskedPixelsHaveNoGradient) {  // invariant 9
  auto input = movingScene();
  // The middle shows something that does not move in the picture.
  for (auto& source : input.sources) {
    source = source.clone();
    source.narrow(3, 40, 16).copy_(input.target.narrow(3, 40, 16));
  }
  const auto loss = of(input, {.maps = true});
  loss.per_scale[0].backward();
  const auto gradient = input.disparities[0].grad().narrow(3, 42, 12);
  EXPECT_FALSE(loss.maps->auto_mask.narrow(3, 41, 14).any().item<bool>());
  EXPECT_EQ(gradient.abs().max().item<double>(), 0);
  EXPECT_GT(input.disparities[0].grad().abs().max().item<double>(), 0);
}

TEST_P(Reprojection, WithoutAutoMaskEveryPixelIsTrained) {
  const auto loss = of(stillScene(transform(0.3, 0, 0.1)), {.auto_mask = false, .maps = true});
  EXPECT_EQ(loss.warp_share[0].item<double>(), 1);
  EXPECT_GT(loss.per_scale[0].item<double>(), 0.05);
  EXPECT_LE(loss.maps->choice.max().item<int64_t>(), 1);
}

TEST_P(Reprojection, MinimumIgnoresABadSourceAndTheMeanDoesNot) {
  auto input = movingScene();
  input.sources[1] = noise({1, 3, kHeight, kWidth}, 9);
  const double minimum = of(input).per_scale[0].item<double>();
  const double mean = of(input, {.minimum = false}).per_scale[0].item<double>();
  EXPECT_GT(mean, 5 * minimum);
}

TEST_P(Reprojection, AnInvalidSourceIsNoCandidate) {
  auto input = movingScene();
  input.tie_seed.reset();
  const auto alone = of({.target = input.target,
                         .sources = {input.sources[1]},
                         .source_from_target = {input.source_from_target[1]},
                         .disparities = input.disparities,
                         .intrinsics = input.intrinsics});
  input.valid = {at::zeros({1, 1, kHeight, kWidth}, at::kBool), at::Tensor()};
  for (const bool minimum : {true, false}) {
    EXPECT_NEAR(of(input, {.minimum = minimum}).per_scale[0].item<double>(),
                alone.per_scale[0].item<double>(), 1e-7);
  }
}

TEST_P(Reprojection, PixelsWithoutASourceDoNotCount) {
  auto input = stillScene(transform(0.3, 0, 0.1));
  const auto error = of(input, {.auto_mask = false, .maps = true}).maps->error;
  const auto left = at::arange(kWidth).lt(kWidth / 4).view({1, 1, 1, kWidth}).expand({1, 1, kHeight, kWidth});
  input.valid = {left.contiguous(), left.contiguous()};
  const auto loss = of(input, {.auto_mask = false, .maps = true});
  const double expected = error.narrow(3, 0, kWidth / 4).mean().item<double>();
  EXPECT_NEAR(loss.per_scale[0].item<double>(), expected, 1e-6);
  EXPECT_EQ(loss.maps->choice.narrow(3, kWidth / 4, kWidth / 4).min().item<int64_t>(), 255);
  loss.per_scale[0].backward();
  EXPECT_EQ(input.disparities[0].grad().narrow(3, kWidth / 4 + 2, 8).abs().max().item<double>(), 0);
  input.valid = {at::zeros_like(left), at::zeros_like(left)};
  EXPECT_EQ(of(input).per_scale[0].item<double>(), 0);
}

TEST_P(Reprojection, GradientsEqualCentralDifferences) {  // invariant 10
  const auto base = smallScene();
  const double share = of(base).warp_share[0].item<double>();
  ASSERT_TRUE(share > 0.2 && share < 0.95) << share;
  for (const ReprojectionOptions options :
       {ReprojectionOptions{}, {.auto_mask = false}, {.minimum = false}}) {
    SCOPED_TRACE(testing::Message() << options.auto_mask << options.minimum);
    for (size_t scale = 0; scale < 2; ++scale) {
      const auto loss = [&](const at::Tensor& sigmoid) {
        auto input = base;
        input.disparities[scale] = sigmoid;
        return total(input, options);
      };
      expectGradient(loss, base.disparities[scale], 1e-5);
    }
    for (size_t source = 0; source < 2; ++source) {
      const auto loss = [&](const at::Tensor& rows) {
        auto input = base;
        const auto last = input.source_from_target[source].slice(1, 3, 4);
        input.source_from_target[source] = at::cat({rows, last}, 1);
        return total(input, options);
      };
      expectGradient(loss, base.source_from_target[source].slice(1, 0, 3), 1e-5);
    }
  }
}

TEST_P(Reprojection, FixedTransformsNeedNoGradient) {
  auto input = movingScene();  // as with a stereo partner
  of(input).per_scale[0].backward();
  EXPECT_FALSE(input.source_from_target[0].grad().defined());
  EXPECT_TRUE(input.disparities[0].grad().defined());
}

TEST_P(Reprojection, NanInAPictureShows) {
  auto input = movingScene();
  input.target = input.target.clone();
  input.target[0][1][20][30] = std::numeric_limits<float>::quiet_NaN();
  EXPECT_TRUE(std::isnan(of(input).per_scale[0].item<double>()));
}

TEST_P(Reprojection, RefusesWhatDoesNotFit) {
  auto input = movingScene();
  input.source_from_target.pop_back();
  EXPECT_THROW(of(input), std::invalid_argument);
  input = movingScene();
  input.sources[0] = input.sources[0].narrow(3, 0, 8);
  EXPECT_THROW(of(input), std::invalid_argument);
  input = movingScene();
  input.intrinsics = input.intrinsics.to(at::kDouble);
  EXPECT_THROW(of(input), std::invalid_argument);
}

TEST(LossKernels, AgreeWithTheirReferences) {
  const auto choice = chooseDevice("auto");
  ASSERT_TRUE(choice);
  const auto checks = checkLossKernels(choice->device);
  EXPECT_EQ(checks.size(), choice->device.is_cpu() ? 4U : 8U);
  for (const auto& check : checks) {
    EXPECT_TRUE(check.passed()) << check.name << " against " << check.reference << ": " << check.max_error;
  }
}

/// Three pictures of six bands each; the last band has one row.
ReprojectionInput sceneOfManyBands() {
  const auto picture = [](uint64_t seed) { return noise({3, 3, 121, 64}, seed); };
  return {.target = picture(1),
          .sources = {picture(2), picture(3)},
          .source_from_target = {transform(-0.5, 0, 0.1, 3), transform(0.5, 0.1, 0, 3)},
          .disparities = {(noise({3, 1, 121, 64}, 4) * 0.5 + 0.01).set_requires_grad(true)},
          .intrinsics = scene::intrinsics(64, 121).expand({3, 3, 3}).contiguous(),
          .tie_seed = 1};
}

TEST(FusedReprojection, DoesNotDependOnTheNumberOfThreads) {
  const int threads = at::get_num_threads();
  std::vector<std::vector<at::Tensor>> results;
  for (const int count : {1, 2, 3, 3}) {
    at::set_num_threads(count);
    auto input = sceneOfManyBands();
    for (auto& transform : input.source_from_target) transform.set_requires_grad(true);
    const auto loss = minimumReprojection(input);
    loss.per_scale[0].backward();
    results.push_back({loss.per_scale[0].detach(), input.disparities[0].grad(),
                       input.source_from_target[0].grad(), input.source_from_target[1].grad()});
  }
  at::set_num_threads(threads);
  for (const auto& result : results) {
    for (size_t i = 0; i < result.size(); ++i) EXPECT_TRUE(at::equal(result[i], results[0][i])) << i;
  }
}

TEST_P(Reprojection, ASharedBatchHasTheNoiseOfTheWholeOne) {  // ranks and parts learn from the same numbers
  const auto whole = smallScene();
  const auto item = [&](int64_t i, int64_t first_item) {
    ReprojectionInput one = whole;
    const auto only = [i](at::Tensor& tensor) { tensor = tensor.narrow(0, i, 1).contiguous(); };
    only(one.target);
    only(one.intrinsics);
    for (auto* tensors : {&one.sources, &one.source_from_target, &one.disparities})
      std::ranges::for_each(*tensors, only);
    one.first_item = first_item;
    return of(one).per_scale[1].item<double>();
  };
  const double expected = of(whole).per_scale[1].item<double>();
  EXPECT_NEAR((item(0, 0) + item(1, 1)) / 2, expected, 1e-12);
  EXPECT_GT(std::abs((item(0, 0) + item(1, 0)) / 2 - expected), 1e-9);
}

INSTANTIATE_TEST_SUITE_P(BothForms, Reprojection, testing::Values(Evaluation::composed, Evaluation::fused),
                         [](const auto& test) {
                           return test.param == Evaluation::composed ? "composed" : "fused";
                         });

}  // namespace
}  // namespace kerb
