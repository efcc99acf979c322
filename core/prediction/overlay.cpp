#include "core/prediction/overlay.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include "core/base/shape.h"

namespace kerb {
namespace {

constexpr int64_t kRowsPerTask = 32;

/// Colour and drawn-or-not of every byte.
struct Palette {
  std::array<Colour, 256> colour{};
  std::array<bool, 256> known{};
};

Palette paletteOf(Taxonomy taxonomy) {
  Palette palette;
  const auto infos = classes(taxonomy);
  for (size_t id = 0; id < infos.size(); ++id) {
    palette.colour[id] = infos[id].colour;
    palette.known[id] = true;
  }
  return palette;
}

at::Tensor idsOf(const SemanticMap& labels) {
  expectShape(labels.ids, {"H", "W"});
  expectType(labels.ids, at::kByte);
  return labels.ids.cpu().contiguous();
}

/// A copy of the image as contiguous [H,W,3].
at::Tensor interleavedCopy(const at::Tensor& image) {
  return image.cpu().permute({1, 2, 0}).clone(at::MemoryFormat::Contiguous);
}

/// What a class does to a byte of the picture: (keep * byte + add) / 256.
struct Mix {
  uint16_t keep = 256;
  std::array<uint16_t, 3> add{128, 128, 128};
};

/// Of every byte; `share` of 256.
std::array<Mix, 256> mixesOf(const Palette& palette, int share) {
  std::array<Mix, 256> mixes{};
  for (size_t id = 0; id < mixes.size(); ++id) {
    if (!palette.known[id]) continue;
    mixes[id].keep = static_cast<uint16_t>(256 - share);
    for (size_t c = 0; c < 3; ++c)
      mixes[id].add[c] = static_cast<uint16_t>(palette.colour[id][c] * share + 128);
  }
  return mixes;
}

void mixRow(const uint8_t* ids, const std::array<Mix, 256>& mixes, int64_t width, uint8_t* out) {
  for (int64_t x = 0; x < width; ++x, out += 3) {
    const Mix& mix = mixes[ids[x]];
    for (size_t c = 0; c < 3; ++c) out[c] = static_cast<uint8_t>((out[c] * mix.keep + mix.add[c]) >> 8U);
  }
}

/// Pixels whose neighbour to the right or below has another class. `below`: the last row's is itself.
void drawContours(const uint8_t* ids, const uint8_t* below, const Palette& palette, int64_t width,
                  uint8_t* out) {
  for (int64_t x = 0; x < width; ++x) {
    const uint8_t right = x + 1 < width ? ids[x + 1] : ids[x];
    if ((right != ids[x] || below[x] != ids[x]) && palette.known[ids[x]])
      std::ranges::copy(palette.colour[ids[x]], out + 3 * x);
  }
}

/// One dot's centre.
struct Dot {
  float depth;
  int64_t x, y;
};

std::vector<Dot> dotsFarthestFirst(const at::Tensor& depth) {
  const float* values = depth.const_data_ptr<float>();
  const int64_t width = depth.size(1);
  std::vector<Dot> dots;
  for (int64_t i = 0; i < depth.numel(); ++i) {
    if (values[i] > 0 && std::isfinite(values[i])) dots.push_back({values[i], i % width, i / width});
  }
  std::stable_sort(dots.begin(), dots.end(), [](const Dot& a, const Dot& b) { return a.depth > b.depth; });
  return dots;
}

}  // namespace

at::Tensor paintLabels(const SemanticMap& labels) {
  const at::Tensor ids = idsOf(labels);
  const Palette palette = paletteOf(labels.taxonomy);
  at::Tensor picture = at::empty({ids.size(0), ids.size(1), 3}, at::kByte);
  const uint8_t* in = ids.const_data_ptr<uint8_t>();
  auto* out = picture.mutable_data_ptr<uint8_t>();
  at::parallel_for(0, ids.numel(), 1 << 15, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i) std::ranges::copy(palette.colour[in[i]], out + 3 * i);
  });
  return picture.permute({2, 0, 1});
}

at::Tensor overlayLabels(const at::Tensor& image, const SemanticMap& labels, const OverlayStyle& style) {
  const at::Tensor ids = idsOf(labels);
  const int64_t height = ids.size(0);
  const int64_t width = ids.size(1);
  expectShape(image, {3, height, width});
  expectType(image, at::kByte);
  at::Tensor picture = interleavedCopy(image);
  Palette palette = paletteOf(labels.taxonomy);
  for (const auto& [own_id, colour] : style.own_colours) palette.colour[own_id] = colour;
  const auto share = static_cast<int>(std::lround(std::clamp(style.opacity, 0.0, 1.0) * 256));
  const auto mixes = mixesOf(palette, share);
  const uint8_t* id = ids.const_data_ptr<uint8_t>();
  auto* out = picture.mutable_data_ptr<uint8_t>();
  at::parallel_for(0, height, kRowsPerTask, [&](int64_t begin, int64_t end) {
    for (int64_t y = begin; y < end; ++y) {
      const uint8_t* row = id + y * width;
      mixRow(row, mixes, width, out + 3 * y * width);
      if (style.contours)
        drawContours(row, y + 1 < height ? row + width : row, palette, width, out + 3 * y * width);
    }
  });
  return picture.permute({2, 0, 1});
}

at::Tensor overlayDepthPoints(const at::Tensor& image, const at::Tensor& depth_m, Range range,
                              ColourMap colours, Scaling scaling) {
  expectShape(depth_m, {"H", "W"});
  expectType(depth_m, at::kFloat);
  const int64_t height = depth_m.size(0);
  const int64_t width = depth_m.size(1);
  expectShape(image, {3, height, width});
  expectType(image, at::kByte);
  at::Tensor picture = interleavedCopy(image);
  const at::Tensor depth = depth_m.cpu().contiguous();
  const at::Tensor coloured = colourise(depth, range, colours, scaling).permute({1, 2, 0}).contiguous();
  const uint8_t* colour = coloured.const_data_ptr<uint8_t>();
  auto* out = picture.mutable_data_ptr<uint8_t>();
  for (const Dot& dot : dotsFarthestFirst(depth)) {
    const uint8_t* source = colour + 3 * (dot.y * width + dot.x);
    for (int64_t y = std::max<int64_t>(dot.y - 1, 0); y <= std::min(dot.y + 1, height - 1); ++y) {
      for (int64_t x = std::max<int64_t>(dot.x - 1, 0); x <= std::min(dot.x + 1, width - 1); ++x) {
        std::copy_n(source, 3, out + 3 * (y * width + x));
      }
    }
  }
  return picture.permute({2, 0, 1});
}

}  // namespace kerb
