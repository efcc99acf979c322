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

/// Red, green and blue in 16 bits each: the three are mixed at once.
using Lanes = uint64_t;

Lanes lanesOf(uint64_t red, uint64_t green, uint64_t blue) { return red << 32U | green << 16U | blue; }
Lanes lanesOf(const Colour& colour) { return lanesOf(colour[0], colour[1], colour[2]); }

/// What a class does to a pixel of the picture: (keep * pixel + add) / 256, each colour by itself.
struct Mix {
  uint64_t keep = 256;
  Lanes add = lanesOf(128, 128, 128);

  Lanes operator()(Lanes pixel) const { return (pixel * keep + add) >> 8U & lanesOf(255, 255, 255); }
};

/// Of every byte; `share` of 256.
std::array<Mix, 256> mixesOf(const Palette& palette, uint64_t share) {
  std::array<Mix, 256> mixes{};
  for (size_t id = 0; id < mixes.size(); ++id) {
    if (palette.known[id])
      mixes[id] = {256 - share, lanesOf(palette.colour[id]) * share + lanesOf(128, 128, 128)};
  }
  return mixes;
}

struct Classes {
  const uint8_t* ids;
  const uint8_t* below;  ///< of the next row; the last row's is itself
  const Palette& palette;
  const std::array<Mix, 256>& mixes;
  bool contours;

  bool isBorder(int64_t x, int64_t width) const {
    const uint8_t right = x + 1 < width ? ids[x + 1] : ids[x];
    return (right != ids[x] || below[x] != ids[x]) && palette.known[ids[x]];
  }
};

/// `put(x, lanes)` takes each pixel.
template <class Put>
void mixRow(const uint8_t* image, const Classes& classes, int64_t width, const Put& put) {
  for (int64_t x = 0; x < width; ++x, image += 3)
    put(x, classes.mixes[classes.ids[x]](lanesOf(image[0], image[1], image[2])));
  if (!classes.contours) return;
  for (int64_t x = 0; x < width; ++x)
    if (classes.isBorder(x, width)) put(x, lanesOf(classes.palette.colour[classes.ids[x]]));
}

/// `put(y, x, lanes)` takes each pixel.
template <class Put>
void mixRows(const at::Tensor& image, const SemanticMap& labels, const OverlayStyle& style, const Put& put) {
  const at::Tensor ids = idsOf(labels);
  const int64_t height = ids.size(0);
  const int64_t width = ids.size(1);
  expectShape(image, {3, height, width});
  expectType(image, at::kByte);
  const at::Tensor rows = image.cpu().permute({1, 2, 0}).contiguous();  // no copy of interleaved memory
  Palette palette = paletteOf(labels.taxonomy);
  for (const auto& [own_id, colour] : style.own_colours) palette.colour[own_id] = colour;
  for (size_t id = 0; id < style.hidden.size(); ++id)
    palette.known[id] = palette.known[id] && !style.hidden[id];
  const auto mixes =
      mixesOf(palette, static_cast<uint64_t>(std::lround(std::clamp(style.opacity, 0.0, 1.0) * 256)));
  const uint8_t* id = ids.const_data_ptr<uint8_t>();
  const uint8_t* in = rows.const_data_ptr<uint8_t>();
  at::parallel_for(0, height, kRowsPerTask, [&](int64_t begin, int64_t end) {
    for (int64_t y = begin; y < end; ++y) {
      const uint8_t* row = id + y * width;
      const Classes classes{row, y + 1 < height ? row + width : row, palette, mixes, style.contours};
      mixRow(in + 3 * y * width, classes, width, [&put, y](int64_t x, Lanes lanes) { put(y, x, lanes); });
    }
  });
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
  expectShape(image, {3, "H", "W"});
  at::Tensor picture = at::empty({image.size(1), image.size(2), 3}, at::kByte);
  auto* out = picture.mutable_data_ptr<uint8_t>();
  mixRows(image, labels, style, [out, width = image.size(2)](int64_t y, int64_t x, Lanes lanes) {
    uint8_t* to = out + 3 * (y * width + x);
    to[0] = static_cast<uint8_t>(lanes >> 32U);
    to[1] = static_cast<uint8_t>(lanes >> 16U);
    to[2] = static_cast<uint8_t>(lanes);
  });
  return picture.permute({2, 0, 1});
}

void overlayPixels(const at::Tensor& image, const SemanticMap& labels, const OverlayStyle& style,
                   uint32_t* out, int64_t stride) {
  mixRows(image, labels, style, [out, stride](int64_t y, int64_t x, Lanes lanes) {
    out[y * stride + x] = static_cast<uint32_t>(0xff000000U | (lanes >> 16U & 0xff0000U) |
                                                (lanes >> 8U & 0xff00U) | (lanes & 0xffU));
  });
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
