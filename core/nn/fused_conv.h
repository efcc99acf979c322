// Convolutions packed for inference: oneDNN's fused operators where LibTorch has them, ATen's elsewhere.
#pragma once

#include <vector>

#include <ATen/core/Tensor.h>

namespace kerb {

enum class After { nothing, relu };

/// conv2d with bias and square stride and padding. On the CPU its weights are laid out for one input size and
/// type (float32 or bfloat16; other sizes work, slower); elsewhere, and in other types, it is ATen's. Inputs
/// and outputs are channels_last, on the device of the weights.
class FusedConv {
 public:
  struct Geometry {
    int64_t stride = 1, padding = 0;
    std::vector<int64_t> input_size;  ///< [B,C,H,W] that is to be expected
  };
  FusedConv() = default;
  /// weight [out,in,kh,kw], bias [out] or undefined
  FusedConv(const at::Tensor& weight, const at::Tensor& bias, const Geometry& geometry, at::ScalarType type);

  at::Tensor operator()(const at::Tensor& x, After after = After::nothing) const;
  /// sum = after(sum + conv(x)), in place
  void addTo(at::Tensor& sum, const at::Tensor& x, After after = After::nothing) const;

 private:
  at::Tensor weight_, bias_;
  int64_t stride_ = 1, padding_ = 0;
  bool packed_ = false;
};

/// A 3x3 convolution of a map that was enlarged x2 by nearest neighbour and reflection-padded, computed from
/// the small map with 4 taps an output in place of 9. Its weights are the 4x4 kernel of a transposed
/// convolution of stride 2: the flipped 3x3 kernel summed over 2x2 boxes.
class FusedUpconv {
 public:
  FusedUpconv() = default;
  /// weight [out,in,3,3], bias [out] or undefined; input_size of the padded small map
  FusedUpconv(const at::Tensor& weight, const at::Tensor& bias, const std::vector<int64_t>& input_size,
              at::ScalarType type);
  /// padded  [B,in,h+2,w+2], the small map with a replicated border (what reflection of the large one is)
  /// returns [B,out,2h,2w]
  at::Tensor operator()(const at::Tensor& padded) const;

 private:
  at::Tensor weight_, bias_;
  bool packed_ = false;
};

/// Whether oneDNN's fused operators are there, and whether this CPU computes bfloat16 in hardware.
bool hasFusedConvolutions();
bool hasFastBfloat16();

}  // namespace kerb
