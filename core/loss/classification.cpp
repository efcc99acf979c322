#include "core/loss/classification.h"

#include <ATen/ATen.h>

#include "core/base/shape.h"
#include "core/labels/taxonomy.h"

namespace kerb {
namespace {

constexpr double kLargestWeight = 10;

/// [K], from the numbers of labelled pixels.
at::Tensor classWeights(const at::Tensor& labels, int64_t classes, double balance) {
  const at::Tensor labelled = labels.masked_select(labels != kIgnoreLabel).to(at::kLong);
  const at::Tensor counts = at::bincount(labelled, {}, classes).to(at::kDouble);
  TORCH_CHECK(counts.size(0) == classes, "a label is not below the ", classes, " classes");
  return (counts.max().clamp_min(1) / counts.clamp_min(1)).pow(balance).clamp_max(kLargestWeight);
}

void check(const at::Tensor& logits, const at::Tensor& labels) {
  expectShape(logits, {"B", "K", "H", "W"});
  expectShape(labels, {logits.size(0), logits.size(2), logits.size(3)});
  expectType(labels, at::kByte);
}

}  // namespace

at::Tensor crossEntropy(const at::Tensor& logits, const at::Tensor& labels, double balance) {
  check(logits, labels);
  const at::Tensor ids = labels.to(at::kLong);
  const at::Tensor weights = classWeights(labels, logits.size(1), balance).to(logits.options());
  const at::Tensor sum =
      at::nll_loss2d(at::log_softmax(logits, 1), ids, weights, at::Reduction::Sum, kIgnoreLabel);
  const at::Tensor labelled = labels.masked_select(labels != kIgnoreLabel).to(at::kLong);
  const at::Tensor total = weights.index({labelled}).sum();
  return sum / total.clamp_min(1e-12);
}

at::Tensor pixelAccuracy(const at::Tensor& logits, const at::Tensor& labels) {
  check(logits, labels);
  const at::Tensor labelled = labels != kIgnoreLabel;
  const at::Tensor right = (logits.detach().argmax(1) == labels).logical_and(labelled);
  return right.sum().to(at::kFloat) / labelled.sum().clamp_min(1).to(at::kFloat);
}

}  // namespace kerb
