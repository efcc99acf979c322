// What the methods share whose network sees one resized image: its size, weights, arithmetic, input, classes.
#pragma once

#include <string>
#include <vector>

#include <torch/nn/module.h>

#include "core/method/method.h"

namespace kerb {

/// Of the ResNet encoder, and the size in pixels that images are resized to.
struct NetworkSize {
  int64_t layers, width, height;
};

/// The parameters `layers`, `width` and `height`.
std::vector<Parameter> sizeParameters();
/// From those parameters.
NetworkSize networkSize(const Parameters& parameters);
/// Other layers than 18 or 50, or sides below 64 or no multiple of 32: an Error.
Status checkNetworkSize(const NetworkSize& size);

/// Weights of another method: an Error. No weights: fine.
Status checkMethodOf(const Weights* weights, const std::string& method);
/// Copies them; an Error names what does not fit.
Status copyWeights(torch::nn::Module& network, const Weights& weights);

/// What the fast path computes in where `precision` is asked for, and what is to be said where that is not
/// it.
struct Arithmetic {
  at::ScalarType type;
  std::vector<std::string> fallbacks;
};
Arithmetic arithmeticOn(const at::Device& device, Precision precision);

/// (1,3,height,width) float, 0..1, on the device: the image resized as in training (LANCZOS).
at::Tensor networkInput(const Frame& frame, const NetworkSize& size, const at::Device& device);
/// The likeliest of the classes (1,19,h,w), at the frame's size.
SemanticMap semanticMap(const at::Tensor& logits, const Frame& target);

}  // namespace kerb
