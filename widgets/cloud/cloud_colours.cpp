#include "widgets/cloud/cloud_colours.h"

#include <ATen/ops/abs.h>
#include <ATen/ops/clamp.h>
#include <ATen/ops/full.h>
#include <ATen/ops/isfinite.h>
#include <ATen/ops/where.h>
#include <ATen/ops/zeros_like.h>

#include "core/prediction/overlay.h"

namespace kerb {
namespace {

/// Zero means no value: exact points show the first colour all the same.
constexpr double kSmallestError = 1e-3;
constexpr int kUnlabelledGrey = 110;

}  // namespace

at::Tensor errorPercent(const at::Tensor& depth, const at::Tensor& true_depth, bool is_relative) {
  const at::Tensor known = (depth > 0) & at::isfinite(depth) & (true_depth > 0) & at::isfinite(true_depth);
  if (!known.any().item<bool>()) return at::zeros_like(depth);
  at::Tensor scaled = depth;
  if (is_relative) scaled = depth * (true_depth.index({known}).median() / depth.index({known}).median());
  const at::Tensor error = at::clamp(100 * at::abs(scaled - true_depth) / true_depth, kSmallestError);
  return at::where(known, error, at::zeros_like(error)).contiguous();
}

at::Tensor classPicture(const SemanticMap& labels, const ClassColours& colours) {
  const at::Tensor grey = at::full({3, labels.ids.size(0), labels.ids.size(1)}, kUnlabelledGrey, at::kByte);
  return overlayLabels(grey, labels, {1, false, ofTaxonomy(colours, labels.taxonomy)});
}

}  // namespace kerb
