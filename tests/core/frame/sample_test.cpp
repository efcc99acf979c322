#include "core/frame/sample.h"

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

double levelOf(const Pyramid& pyramid) { return pyramid.back().mean().item<double>() * 255; }

TEST(MakePyramid, EveryScaleComesFromTheOneAboveIn8Bits) {
  const auto image = at::arange(3 * 50 * 100).remainder(251).to(at::kByte).view({3, 50, 100});
  const Pyramid pyramid = makePyramid(image, 64, 32, 3);
  ASSERT_EQ(pyramid.size(), 3U);
  at::Tensor level = image;
  for (int s = 0; s < 3; ++s) {
    level = resizeLanczos(level, 64 >> s, 32 >> s);
    EXPECT_TRUE(at::equal(pyramid[s], level.to(at::kFloat) / 255)) << s;
    EXPECT_TRUE(pyramid[s].is_contiguous());
  }
  const auto direct = resizeLanczos(image, 16, 8).to(at::kFloat) / 255;
  EXPECT_FALSE(at::equal(pyramid[2], direct));
}

TEST(MakeSample, ReadsTheNeighboursItIsAskedFor) {
  const auto sample = makeSample(MemorySource(), 1, kSpec);
  ASSERT_TRUE(sample) << sample.error().message();
  EXPECT_EQ(sample->index, 1);
  EXPECT_EQ(sample->target.size(), 4U);
  EXPECT_EQ(sample->target[3].sizes(), (std::vector<int64_t>{3, 4, 8}));
  EXPECT_NEAR(levelOf(sample->target), 10, 1e-4);
  EXPECT_NEAR(levelOf(*sample->previous), 0, 1e-4);
  EXPECT_NEAR(levelOf(*sample->next), 20, 1e-4);
  EXPECT_FALSE(sample->stereo);
  EXPECT_FALSE(sample->partner_from_target);
}

TEST(MakeSample, IntrinsicsHalveWithTheScale) {
  const auto sample = makeSample(MemorySource(), 1, kSpec);
  ASSERT_TRUE(sample);
  for (int s = 0; s < 4; ++s) {
    const auto& k = sample->intrinsics[s];
    EXPECT_FLOAT_EQ(k[0][0].item<float>(), 0.58F * static_cast<float>(64 >> s));
    EXPECT_FLOAT_EQ(k[1][1].item<float>(), 1.92F * static_cast<float>(32 >> s));
    EXPECT_FLOAT_EQ(k[1][2].item<float>(), 0.5F * static_cast<float>(32 >> s));
    EXPECT_EQ(k[2][2].item<float>(), 1);
  }
}

TEST(MakeSample, StereoIsInUnitsOfTheBaseline) {
  SampleSpec spec = kSpec;
  spec.previous = spec.next = false;
  spec.stereo = true;
  const auto left = makeSample(MemorySource(0.54), 0, spec);
  ASSERT_TRUE(left) << left.error().message();
  EXPECT_NEAR(levelOf(*left->stereo), 1, 1e-4);
  EXPECT_DOUBLE_EQ(left->partner_from_target->translation().x(), -0.1);
  const auto right = makeSample(MemorySource(-0.54), 0, spec);
  ASSERT_TRUE(right);
  EXPECT_DOUBLE_EQ(right->partner_from_target->translation().x(), 0.1);
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
  EXPECT_THAT(message(makeSample(MemorySource(0), 1, stereo)), HasSubstr("frame 1 has no stereo partner"));
  EXPECT_THAT(message(makeSample(MemorySource(), 1, {.width = 100, .height = 32})), HasSubstr("100x32"));
}

}  // namespace
}  // namespace kerb
