#include "core/nn/padded_input.h"

#include <algorithm>
#include <optional>
#include <stdexcept>
#include <vector>

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <fmt/format.h>
#include <torch/csrc/autograd/custom_function.h>

#include "core/base/shape.h"
#include "core/nn/padded_rows.h"
#include "core/nn/typed_rows.h"

namespace kerb {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

/// Sizes of one call: a map of h x w pixels becomes H x W, which get a border of one pixel.
struct Layout {
  int64_t batch, deep, skip, height, width, step;  // channels of x and skip; H, W; H/h

  int64_t channels() const { return deep + skip; }
  int64_t small(int64_t size) const { return size / step; }
  /// Numbers in a padded row.
  int64_t rowLength() const { return (width + 2) * channels(); }
};

int64_t reflected(int64_t padded, int64_t size) {
  const int64_t i = padded - 1;
  return i < 0 ? -i : i >= size ? 2 * (size - 1) - i : i;
}

at::Tensor nhwc(const at::Tensor& x) { return x.contiguous(at::MemoryFormat::ChannelsLast); }

at::Tensor emptyNhwc(at::IntArrayRef size, const at::Tensor& like) {
  return at::empty(size, like.options().memory_format(at::MemoryFormat::ChannelsLast));
}

/// One padded row from an activated row and one of the skip map.
template <class T>
void assemble(const Layout& layout, const T* deep, const T* skip, T* out) {
  const int64_t channels = layout.channels();
  for (int64_t x = 0; x < layout.width; ++x) {
    T* pixel = out + (x + 1) * channels;
    std::copy_n(deep + x / layout.step * layout.deep, layout.deep, pixel);
    std::copy_n(skip + x * layout.skip, layout.skip, pixel + layout.deep);
  }
  std::copy_n(out + 2 * channels, channels, out);
  std::copy_n(out + (layout.width - 1) * channels, channels, out + (layout.width + 1) * channels);
}

template <class T>
void pad(const Layout& layout, const T* x, const T* skip, bool elu, T* out) {
  const int64_t rows = layout.height + 2, deep_row = layout.small(layout.width) * layout.deep;
  at::parallel_for(0, layout.batch * rows, 4, [&](int64_t begin, int64_t end) {
    std::vector<T> activated(deep_row);
    for (int64_t i = begin; i < end; ++i) {
      const int64_t b = i / rows, y = reflected(i % rows, layout.height);
      const T* from = x + (b * layout.small(layout.height) + y / layout.step) * deep_row;
      activate(from, elu, deep_row, activated.data());
      const T* beside = skip + (b * layout.height + y) * layout.width * layout.skip;
      assemble(layout, activated.data(), beside, out + i * layout.rowLength());
    }
  });
}

/// Derivative by row y of the map without its border: what went to the border comes back. `row` is padded.
template <class T>
void foldRow(const Layout& layout, const T* padded, int64_t y, float* row) {
  const int64_t n = layout.rowLength(), channels = layout.channels(), width = layout.width;
  simd::accumulate(padded + (y + 1) * n, n, row);
  if (y == 1) simd::accumulate(padded, n, row);
  if (y == layout.height - 2) simd::accumulate(padded + (layout.height + 1) * n, n, row);
  simd::accumulate(row, channels, row + 2 * channels);
  simd::accumulate(row + (width + 1) * channels, channels, row + (width - 1) * channels);
}

/// The derivative by x and skip (null: not wanted) from that by the padded map.
template <class T>
void unpad(const Layout& layout, const T* by_padded, const T* padded, bool elu, T* by_x, T* by_skip) {
  const int64_t small_height = layout.small(layout.height), small_width = layout.small(layout.width);
  const int64_t n = layout.rowLength(), channels = layout.channels();
  at::parallel_for(0, layout.batch * small_height, 2, [&](int64_t begin, int64_t end) {
    std::vector<float> row(n), sum(n);
    for (int64_t i = begin; i < end; ++i) {
      const int64_t b = i / small_height, first = i % small_height * layout.step;
      const int64_t image = b * (layout.height + 2) * n;
      std::ranges::fill(sum, 0.0F);
      for (int64_t y = first; y < first + layout.step; ++y) {
        std::ranges::fill(row, 0.0F);
        foldRow(layout, by_padded + image, y, row.data());
        simd::accumulate(row.data(), n, sum.data());
        if (by_skip == nullptr) continue;
        simd::pickChannels(row.data() + channels + layout.deep, channels, layout.skip, layout.width,
                           by_skip + (b * layout.height + y) * layout.width * layout.skip);
      }
      const T* result = padded + image + (first + 1) * n + channels;
      simd::sumTimesElu(sum.data() + channels, result, elu, layout.step, channels, layout.deep, small_width,
                        by_x + i * small_width * layout.deep);
    }
  });
}

class PaddedInput : public torch::autograd::Function<PaddedInput> {
 public:
  static at::Tensor forward(AutogradContext* ctx, const at::Tensor& x,
                            const std::optional<at::Tensor>& beside_x, bool elu, bool enlarge) {
    const at::Tensor skip = beside_x.value_or(at::Tensor());
    const int64_t step = enlarge ? 2 : 1;
    const Layout layout{x.size(0),        x.size(1),        skip.defined() ? skip.size(1) : 0,
                        x.size(2) * step, x.size(3) * step, step};
    const auto deep = nhwc(x), beside = skip.defined() ? nhwc(skip) : skip;
    auto out = emptyNhwc({layout.batch, layout.channels(), layout.height + 2, layout.width + 2}, x);
    withType(x.scalar_type(),
             [&]<class T>(T) { pad(layout, numbers<T>(deep), numbers<T>(beside), elu, numbers<T>(out)); });
    ctx->save_for_backward({out});
    ctx->saved_data["deep"] = layout.deep;
    ctx->saved_data["step"] = step;
    ctx->saved_data["elu"] = elu;
    return out;
  }

