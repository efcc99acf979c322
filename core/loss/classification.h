// Losses for classes that are known per pixel.
#pragma once

#include <ATen/core/Tensor.h>

namespace kerb {

/// Cross entropy, averaged over the pixels that have a label; kIgnoreLabel (255) has none. Rare classes can
/// count for more: a pixel's weight is (n_most / n_class)^balance, at most 10, with the numbers of pixels of
/// this batch; the weighted mean is taken. 0, with a gradient of 0, where nothing is labelled.
///   logits   [B,K,H,W] floating
///   labels   [B,H,W] uint8 train ids below K, or 255
///   balance  0: every pixel counts the same; 1: nearly every class does
///   returns  a scalar
at::Tensor crossEntropy(const at::Tensor& logits, const at::Tensor& labels, double balance = 0);

/// The share of labelled pixels whose largest logit is right; 0 where nothing is labelled. No gradient.
at::Tensor pixelAccuracy(const at::Tensor& logits, const at::Tensor& labels);

}  // namespace kerb
