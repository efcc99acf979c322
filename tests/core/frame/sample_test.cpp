#include "core/frame/sample.h"

#include <array>

#include <ATen/ATen.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/frame/resample.h"

namespace kerb {
namespace {

using ::testing::HasSubstr;

constexpr int64_t kFrames = 3, kBroken = 2;
constexpr SampleSpec kSpec{.width = 64, .height = 32};

/// Three frames of 100x50, each of one grey; the last can be broken; the partner is one level brighter.
class MemorySource : public Source {
 public:
  explicit MemorySource(double baseline_m = 0.5, bool broken = false)
      : baseline_m_(baseline_m), broken_(broken) {}

  SourceInfo info() const override {
    SourceInfo info;
    info.path = "memory";
    info.count = kFrames;
    return info;
  }
  Result<Frame> at(int64_t index, FrameParts parts) const override {
    if (broken_ && index == kBroken) return Error{"not an image", "memory frame 2"};
    Frame frame;
    frame.index = index;
    frame.name = "drive/" + std::to_string(index);
    frame.image = image(10 * index);
    if (parts.stereo && baseline_m_ != 0)
      frame.stereo = StereoPartner{image(10 * index + 1), baseline_m_, {}, {}};
    return frame;
  }
  std::unique_ptr<Source> clone() const override {
    return std::make_unique<MemorySource>(baseline_m_, broken_);
  }

 private:
  static at::Tensor image(int64_t level) {
    return at::full({50, 100, 3}, level, at::kByte).permute({2, 0, 1});
  }

  double baseline_m_;
  bool broken_;
};

double levelOf(const View& view) { return view.image.to(at::kFloat).mean().item<double>(); }

TEST(MakePyramid, EveryScaleComesFromTheOneAboveIn8Bits) {
  const auto image = at::arange(3 * 50 * 100).remainder(251).to(at::kByte).view({3, 50, 100});
  const auto pyramid = makePyramid(image, 64, 32, 3);
  ASSERT_EQ(pyramid.size(), 3U);
  at::Tensor level = image;
  for (int s = 0; s < 3; ++s) {
    level = resizeLanczos(level, 64 >> s, 32 >> s);
    EXPECT_TRUE(at::equal(pyramid[s], level)) << s;
  }
  EXPECT_FALSE(at::equal(pyramid[2], resizeLanczos(image, 16, 8)));
}

TEST(MakeSample, ReadsTheNeighboursItIsAskedFor) {
  const auto sample = makeSample(MemorySource(), 1, kSpec);
  ASSERT_TRUE(sample) << sample.error().message();
  EXPECT_EQ(sample->index, 1);
  EXPECT_EQ(sample->pyramid.size(), 4U);
  EXPECT_EQ(sample->pyramid[3].sizes(), (std::vector<int64_t>{3, 4, 8}));
  EXPECT_TRUE(at::equal(sample->pyramid[0], sample->target.image));
  EXPECT_NEAR(levelOf(sample->target), 10, 1e-4);
  EXPECT_NEAR(levelOf(*sample->previous), 0, 1e-4);
  EXPECT_NEAR(levelOf(*sample->next), 20, 1e-4);
  EXPECT_FALSE(sample->stereo);
  EXPECT_FALSE(sample->partner_from_target);
}

TEST(MakeSample, IntrinsicsAreInPixelsOfScale0) {
  const auto sample = makeSample(MemorySource(), 1, kSpec);
  ASSERT_TRUE(sample);
  const auto& k = sample->intrinsics;
  EXPECT_FLOAT_EQ(k[0][0].item<float>(), 0.58F * 64);
  EXPECT_FLOAT_EQ(k[1][1].item<float>(), 1.92F * 32);
  EXPECT_FLOAT_EQ(k[1][2].item<float>(), 16);
  EXPECT_EQ(k[2][2].item<float>(), 1);
}

TEST(MakeSample, StereoIsInUnitsOfTheBaseline) {
  SampleSpec spec = kSpec;
  spec.previous = spec.next = false;
  spec.stereo = true;
  const auto left = makeSample(MemorySource(0.54), 0, spec);
  ASSERT_TRUE(left) << left.error().message();
  EXPECT_NEAR(levelOf(*left->stereo), 1, 1e-4);
  EXPECT_FLOAT_EQ((*left->partner_from_target)[0][3].item<float>(), -0.1F);
  const auto right = makeSample(MemorySource(-0.54), 0, spec);
  ASSERT_TRUE(right);
  EXPECT_FLOAT_EQ((*right->partner_from_target)[0][3].item<float>(), 0.1F);
}

/// A ramp to the right, with depth, labels and a camera of one's own choice.
class RampSource final : public Source {
 public:
  explicit RampSource(double cx) { camera_.cx = cx; }
  SourceInfo info() const override { return {}; }
  Result<Frame> at(int64_t index, FrameParts) const override {
    Frame frame;
    frame.index = index;
    const at::Tensor ramp = at::arange(100, at::kByte).expand({50, 100});
    frame.image = ramp.expand({3, 50, 100});
    frame.depth_m = ramp.to(at::kFloat).contiguous();
    frame.semantics = SemanticMap{ramp.clone(), Taxonomy::camvid};
    frame.stereo = StereoPartner{frame.image, 0.5, camera_, {}};
    frame.camera = camera_;
    return frame;
  }
  std::unique_ptr<Source> clone() const override { return std::make_unique<RampSource>(camera_.cx); }

