// Inference of encoder and decoder from packed weights: the same result as the modules, faster.
#pragma once

#include <array>
#include <vector>

#include "core/nn/depth_decoder.h"
#include "core/nn/fused_conv.h"
#include "core/nn/resnet.h"

namespace kerb {

/// A ResnetEncoder in eval mode with its batch norms folded into fused convolutions.
class FastResnet {
 public:
  FastResnet() = default;
  /// Copies the weights; height and width of the input to expect, multiples of 32.
  FastResnet(const ResnetEncoder& encoder, int64_t height, int64_t width, at::ScalarType type);
  /// rgb [B,3n,H,W] float32 in [0,1] -> five features, channels_last, of `type`
  ResnetEncoder::Features operator()(const at::Tensor& rgb) const;

 private:
  struct Block {
    std::vector<FusedConv> convs;
    FusedConv projection;
    bool projects = false;
  };
  static at::Tensor run(const Block& block, const at::Tensor& x);

  at::ScalarType type_ = at::kFloat;
  FusedConv stem_;
  std::array<std::vector<Block>, 4> layers_;
};

/// Scale 0 of ResnetEncoder and DepthDecoder, on their device, in float32, bfloat16 or another floating-point
/// type. Not thread-safe: it keeps its buffers between calls.
class FastDepth {
 public:
  struct Output {
    at::Tensor sigmoid;          ///< [B,1,H,W] float32; float64 where that is the type
    at::Tensor semantic_logits;  ///< [B,classes,H,W] of `type`; undefined without the head
  };
  /// Copies the weights of modules in eval mode.
  FastDepth(const ResnetEncoder& encoder, const DepthDecoder& decoder, int64_t height, int64_t width,
            at::ScalarType type);
  /// rgb [B,3n,height,width] float32 in [0,1]
  Output operator()(const at::Tensor& rgb);

 private:
  struct Stage {
    FusedConv before;  // at the small size
    FusedUpconv up;    // of the enlarged map
    FusedConv skip;    // of the encoder's feature, added
    at::Tensor before_buffer, up_buffer, skip_buffer;
  };
  at::Tensor runStage(size_t stage, const at::Tensor& x, const ResnetEncoder::Features& features);

  FastResnet encoder_;
  std::array<Stage, 5> stages_;
  at::Tensor head_weight_, head_bias_;
  FusedConv semantic_head_;
  at::Tensor semantic_buffer_;
  bool semantics_ = false;
};

}  // namespace kerb