  static variable_list backward(AutogradContext* ctx, const variable_list& outputs) {
    const at::Tensor out = ctx->get_saved_variables()[0];
    const at::Tensor by_out = nhwc(outputs[0]);
    const int64_t deep = ctx->saved_data["deep"].toInt(), step = ctx->saved_data["step"].toInt();
    const Layout layout{out.size(0), deep, out.size(1) - deep, out.size(2) - 2, out.size(3) - 2, step};
    const auto by_x =
        emptyNhwc({layout.batch, deep, layout.small(layout.height), layout.small(layout.width)}, out);
    at::Tensor by_skip;
    if (layout.skip > 0 && ctx->needs_input_grad(1)) {
      by_skip = emptyNhwc({layout.batch, layout.skip, layout.height, layout.width}, out);
    }
    withType(out.scalar_type(), [&]<class T>(T) {
      unpad(layout, numbers<T>(by_out), numbers<T>(out), ctx->saved_data["elu"].toBool(), numbers<T>(by_x),
            numbers<T>(by_skip));
    });
    return {by_x, by_skip, {}, {}};
  }
};

at::Tensor composedInput(const at::Tensor& x, bool elu, bool enlarge, const at::Tensor& skip) {
  at::Tensor map = elu ? at::elu(x) : x;
  if (enlarge) map = at::upsample_nearest2d(map, {2 * x.size(2), 2 * x.size(3)});
  if (skip.defined()) map = at::cat({map, skip}, 1);
  return at::reflection_pad2d(map, {1, 1, 1, 1});
}

bool isFused(const at::Tensor& x, const at::Tensor& skip) {
  const at::ScalarType type = x.scalar_type();
  return x.is_cpu() && (type == at::kFloat || type == at::kBFloat16) &&
         x.suggest_memory_format() == at::MemoryFormat::ChannelsLast &&
         (!skip.defined() || skip.scalar_type() == type);
}

}  // namespace

at::Tensor paddedInput(const at::Tensor& x, bool elu, bool enlarge, const at::Tensor& skip) {
  expectShape(x, {"B", "C", "h", "w"});
  const int64_t step = enlarge ? 2 : 1, height = x.size(2) * step, width = x.size(3) * step;
  if (skip.defined()) expectShape(skip, {x.size(0), "S", height, width});
  if (height < 2 || width < 2)
    throw std::invalid_argument(fmt::format(
        "paddedInput: a map of {}x{} pixels has nothing beside its border to reflect", width, height));
  if (!isFused(x, skip)) return composedInput(x, elu, enlarge, skip);
  const auto beside = skip.defined() ? std::optional(skip) : std::nullopt;
  return PaddedInput::apply(x, beside, elu, enlarge);
}

}  // namespace kerb
