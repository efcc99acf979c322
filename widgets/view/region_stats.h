// What lies in a rectangle of the picture: depth and classes, measured on a worker.
#pragma once

#include <QRectF>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "core/frame/frame.h"
#include "core/prediction/prediction.h"

namespace kerb {

struct RegionJob {
  QRectF region;                                 ///< normalised to the picture, 0..1
  std::shared_ptr<const Prediction> prediction;  ///< may be none
  std::optional<SemanticMap> labels;
};

/// Of the pixels whose depth is known.
struct DepthFigures {
  double mean = 0, median = 0, deviation = 0;
  double low = 0, high = 0;  ///< 5th and 95th percentile
};

struct ClassShare {
  uint8_t id = 0;
  double share = 0;  ///< of the pixels
};

struct RegionStats {
  int64_t width = 0, height = 0;      ///< pixels of the depth; of the labels where there is no depth
  bool has_depth = false;             ///< there is a map of depth
  bool is_relative = false;           ///< it has no unit
  double known = 0;                   ///< share of its pixels that have a value
  std::optional<DepthFigures> depth;  ///< none: no pixel has a value
  Taxonomy taxonomy = Taxonomy::cityscapes;
  std::vector<ClassShare> classes;  ///< those that occur, the largest first; kIgnoreLabel: unlabelled
};

/// Every pixel that the rectangle touches counts; at least one.
RegionStats measureRegion(const RegionJob& job);

}  // namespace kerb
