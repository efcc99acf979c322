// Passes over channels_last maps: activation, border and layout in one read and one write.
#include "core/nn/nhwc_kernels.h"

#include <algorithm>
#include <vector>

#include <ATen/Parallel.h>
#include <ATen/ops/empty.h>

#include "core/base/shape.h"
#include "core/nn/composed_passes.h"
#include "core/nn/resnet.h"
#include "core/nn/typed_rows.h"

namespace kerb {
namespace {

/// A channels_last tensor as rows of width*channels values.
template <class T>
struct Rows {
  T* data;
  int64_t batch, height, width, channels;
  int64_t rowLength() const { return width * channels; }
  T* row(int64_t b, int64_t y) const { return data + (b * height + y) * rowLength(); }
};

template <class T>
Rows<T> rowsOf(const at::Tensor& x) {
  TORCH_CHECK(x.is_contiguous(at::MemoryFormat::ChannelsLast), "a channels_last tensor is needed");
  return {static_cast<T*>(x.data_ptr()), x.size(0), x.size(2), x.size(3), x.size(1)};
}

int64_t source(int64_t padded, int64_t size, Border border) {
  const int64_t i = padded - 1;
  if (border == Border::replicate) return std::clamp<int64_t>(i, 0, size - 1);
  return i < 0 ? -i : i >= size ? 2 * (size - 1) - i : i;
}

/// Fills the first and last pixel of a padded row from the pixels between them.
template <class T>
void fillEnds(T* row, int64_t width, int64_t channels, Border border) {
  const auto pixel = [&](int64_t x) { return row + x * channels; };
  std::copy_n(pixel(1 + source(0, width, border)), channels, pixel(0));
  std::copy_n(pixel(1 + source(width + 1, width, border)), channels, pixel(width + 1));
}

template <class T>
void pad(const Rows<T>& in, Border border, bool elu, const Rows<T>& out) {
  at::parallel_for(0, out.batch * out.height, 4, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i) {
      const int64_t b = i / out.height;
      T* row = out.row(b, i % out.height);
      activate(in.row(b, source(i % out.height, in.height, border)), elu, in.rowLength(), row + in.channels);
      fillEnds(row, in.width, in.channels, border);
    }
  });
}

/// out = maximum over three neighbouring pixels around column 2x of a row, joined into `row` of width/2.
template <class T>
void poolRow(const T* in, const Rows<T>& shape, T* out) {
  const int64_t c = shape.channels;
  for (int64_t x = 0; x < shape.width / 2; ++x) {
    T* pixel = out + x * c;
    for (int64_t column = std::max<int64_t>(2 * x - 1, 0); column <= 2 * x + 1; ++column) {
      simd::maximum(in + column * c, pixel, c);
    }
  }
}

template <class T>
void pool(const Rows<T>& in, const Rows<T>& out) {
  at::parallel_for(0, out.batch * out.height, 2, [&](int64_t begin, int64_t end) {
    std::vector<T> tallest(in.rowLength());
    for (int64_t i = begin; i < end; ++i) {
      const int64_t b = i / out.height;
      const int64_t y = 2 * (i % out.height);
      std::copy_n(in.row(b, y), in.rowLength(), tallest.data());
      simd::maximum(in.row(b, y + 1), tallest.data(), in.rowLength());
      if (y > 0) simd::maximum(in.row(b, y - 1), tallest.data(), in.rowLength());
      T* pooled = out.row(b, i % out.height);
      std::fill_n(pooled, out.rowLength(), T(0));
      poolRow(tallest.data(), in, pooled);
    }
  });
}

/// The three padded, activated rows that one output row reads; each is computed once per band of rows.
template <class T>
class RowWindow {
 public:
  RowWindow(const Rows<T>& in, int64_t batch) : in_(in), batch_(batch) {
    for (auto& row : rows_) row.resize((in.width + 2) * in.channels);
  }
  /// The row of the reflection-padded map.
  const float* at(int64_t padded_y) {
    const int64_t slot = padded_y % 3;
    if (held_[slot] != padded_y) {
      float* row = rows_[slot].data();
      simd::elu(in_.row(batch_, source(padded_y, in_.height, Border::reflect)), row + in_.channels,
                in_.rowLength());
      fillEnds(row, in_.width, in_.channels, Border::reflect);
      held_[slot] = padded_y;
    }
    return rows_[slot].data();
  }

 private:
  Rows<T> in_;
  int64_t batch_;
  int64_t held_[3] = {-1, -1, -1};
  std::vector<float> rows_[3];
};

