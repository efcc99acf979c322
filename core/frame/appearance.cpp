#include "core/frame/appearance.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>

#include "core/base/shape.h"
#include "core/frame/resample.h"

namespace kerb {
namespace {

constexpr double kFogLevel = 190;

using Bytes = std::array<uint8_t, 256>;

uint8_t byteOf(double value) { return static_cast<uint8_t>(std::clamp(value + 0.5, 0.0, 255.0)); }

/// Gain, gamma and fog of one channel: 256 values say it all.
Bytes toneTable(const Appearance& a, double gain) {
  Bytes table{};
  for (size_t v = 0; v < table.size(); ++v) {
    const double light = std::pow(std::min(1.0, static_cast<double>(v) / 255 * gain), a.gamma);
    table[v] = byteOf((1 - a.fog) * 255 * light + a.fog * kFogLevel);
  }
  return table;
}

void applyTones(uint8_t* rgb, int64_t pixels, const Appearance& a) {
  const std::array<Bytes, 3> tables{toneTable(a, a.gains[0]), toneTable(a, a.gains[1]),
                                    toneTable(a, a.gains[2])};
  for (int64_t i = 0; i < pixels; ++i, rgb += 3) {
    for (size_t c = 0; c < 3; ++c) rgb[c] = tables[c][rgb[c]];
  }
}

/// Nearly normal: the bits that are set of 64 random ones (mean 32, standard deviation 4).
void addNoise(uint8_t* rgb, int64_t values, double deviation, uint64_t seed) {
  constexpr int kOutcomes = 65;
  std::array<int, kOutcomes> offsets{};
  for (int bits = 0; bits < kOutcomes; ++bits)
    offsets[static_cast<size_t>(bits)] = static_cast<int>(std::lround((bits - 32) / 4.0 * deviation));
  Draws draws{seed};
  for (int64_t i = 0; i < values; ++i) {
    const int offset = offsets[static_cast<size_t>(std::popcount(draws.next()))];
    rgb[i] = static_cast<uint8_t>(std::clamp(rgb[i] + offset, 0, 255));
  }
}

at::Tensor coarse(const at::Tensor& image, double factor) {
  const auto shrunk = [&](int64_t length) {
    return std::max<int64_t>(1, std::llround(static_cast<double>(length) / factor));
  };
  const int64_t height = image.size(1), width = image.size(2);
  return resizeLanczos(resizeLanczos(image, shrunk(width), shrunk(height)), width, height);
}

}  // namespace

Appearance drawAppearance(Draws& draws) {
  const auto factor = [&](double most) { return std::pow(most, draws.uniform(-1, 1)); };
  Appearance a;
  a.colours = drawColourJitter(draws);
  a.colours.brightness = draws.uniform(0.5, 1.5);
  a.colours.contrast = draws.uniform(0.5, 1.5);
  a.colours.saturation = draws.uniform(0, 1.8);
  if (draws.chance(0.5))
    a.colours.hue = draws.uniform(-0.15, 0.15);
  else  // a turn by 0 still costs, and rounds
    std::erase(a.colours.order, ColourJitter::Step::hue);
  for (double& gain : a.gains) gain = factor(1.25);
  a.gamma = factor(1 / 0.6);
  a.fog = draws.chance(0.25) ? draws.uniform(0, 0.35) : 0;
  a.coarseness = draws.chance(0.5) ? draws.uniform(1, 3) : 1;
  a.noise = draws.chance(0.5) ? draws.uniform(0, 12) : 0;
  a.grey = draws.chance(1.0 / 12);
  a.noise_seed = draws.next();
  return a;
}

at::Tensor withAppearance(const at::Tensor& image, const Appearance& appearance) {
  expectShape(image, {3, "H", "W"});
  ColourJitter colours = appearance.colours;
  if (appearance.grey) {
    colours.saturation = 0;
    colours.order.push_back(ColourJitter::Step::saturation);
  }
  at::Tensor changed = jittered(image, colours);
  const int64_t pixels = changed.size(1) * changed.size(2);
  const auto bytes = [&] { return changed.mutable_data_ptr<uint8_t>(); };  // interleaved
  applyTones(bytes(), pixels, appearance);
  if (appearance.coarseness > 1) changed = coarse(changed, appearance.coarseness);
  if (appearance.noise > 0) addNoise(bytes(), 3 * pixels, appearance.noise, appearance.noise_seed);
  return changed;
}

}  // namespace kerb