 private:
  Camera camera_;
};

constexpr SampleSpec kAll{.width = 100,
                          .height = 48,
                          .scales = 2,
                          .previous = false,
                          .next = false,
                          .stereo = true,
                          .depth = true,
                          .semantics = true};

TEST(MakeSample, AFlipTurnsEverythingTogether) {
  const auto plain = makeSample(RampSource(0.5), 0, kAll);
  const auto flip = makeSample(RampSource(0.5), 0, kAll, {.flip = true, .jitter = {}});
  ASSERT_TRUE(plain && flip) << flip.error().message();
  EXPECT_TRUE(at::equal(flip->target.image, plain->target.image.flip(2)));
  EXPECT_TRUE(at::equal(flip->stereo->image, plain->stereo->image.flip(2)));
  EXPECT_TRUE(at::equal(*flip->depth_m, plain->depth_m->flip(2)));
  EXPECT_TRUE(at::equal(*flip->semantics, plain->semantics->flip(1)));
  EXPECT_TRUE(at::equal(flip->intrinsics, plain->intrinsics));
  EXPECT_FLOAT_EQ((*plain->partner_from_target)[0][3].item<float>(), -0.1F);
  EXPECT_FLOAT_EQ((*flip->partner_from_target)[0][3].item<float>(), 0.1F);
}

TEST(MakeSample, AFlipMirrorsAPrincipalPointThatIsNotCentred) {
  const auto flip = makeSample(RampSource(0.4), 0, kAll, {.flip = true, .jitter = {}});
  ASSERT_TRUE(flip);
  EXPECT_FLOAT_EQ(flip->intrinsics[0][2].item<float>(), 99 - 40);
}

TEST(MakeSample, OnlyTheNetworksSeeJitter) {
  ColourJitter jitter;
  jitter.brightness = 0.5;
  const auto plain = makeSample(RampSource(0.5), 0, kAll);
  const auto dark = makeSample(RampSource(0.5), 0, kAll, {.flip = false, .jitter = jitter});
  ASSERT_TRUE(plain && dark);
  EXPECT_TRUE(plain->target.augmented.is_same(plain->target.image));
  EXPECT_TRUE(at::equal(dark->target.image, plain->target.image));
  EXPECT_TRUE(at::equal(dark->target.augmented, jittered(plain->target.image, jitter)));
  EXPECT_TRUE(at::equal(dark->stereo->augmented, jittered(plain->stereo->image, jitter)));
}

/// Over the labels as they are turned, and before colours are changed.
TEST(MakeSample, AnotherSkyIsForTheNetworksAlone) {
  Augmentation augmentation;
  augmentation.flip = true;
  const auto plain = makeSample(RampSource(0.5), 0, kAll, augmentation);
  augmentation.sky = Sky{.zenith = {1, 2, 3}, .horizon = {1, 2, 3}};
  const auto other = makeSample(RampSource(0.5), 0, kAll, augmentation);
  augmentation.appearance = Appearance{.gamma = 1.5};
  const auto dark = makeSample(RampSource(0.5), 0, kAll, augmentation);
  ASSERT_TRUE(plain && other && dark);
  EXPECT_TRUE(at::equal(other->target.image, plain->target.image));
  const at::Tensor painted = withSky(plain->target.image, *plain->semantics, *augmentation.sky);
  EXPECT_FALSE(at::equal(painted, plain->target.image));
  EXPECT_TRUE(at::equal(other->target.augmented, painted));
  EXPECT_TRUE(at::equal(dark->target.augmented, withAppearance(painted, *augmentation.appearance)));
  SampleSpec unlabelled = kAll;
  unlabelled.semantics = false;
  augmentation.appearance.reset();
  const auto blind = makeSample(RampSource(0.5), 0, unlabelled, augmentation);
  EXPECT_TRUE(blind->target.augmented.is_same(blind->target.image));
}

TEST(DrawAugmentation, DrawsAnotherSkyAsOftenAsAsked) {
  for (const double probability : {0.0, 0.7, 1.0}) {
    AugmentationSpec spec;
    spec.sky_probability = probability;
    int skies = 0;
    for (uint64_t i = 0; i < 1000; ++i) {
      Draws draws{6, i};
      skies += drawAugmentation(spec, draws).sky ? 1 : 0;
    }
    EXPECT_NEAR(skies, 1000 * probability, probability == 0.7 ? 60 : 0);
  }
}

/// How often samples are turned, jittered, and both.
std::array<double, 3> sharesOf(const AugmentationSpec& spec) {
  constexpr uint64_t kDraws = 4000;
  std::array<double, 3> shares{};
  for (uint64_t i = 0; i < kDraws; ++i) {
    Draws draws{5, i};
    const Augmentation drawn = drawAugmentation(spec, draws);
    const bool jitter = drawn.jitter.has_value();
    shares[0] += drawn.flip ? 1.0 / kDraws : 0;
    shares[1] += jitter ? 1.0 / kDraws : 0;
    shares[2] += drawn.flip && jitter ? 1.0 / kDraws : 0;
  }
  return shares;
}

TEST(DrawAugmentation, TurnsAndJittersIndependentlyAsOftenAsAsked) {
  using testing::DoubleNear, testing::ElementsAre;
  EXPECT_THAT(sharesOf({0.5, 0.5}),
              ElementsAre(DoubleNear(0.5, 0.03), DoubleNear(0.5, 0.03), DoubleNear(0.25, 0.03)));
  EXPECT_THAT(sharesOf({0.5, 0}), ElementsAre(DoubleNear(0.5, 0.03), 0, 0));
  EXPECT_THAT(sharesOf({0, 0.5}), ElementsAre(0, DoubleNear(0.5, 0.03), 0));
  EXPECT_THAT(sharesOf({0, 0}), ElementsAre(0, 0, 0));
  EXPECT_THAT(sharesOf({1, 1}), testing::Each(DoubleNear(1, 1e-9)));
}

/// Three frames of noise.
class NoiseSource final : public Source {
 public:
  SourceInfo info() const override {
    SourceInfo info;
    info.count = kFrames;
    return info;
  }
  Result<Frame> at(int64_t index, FrameParts) const override {
    Frame frame;
    frame.index = index;
    const at::Tensor numbers = (at::arange(50 * 100 * 3) + 1) * (index + 3);
    frame.image = (numbers * 7919).remainder(251).to(at::kByte).view({50, 100, 3}).permute({2, 0, 1});
    return frame;
  }
  std::unique_ptr<Source> clone() const override { return std::make_unique<NoiseSource>(); }
};

/// Frames that were turned or jittered apart would teach the photometric loss nothing.
TEST(MakeSample, NeighboursAreTurnedAndJitteredAsTheTarget) {
  constexpr SampleSpec kWhole{.width = 100, .height = 50, .scales = 1};  // LANCZOS leaves it as it is
  Draws draws{7};
  const ColourJitter jitter = drawColourJitter(draws);
  const auto plain = makeSample(NoiseSource(), 1, kWhole);
  const auto drawn = makeSample(NoiseSource(), 1, kWhole, {.flip = true, .jitter = jitter});
  ASSERT_TRUE(plain && drawn) << drawn.error().message();
  const auto views = [](const Sample& sample) {
    return std::vector{sample.target, *sample.previous, *sample.next};
  };
  EXPECT_FALSE(at::equal(plain->previous->image, plain->next->image));
  for (size_t i = 0; i < 3; ++i) {
    const at::Tensor turned = views(*plain)[i].image.flip(2);
    EXPECT_TRUE(at::equal(views(*drawn)[i].image, turned)) << i;
    EXPECT_TRUE(at::equal(views(*drawn)[i].augmented, jittered(turned, jitter))) << i;
    EXPECT_FALSE(at::equal(views(*drawn)[i].augmented, turned)) << i;
  }
}

TEST(MakeSample, LabelsBecomeTrainIds) {
  const auto sample = makeSample(RampSource(0.5), 0, kAll);
  ASSERT_TRUE(sample);
  const LabelTable& table = labelTable(Taxonomy::camvid, Taxonomy::cityscapes);
  for (const int64_t column : {0, 3, 8, 10, 60}) {
    EXPECT_EQ((*sample->semantics)[0][column].item<int64_t>(), table[static_cast<size_t>(column)]);
  }
}

TEST(MakeSample, NamesWhatIsMissing) {
  const auto message = [](const Result<Sample>& sample) {
    return sample ? std::string("a sample") : sample.error().message();
  };
  EXPECT_THAT(message(makeSample(MemorySource(), 0, kSpec)), HasSubstr("frame 0 has no neighbour t-1"));
  EXPECT_THAT(message(makeSample(MemorySource(), 2, kSpec)), HasSubstr("frame 2 has no neighbour t+1"));
  EXPECT_THAT(message(makeSample(MemorySource(0.5, true), 1, kSpec)),
              HasSubstr("neighbour t+1 of frame 1: not an image"));
  SampleSpec stereo = kSpec;
  stereo.stereo = true;
  EXPECT_THAT(message(makeSample(MemorySource(0), 1, stereo)),
              HasSubstr("memory (drive/1): frame 1 has no stereo partner"));
  EXPECT_THAT(message(makeSample(MemorySource(), 1, {.width = 100, .height = 32})), HasSubstr("100x32"));
}

}  // namespace
}  // namespace kerb
