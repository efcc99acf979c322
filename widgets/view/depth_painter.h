// Depth in colours, painted on a worker.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "core/base/result.h"
#include "core/prediction/colour_map.h"
#include "core/prediction/prediction.h"
#include "widgets/view/picture.h"

namespace kerb {

enum class RangeMode {
  follow,  ///< 5th to 95th percentile, smoothed over time so that colours do not jump
  locked,  ///< stays what it was
  byHand,
};

struct DepthSettings {
  ColourMap colours = ColourMap::turbo;
  Scaling scaling = Scaling::inverse;
  RangeMode mode = RangeMode::follow;
  Range range{1, 80};  ///< of locked and byHand; 0 < lo < hi
  bool operator==(const DepthSettings& o) const {
    return colours == o.colours && scaling == o.scaling && mode == o.mode && range.lo == o.range.lo &&
           range.hi == o.range.hi;
  }
};

struct DepthJob {
  std::shared_ptr<const Prediction> prediction;
  DepthSettings settings;
  int64_t index = 0;
  double time_s = 0;
  QSize size_on_screen;
  int64_t round = 0;  ///< another one: another method, scale or source; the range starts anew
};

struct PaintedDepth {
  Picture picture;
  Range range;                   ///< what the ends of the colours mean
  bool has_values = true;        ///< false: no pixel of this frame has depth
  std::vector<float> histogram;  ///< see depthHistogram()
};

/// Remembers the range from one frame to the next; for one thread.
class DepthPainter {
 public:
  Result<PaintedDepth> paint(const DepthJob& job);

 private:
  Range rangeFor(const DepthJob& job, bool& has_values);

  RangeSmoother smoother_;
  Range range_{1, 80};
  std::optional<double> last_time_s_;
  int64_t last_index_ = 0, round_ = 0;
};

}  // namespace kerb
