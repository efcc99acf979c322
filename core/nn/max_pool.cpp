#include "core/nn/max_pool.h"

#include <array>

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <torch/csrc/autograd/custom_function.h>

#include "core/base/shape.h"
#include "core/nn/max_pool_rows.h"
#include "core/nn/typed_rows.h"

namespace kerb {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

int64_t pooled(int64_t size) { return (size + 1) / 2; }

template <class T>
void pool(const at::Tensor& x, const at::Tensor& out, const at::Tensor& taken) {
  const int64_t channels = x.size(1), height = x.size(2), width = x.size(3), rows = out.size(2);
  const int64_t in_row = width * channels, out_row = out.size(3) * channels;
  at::parallel_for(0, x.size(0) * rows, 2, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i) {
      const T* image = numbers<T>(x) + i / rows * height * in_row;
      std::array<const T*, 3> window{};  // null outside
      for (int64_t k = 0; k < 3; ++k) {
        const int64_t y = 2 * (i % rows) + k - 1;
        if (y >= 0 && y < height) window[k] = image + y * in_row;
      }
      simd::maxPool(window, width, channels, numbers<T>(out) + i * out_row,
                    numbers<uint8_t>(taken) + i * out_row);
    }
  });
}

template <class T>
void spread(const at::Tensor& by_out, const at::Tensor& taken, const at::Tensor& by_x) {
  const int64_t channels = by_x.size(1), height = by_x.size(2), width = by_x.size(3), rows = by_out.size(2);
  const int64_t in_row = width * channels, out_row = by_out.size(3) * channels;
  at::parallel_for(0, by_x.size(0) * height, 2, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i) {
      const int64_t y = i % height, image = i / height * rows * out_row;
      T* to = numbers<T>(by_x) + i * in_row;
      std::fill_n(to, in_row, T(0));
      // An even row is the middle of one window, an odd one the last of a window and the first of the next.
      for (int64_t k = y % 2 == 0 ? 1 : 0; k < 3; k += 2) {
        const int64_t row = (y + 1 - k) / 2;
        if (row >= rows) continue;
        const int64_t at = image + row * out_row;
        simd::maxPoolBackward(numbers<T>(by_out) + at, numbers<uint8_t>(taken) + at, k, width, channels, to);
      }
    }
  });
}

class MaxPool : public torch::autograd::Function<MaxPool> {
 public:
  static at::Tensor forward(AutogradContext* ctx, const at::Tensor& x) {
    const auto map = x.contiguous(at::MemoryFormat::ChannelsLast);
    const auto options = map.options().memory_format(at::MemoryFormat::ChannelsLast);
    auto out = at::empty({x.size(0), x.size(1), pooled(x.size(2)), pooled(x.size(3))}, options);
    auto taken = at::empty(out.sizes(), options.dtype(at::kByte));
    withType(x.scalar_type(), [&]<class T>(T) { pool<T>(map, out, taken); });
    ctx->save_for_backward({taken});
    ctx->saved_data["height"] = x.size(2);
    ctx->saved_data["width"] = x.size(3);
    return out;
  }
  static variable_list backward(AutogradContext* ctx, const variable_list& outputs) {
    const at::Tensor taken = ctx->get_saved_variables()[0];
    const auto by_out = outputs[0].contiguous(at::MemoryFormat::ChannelsLast);
    auto by_x = at::empty(
        {taken.size(0), taken.size(1), ctx->saved_data["height"].toInt(), ctx->saved_data["width"].toInt()},
        by_out.options().memory_format(at::MemoryFormat::ChannelsLast));
    withType(by_out.scalar_type(), [&]<class T>(T) { spread<T>(by_out, taken, by_x); });
    return {by_x};
  }
};

}  // namespace

at::Tensor maxPool(const at::Tensor& x) {
  expectShape(x, {"B", "C", "H", "W"});
  const at::ScalarType type = x.scalar_type();
  const bool fused = x.is_cpu() && (type == at::kFloat || type == at::kBFloat16) &&
                     x.suggest_memory_format() == at::MemoryFormat::ChannelsLast;
  return fused ? MaxPool::apply(x) : at::max_pool2d(x, {3, 3}, {2, 2}, {1, 1});
}

}  // namespace kerb
