// Internal operators of LibTorch 2.11, called through its dispatcher; what is missing falls back to ATen.
#include "core/nn/fused_conv.h"

#include <algorithm>
#include <initializer_list>
#include <optional>
#include <string_view>

#include <ATen/core/dispatch/Dispatcher.h>
#include <ATen/cpu/Utils.h>
#include <ATen/ops/conv2d.h>
#include <ATen/ops/conv_transpose2d.h>
#include <ATen/ops/zeros.h>

namespace kerb {
namespace {

using at::IntArrayRef;
using at::Tensor;
using Scalars = c10::List<std::optional<at::Scalar>>;
using Text = std::optional<std::string_view>;
using MaybeTensor = std::optional<Tensor>;

using Convolve = Tensor(const Tensor&, const Tensor&, const MaybeTensor&, IntArrayRef, IntArrayRef,
                        IntArrayRef, int64_t, std::string_view, Scalars, Text);
using ConvolveAdd = Tensor&(Tensor&, const Tensor&, const Tensor&, const MaybeTensor&, IntArrayRef,
                            IntArrayRef, IntArrayRef, int64_t, std::string_view, std::optional<at::Scalar>,
                            Text, Scalars, Text);
using Transpose = Tensor(const Tensor&, const Tensor&, const MaybeTensor&, IntArrayRef, IntArrayRef,
                         IntArrayRef, IntArrayRef, int64_t, std::string_view, Scalars, Text);
using Pack = Tensor(const Tensor&, IntArrayRef, IntArrayRef, IntArrayRef, int64_t, at::OptionalIntArrayRef);
using PackTranspose = Tensor(const Tensor&, IntArrayRef, IntArrayRef, IntArrayRef, IntArrayRef, int64_t,
                             at::OptionalIntArrayRef);

template <class Signature>
std::optional<c10::TypedOperatorHandle<Signature>> find(const char* name, const char* overload = "") {
  const auto schema = c10::Dispatcher::singleton().findSchema({name, overload});
  if (!schema) return std::nullopt;
  return schema->typed<Signature>();
}

struct Operators {
  std::optional<c10::TypedOperatorHandle<Convolve>> convolve =
      find<Convolve>("mkldnn::_convolution_pointwise");
  std::optional<c10::TypedOperatorHandle<ConvolveAdd>> add =
      find<ConvolveAdd>("mkldnn::_convolution_pointwise_", "binary");
  std::optional<c10::TypedOperatorHandle<Transpose>> transpose =
      find<Transpose>("mkldnn::_convolution_transpose_pointwise");
  std::optional<c10::TypedOperatorHandle<Pack>> pack = find<Pack>("mkldnn::_reorder_convolution_weight");
  std::optional<c10::TypedOperatorHandle<PackTranspose>> pack_transpose =
      find<PackTranspose>("mkldnn::_reorder_convolution_transpose_weight");
  bool complete() const { return convolve && add && transpose && pack && pack_transpose; }
};

const Operators& operators() {
  static const Operators found;
  return found;
}

Tensor prepared(const Tensor& tensor, at::ScalarType type) {
  if (!tensor.defined()) return tensor;
  return tensor.detach().to(type).contiguous(tensor.dim() == 4 ? at::MemoryFormat::ChannelsLast
                                                               : at::MemoryFormat::Contiguous);
}

MaybeTensor maybe(const Tensor& tensor) { return tensor.defined() ? MaybeTensor(tensor) : std::nullopt; }

Text attribute(After after) { return after == After::relu ? Text("relu") : std::nullopt; }

// 3x3 [out,in,3,3] -> [in,out,4,4].
Tensor foldedUpsampling(const Tensor& weight) {
  const Tensor flipped = weight.detach().flip({2, 3}).transpose(0, 1);
  Tensor folded = at::zeros({weight.size(1), weight.size(0), 4, 4}, weight.options());
  for (int64_t dy = 0; dy < 2; ++dy) {
    for (int64_t dx = 0; dx < 2; ++dx) folded.narrow(2, dy, 3).narrow(3, dx, 3).add_(flipped);
  }
  return folded;
}

bool canPack(const Tensor& weight) {
  return hasFusedConvolutions() && weight.is_cpu() &&
         (weight.scalar_type() == at::kFloat || weight.scalar_type() == at::kBFloat16);
}

constexpr int64_t kUpconvPadding = 3;  // 1 of the transposed kernel, 2 for the border of the small map

}  // namespace

bool hasFusedConvolutions() { return operators().complete(); }

bool hasFastBfloat16() {
  static const bool supported = [] {
    const auto taken = find<bool()>("mkldnn::_is_mkldnn_bf16_supported");
    if (!taken || !taken->call()) return false;
    // oneDNN takes bfloat16 on every AVX-512 CPU; without instructions for it that is slower than float32.
    const auto has = at::cpu::get_cpu_capabilities();
    return std::ranges::any_of(
        std::initializer_list<const char*>{"avx512_bf16", "amx_bf16", "bf16"}, [&](const char* name) {
          const auto found = has.find(name);
          return found != has.end() && found->second.isBool() && found->second.toBool();
        });
  }();
  return supported;
}

FusedConv::FusedConv(const Tensor& weight, const Tensor& bias, const Geometry& geometry, at::ScalarType type)
    : weight_(prepared(weight, type)),
      bias_(prepared(bias, type)),
      stride_(geometry.stride),
      padding_(geometry.padding),
      packed_(canPack(weight_)) {
  if (!packed_) return;
  weight_ = operators().pack->call(weight_, {padding_, padding_}, {stride_, stride_}, {1, 1}, 1,
                                   IntArrayRef(geometry.input_size));
}

Tensor FusedConv::operator()(const Tensor& x, After after) const {
  const std::array<int64_t, 2> padding{padding_, padding_}, stride{stride_, stride_}, one{1, 1};
  if (packed_) {
    return operators().convolve->call(x, weight_, maybe(bias_), padding, stride, one, 1,
                                      attribute(after).value_or("none"), Scalars(), std::nullopt);
  }
  Tensor y = at::conv2d(x, weight_, maybe(bias_), stride, padding);
  if (after == After::relu) y.relu_();
  return y;
}

void FusedConv::addTo(Tensor& sum, const Tensor& x, After after) const {
  if (packed_) {
    const std::array<int64_t, 2> padding{padding_, padding_}, stride{stride_, stride_}, one{1, 1};
    operators().add->call(sum, x, weight_, maybe(bias_), padding, stride, one, 1, "add", at::Scalar(1.0),
                          attribute(after), Scalars(), std::nullopt);
    return;
  }
  sum.add_((*this)(x));
  if (after == After::relu) sum.relu_();
}

FusedUpconv::FusedUpconv(const Tensor& weight, const Tensor& bias, const std::vector<int64_t>& input_size,
                         at::ScalarType type)
    : weight_(prepared(foldedUpsampling(weight), type)),
      bias_(prepared(bias, type)),
      packed_(canPack(weight_)) {
  if (!packed_) return;
  weight_ = operators().pack_transpose->call(weight_, {kUpconvPadding, kUpconvPadding}, {0, 0}, {2, 2},
                                             {1, 1}, 1, IntArrayRef(input_size));
}

Tensor FusedUpconv::operator()(const Tensor& padded) const {
  const std::array<int64_t, 2> padding{kUpconvPadding, kUpconvPadding}, zero{0, 0}, two{2, 2}, one{1, 1};
  if (packed_) {
    return operators().transpose->call(padded, weight_, maybe(bias_), padding, zero, two, one, 1, "none",
                                       Scalars(), std::nullopt);
  }
  return at::conv_transpose2d(padded, weight_, maybe(bias_), two, padding);
}

}  // namespace kerb
