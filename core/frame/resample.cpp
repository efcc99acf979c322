#include "core/frame/resample.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <stdexcept>
#include <vector>

#include <ATen/Parallel.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/index_select.h>
#include <ATen/ops/upsample_bilinear2d.h>
#include <fmt/format.h>

#include "core/base/shape.h"

namespace kerb {
namespace {

constexpr int kFractionBits = 32 - 8 - 2;  // sign, 8 bits of pixel, one of overshoot
constexpr double kRadius = 3;
constexpr int64_t kLanes = 16;  // lines that the horizontal pass sums at once
constexpr int64_t kChunk = 64;  // bytes of a row that the vertical pass sums at once

/// Eight sums in one register; the compiler splits them where registers are narrower.
typedef int32_t Int32x8
    __attribute__((vector_size(32)));  // NOLINT(modernize-use-using): clang drops the attribute there

/// What each output position sums up: weights[i*taps .. +count[i]] over inputs from first[i].
struct Kernel {
  int64_t taps = 0;
  std::vector<int64_t> first, count;
  std::vector<int32_t> weights;
};

double lanczos(double x) {
  const auto sinc = [](double v) {
    return v == 0 ? 1.0 : std::sin(std::numbers::pi * v) / (std::numbers::pi * v);
  };
  return -kRadius <= x && x < kRadius ? sinc(x) * sinc(x / kRadius) : 0;
}

Kernel makeKernel(int64_t from, int64_t to) {
  const double scale = static_cast<double>(from) / static_cast<double>(to);
  const double stretch = std::max(scale, 1.0);
  const double support = kRadius * stretch;
  Kernel kernel;
  kernel.taps = static_cast<int64_t>(std::ceil(support)) * 2 + 1;
  kernel.weights.resize(static_cast<size_t>(to * kernel.taps));
  std::vector<double> real(static_cast<size_t>(kernel.taps));
  for (int64_t i = 0; i < to; ++i) {
    const double centre = (static_cast<double>(i) + 0.5) * scale;
    const auto first = std::max<int64_t>(0, static_cast<int64_t>(centre - support + 0.5));
    const auto end = std::min<int64_t>(from, static_cast<int64_t>(centre + support + 0.5));
    double sum = 0;
    for (int64_t j = first; j < end; ++j) {
      sum += real[j - first] = lanczos((static_cast<double>(j) - centre + 0.5) * (1.0 / stretch));
    }
    for (int64_t j = 0; j < end - first; ++j) {
      const double weight = (sum != 0 ? real[j] / sum : real[j]) * (1 << kFractionBits);
      kernel.weights[i * kernel.taps + j] = static_cast<int32_t>(weight + (weight < 0 ? -0.5 : 0.5));
    }
    kernel.first.push_back(first);
    kernel.count.push_back(end - first);
  }
  return kernel;
}

constexpr int32_t kHalf = 1 << (kFractionBits - 1);

inline uint8_t rounded(int32_t sum) { return static_cast<uint8_t>(std::clamp(sum >> kFractionBits, 0, 255)); }

// always_inline from here on: compiled once for each instruction set below.

/// Resizes up to kLanes lines of pixels (one channel of one row each) side by side. `scratch` holds the
/// inputs as [position][lane].
struct Lines {
  const uint8_t* source[kLanes];
  uint8_t* target[kLanes];
  int64_t used, source_step, target_step;
};

[[gnu::always_inline]] inline void resizeLines(const Lines& lines, const Kernel& kernel, int64_t from,
                                               Int32x8* scratch) {
  for (int64_t lane = 0; lane < lines.used; ++lane) {
    const uint8_t* source = lines.source[lane];
    for (int64_t x = 0; x < from; ++x) scratch[x * 2 + lane / 8][lane % 8] = source[x * lines.source_step];
  }
  const auto to = static_cast<int64_t>(kernel.first.size());
  for (int64_t x = 0; x < to; ++x) {
    Int32x8 low = Int32x8{} + kHalf, high = low;
    const Int32x8* input = scratch + kernel.first[x] * 2;
    const int32_t* weights = kernel.weights.data() + x * kernel.taps;
    for (int64_t t = 0; t < kernel.count[x]; ++t) {
      low += weights[t] * input[2 * t];
      high += weights[t] * input[2 * t + 1];
    }
    for (int64_t lane = 0; lane < lines.used; ++lane) {
      lines.target[lane][x * lines.target_step] = rounded(lane < 8 ? low[lane] : high[lane - 8]);
    }
  }
}

/// One output row of `bytes` from input rows `bytes` apart.
[[gnu::always_inline]] inline void resizeRow(const uint8_t* rows, const int32_t* weights, int64_t count,
                                             int64_t bytes, uint8_t* target) {
  const int64_t length = std::min(kChunk, bytes);
  for (int64_t begin = 0; begin < bytes; begin += kChunk) {
    // The last chunk overlaps the one before it, so that all have the same length.
    const int64_t at = std::min(begin, bytes - length);
    int32_t sums[kChunk];
    for (int32_t& sum : sums) sum = kHalf;
    for (int64_t t = 0; t < count; ++t) {
      const uint8_t* input = rows + t * bytes + at;
      if (length == kChunk) {  // a constant length: vectorised
        for (int64_t j = 0; j < kChunk; ++j) sums[j] += weights[t] * input[j];
      } else {
        for (int64_t j = 0; j < length; ++j) sums[j] += weights[t] * input[j];
      }
    }
    for (int64_t j = 0; j < length; ++j) target[at + j] = rounded(sums[j]);
  }
}

using ResizeLines = void (*)(const Lines&, const Kernel&, int64_t, Int32x8*);
using ResizeRow = void (*)(const uint8_t*, const int32_t*, int64_t, int64_t, uint8_t*);
struct Passes {
  ResizeLines lines;
  ResizeRow row;
};

void resizeLinesBase(const Lines& a, const Kernel& b, int64_t c, Int32x8* d) { resizeLines(a, b, c, d); }
void resizeRowBase(const uint8_t* a, const int32_t* b, int64_t c, int64_t d, uint8_t* e) {
  resizeRow(a, b, c, d, e);
}
#ifdef __x86_64__
[[gnu::target("avx2")]] void resizeLinesAvx2(const Lines& a, const Kernel& b, int64_t c, Int32x8* d) {
  resizeLines(a, b, c, d);
}
[[gnu::target("avx2")]] void resizeRowAvx2(const uint8_t* a, const int32_t* b, int64_t c, int64_t d,
                                           uint8_t* e) {
  resizeRow(a, b, c, d, e);
}
#endif

Passes fastestPasses() {
#ifdef __x86_64__
  if (__builtin_cpu_supports("avx2")) return {resizeLinesAvx2, resizeRowAvx2};
#endif
  return {resizeLinesBase, resizeRowBase};
}

/// [C,H,W] any strides -> [H,width,C]
at::Tensor resizeColumns(const at::Tensor& image, int64_t width, const Passes& passes) {
  const int64_t channels = image.size(0), height = image.size(1), from = image.size(2);
  const Kernel kernel = makeKernel(from, width);
  at::Tensor out = at::empty({height, width, channels}, at::kByte);
  const auto* source = image.const_data_ptr<uint8_t>();
  auto* target = out.mutable_data_ptr<uint8_t>();
  const int64_t lines = height * channels, blocks = (lines + kLanes - 1) / kLanes;
  at::parallel_for(0, blocks, 4, [&](int64_t begin, int64_t end) {
    std::vector<Int32x8> scratch(static_cast<size_t>(from * 2));
    for (int64_t block = begin; block < end; ++block) {
      Lines work{.source = {},
                 .target = {},
                 .used = std::min(kLanes, lines - block * kLanes),
                 .source_step = image.stride(2),
                 .target_step = channels};
      for (int64_t lane = 0; lane < work.used; ++lane) {
        const int64_t y = (block * kLanes + lane) / channels, c = (block * kLanes + lane) % channels;
        work.source[lane] = source + y * image.stride(1) + c * image.stride(0);
        work.target[lane] = target + y * width * channels + c;
      }
      passes.lines(work, kernel, from, scratch.data());
    }
  });
  return out;
}

/// [H,W,C] contiguous -> [height,W,C]
at::Tensor resizeRows(const at::Tensor& image, int64_t height, const Passes& passes) {
  const Kernel kernel = makeKernel(image.size(0), height);
  const int64_t bytes = image.size(1) * image.size(2);
  at::Tensor out = at::empty({height, image.size(1), image.size(2)}, at::kByte);
  const auto* source = image.const_data_ptr<uint8_t>();
  auto* target = out.mutable_data_ptr<uint8_t>();
  at::parallel_for(0, height, 16, [&](int64_t begin, int64_t end) {
    for (int64_t y = begin; y < end; ++y) {
      passes.row(source + kernel.first[y] * bytes, kernel.weights.data() + y * kernel.taps, kernel.count[y],
                 bytes, target + y * bytes);
    }
  });
  return out;
}

void expectSize(int64_t width, int64_t height) {
  if (width < 1 || height < 1) throw std::invalid_argument(fmt::format("resize to {}x{}", width, height));
}

/// floor((i + 0.5) * from / to) for i in 0..to-1
at::Tensor nearestIndices(int64_t from, int64_t to, at::Device device) {
  const auto odd = at::arange(1, 2 * to, 2, at::TensorOptions().dtype(at::kLong).device(device));
  return odd.mul(from).floor_divide(2 * to);
}

}  // namespace

at::Tensor resizeLanczos(const at::Tensor& image, int64_t width, int64_t height) {
  expectShape(image, {"C", "H", "W"});
  expectType(image, at::kByte);
  expectSize(width, height);
  expectSize(image.size(2), image.size(1));
  const at::Tensor source = image.cpu();
  const Passes passes = fastestPasses();
  at::Tensor out =
      source.size(2) == width ? source.permute({1, 2, 0}).contiguous() : resizeColumns(source, width, passes);
  if (out.size(0) != height) out = resizeRows(out, height, passes);
  // Equal sizes copy nothing when the memory is interleaved already; the result never shares the input's.
  if (out.is_alias_of(image)) out = out.clone();
  return out.permute({2, 0, 1});
}

at::Tensor resizeNearest(const at::Tensor& labels, int64_t width, int64_t height) {
  expectSize(width, height);
  if (labels.dim() < 2) throw std::invalid_argument("resizeNearest: expected [...,H,W]");
  const auto rows = nearestIndices(labels.size(-2), height, labels.device());
  const auto columns = nearestIndices(labels.size(-1), width, labels.device());
  return labels.index_select(-2, rows).index_select(-1, columns);
}

at::Tensor resizeBilinear(const at::Tensor& map, int64_t width, int64_t height) {
  expectShape(map, {"H", "W"});
  expectSize(width, height);
  return at::upsample_bilinear2d(map.unsqueeze(0).unsqueeze(0), {height, width},
                                 /*align_corners=*/false)[0][0];
}

}  // namespace kerb
