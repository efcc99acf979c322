#include "core/prediction/cloud_colours.h"

#include <array>
#include <string>

#include <ATen/ATen.h>

#include "core/prediction/overlay.h"

namespace kerb {
namespace {

/// Zero means no value: exact points show the first colour all the same.
constexpr double kSmallestError = 1e-3;
constexpr int kUnlabelledGrey = 110;

constexpr std::array kCloudColourNames{
    std::pair{CloudColours::picture, "picture"}, std::pair{CloudColours::classes, "classes"},
    std::pair{CloudColours::depth, "depth"}, std::pair{CloudColours::error, "error"}};

}  // namespace

Result<CloudColours> parseCloudColours(std::string_view name) {
  for (const auto& [colours, known] : kCloudColourNames) {
    if (name == known) return colours;
  }
  return Error{"no colours '" + std::string(name) + "' of points", "--cloud-colours",
               "There are: picture, classes, depth, error"};
}

const char* cloudColoursName(CloudColours colours) {
  return kCloudColourNames.at(static_cast<size_t>(colours)).second;
}

at::Tensor colourise(const at::Tensor& map, const DepthLook& look) {
  return colourise(map, look.range, look.colours, look.scaling);
}

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