template <class T>
void headBand(const Rows<T>& in, const float* weight, float bias, int64_t batch, int64_t begin, int64_t end,
              float* out) {
  RowWindow<T> window(in, batch);
  const int64_t taps = 3 * in.channels;
  for (int64_t y = begin; y < end; ++y) {
    float* row = out + (batch * in.height + y) * in.width;
    std::fill_n(row, in.width, bias);
    for (int64_t dy = 0; dy < 3; ++dy) {
      simd::slidingDot(window.at(y + dy), weight + dy * taps, taps, in.channels, in.width, row);
    }
    simd::sigmoid(row, row, in.width);
  }
}

}  // namespace

bool hasNhwcKernels(at::Device device, at::ScalarType type) {
  return device.is_cpu() && (type == at::kFloat || type == at::kBFloat16);
}

at::Tensor normalisedNhwc(const at::Tensor& rgb, at::ScalarType type) {
  expectShape(rgb, {"B", "C", "H", "W"});
  if (!hasNhwcKernels(rgb.device(), type)) return composed::normalisedNhwc(rgb, type);
  expectType(rgb, at::kFloat);
  const at::Tensor planes = rgb.contiguous();
  const at::Tensor out =
      at::empty(rgb.sizes(), rgb.options().dtype(type).memory_format(at::MemoryFormat::ChannelsLast));
  withType(type, [&]<class T>(T) {
    const Rows<T> rows = rowsOf<T>(out);
    const int64_t plane = rows.height * rows.width;
    at::parallel_for(0, rows.batch * rows.height, 8, [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; ++i) {
        const int64_t b = i / rows.height;
        const int64_t y = i % rows.height;
        simd::interleave(planes.const_data_ptr<float>() + b * rows.channels * plane + y * rows.width, plane,
                         rows.channels, rows.width, kInputMean, 1 / kInputDeviation, rows.row(b, y));
      }
    });
  });
  return out;
}

void padNhwc(const at::Tensor& x, Border border, bool elu, const at::Tensor& out) {
  expectShape(x, {"B", "C", "H", "W"});
  expectShape(out, {x.size(0), x.size(1), x.size(2) + 2, x.size(3) + 2});
  expectType(out, x.scalar_type());
  TORCH_CHECK(border == Border::replicate || (x.size(2) > 1 && x.size(3) > 1), "too small to reflect");
  if (!hasNhwcKernels(x.device(), x.scalar_type())) {
    out.copy_(composed::padNhwc(x, border, elu));
    return;
  }
  withType(x.scalar_type(), [&]<class T>(T) { pad(rowsOf<T>(x), border, elu, rowsOf<T>(out)); });
}

at::Tensor maxPoolNhwc(const at::Tensor& x) {
  expectShape(x, {"B", "C", "H", "W"});
  TORCH_CHECK(x.size(2) % 2 == 0 && x.size(3) % 2 == 0, "even sizes are needed");
  if (!hasNhwcKernels(x.device(), x.scalar_type())) return composed::maxPoolNhwc(x);
  at::Tensor out = at::empty({x.size(0), x.size(1), x.size(2) / 2, x.size(3) / 2},
                             x.options().memory_format(at::MemoryFormat::ChannelsLast));
  withType(x.scalar_type(), [&]<class T>(T) { pool(rowsOf<T>(x), rowsOf<T>(out)); });
  return out;
}

at::Tensor disparityHead(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias) {
  expectShape(x, {"B", "C", "H", "W"});
  expectShape(weight, {1, x.size(1), 3, 3});
  TORCH_CHECK(x.size(1) % 16 == 0, "channels must be a multiple of 16");
  if (!hasNhwcKernels(x.device(), x.scalar_type())) return composed::disparityHead(x, weight, bias);
  const at::Tensor taps = weight[0].permute({1, 2, 0}).contiguous();  // [dy,dx,c], as a row lies in memory
  at::Tensor out = at::empty({x.size(0), 1, x.size(2), x.size(3)},
                             x.options().dtype(at::kFloat).memory_format(at::MemoryFormat::Contiguous));
  withType(x.scalar_type(), [&]<class T>(T) {
    const Rows<T> rows = rowsOf<T>(x);
    for (int64_t b = 0; b < rows.batch; ++b) {
      at::parallel_for(0, rows.height, 8, [&](int64_t begin, int64_t end) {
        headBand(rows, taps.const_data_ptr<float>(), bias.item<float>(), b, begin, end,
                 out.data_ptr<float>());
      });
    }
  });
  return out;
}

}  // namespace kerb
