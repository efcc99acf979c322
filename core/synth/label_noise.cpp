#include "core/synth/label_noise.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "core/synth/finish.h"

namespace kerb::synth {
namespace {

constexpr double kCorrelation = 6;  // pixels, of the Gaussian

/// White noise through a Gaussian, scaled to this RMS.
std::vector<float> smoothField(int64_t height, int64_t width, double rms, uint32_t seed) {
  const auto pixels = static_cast<size_t>(height * width);
  std::vector<float> field(pixels), other(pixels);
  for (size_t i = 0; i < pixels; ++i) field[i] = normalNoise(hashOf(seed, static_cast<uint32_t>(i)));
  const int radius = static_cast<int>(3 * kCorrelation);
  std::vector<float> weights;
  for (int k = -radius; k <= radius; ++k)
    weights.push_back(static_cast<float>(std::exp(-0.5 * k * k / (kCorrelation * kCorrelation))));
  const auto filter = [&](const std::vector<float>& in, std::vector<float>& out, int64_t dx, int64_t dy) {
    for (int64_t y = 0; y < height; ++y) {
      for (int64_t x = 0; x < width; ++x) {
        float sum = 0;
        for (int k = -radius; k <= radius; ++k) {
          const int64_t nx = std::clamp<int64_t>(x + k * dx, 0, width - 1);
          const int64_t ny = std::clamp<int64_t>(y + k * dy, 0, height - 1);
          sum += weights[static_cast<size_t>(k + radius)] * in[static_cast<size_t>(ny * width + nx)];
        }
        out[static_cast<size_t>(y * width + x)] = sum;
      }
    }
  };
  filter(field, other, 1, 0);
  filter(other, field, 0, 1);
  double sum = 0;
  for (const float v : field) sum += static_cast<double>(v) * v;
  const auto scale = static_cast<float>(rms / std::sqrt(std::max(sum / static_cast<double>(pixels), 1e-12)));
  for (float& v : field) v *= scale;
  return field;
}

void displace(double rms, int64_t height, int64_t width, uint32_t seed, uint8_t* ids) {
  const auto dx = smoothField(height, width, rms, seed), dy = smoothField(height, width, rms, seed + 1);
  const std::vector<uint8_t> exact(ids, ids + height * width);
  for (int64_t y = 0; y < height; ++y) {
    for (int64_t x = 0; x < width; ++x) {
      const auto at = static_cast<size_t>(y * width + x);
      const int64_t from_x = std::clamp<int64_t>(x + std::lround(dx[at]), 0, width - 1);
      const int64_t from_y = std::clamp<int64_t>(y + std::lround(dy[at]), 0, height - 1);
      ids[at] = exact[static_cast<size_t>(from_y * width + from_x)];
    }
  }
}

/// What a class is taken for: the confusions of street segmenters.
uint8_t confused(uint8_t id) {
  constexpr uint8_t kTakenFor[19] = {kSidewalk,   kRoad,        kWall,         kBuilding,  kVegetation,
                                     kVegetation, kTrafficSign, kTrafficLight, kTerrain,   kSidewalk,
                                     kSky,        kRider,       kPerson,       kTruck,     kBus,
                                     kTrain,      kBus,         kBicycle,      kMotorcycle};
  return id < 19 ? kTakenFor[id] : id;
}

/// Objects by their instance; the rest in tiles of the picture, as segmenters fail in patches.
uint32_t partOf(int64_t x, int64_t y, int32_t instance, uint8_t id) {
  if (instance != 0) return static_cast<uint32_t>(instance);
  return hashOf(static_cast<uint32_t>(x / 48), static_cast<uint32_t>(y / 48), id) | 0x80000000U;
}

/// Dropped objects take the class of what lies beside them in their row.
void drop(double probability, int64_t height, int64_t width, const int32_t* instances, uint32_t seed,
          uint8_t* ids) {
  const auto is_dropped = [&](int64_t at) {
    return instances[at] != 0 &&
           unit(hashOf(seed, static_cast<uint32_t>(instances[at]), 0xD409U)) < probability;
  };
  for (int64_t y = 0; y < height; ++y) {
    int64_t last_kept = -1;
    for (int64_t x = 0; x < width; ++x) {
      const int64_t at = y * width + x;
      if (!is_dropped(at)) {
        last_kept = x;
        continue;
      }
      int64_t next = x + 1;
      while (next < width && is_dropped(y * width + next)) ++next;
      const bool left = last_kept >= 0 && (next >= width || x - last_kept <= next - x);
      if (left || next < width) ids[at] = ids[y * width + (left ? last_kept : next)];
    }
  }
}

}  // namespace

void degradeLabels(const LabelNoise& noise, int64_t height, int64_t width, const int32_t* instances,
                   uint32_t drive_seed, uint32_t frame_seed, uint8_t* ids) {
  if (noise.drop > 0) drop(noise.drop, height, width, instances, drive_seed, ids);
  if (noise.swap > 0) {
    for (int64_t at = 0; at < height * width; ++at) {
      const uint32_t part = partOf(at % width, at / width, instances[at], ids[at]);
      if (unit(hashOf(drive_seed, part, 0x5A4BU)) < noise.swap) ids[at] = confused(ids[at]);
    }
  }
  if (noise.displace_px > 0) displace(noise.displace_px, height, width, frame_seed, ids);
}

}  // namespace kerb::synth
