// Judges a method by the ground truth of a source: what `kerb eval` and the window's jobs run.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/eval/depth_metrics.h"
#include "core/eval/row_baseline.h"
#include "core/eval/semantic_metrics.h"
#include "core/job/engine.h"
#include "core/job/job.h"
#include "core/source/source.h"

namespace kerb {

struct EvalRequest {
  DepthProtocol protocol;
  bool post_process = false;            ///< blend with the mirrored image's disparity
  std::optional<RowBaseline> baseline;  ///< judged beside the method, on the same pixels
};

/// The depth of one frame. Relative depth has errors only after it was scaled.
struct DepthResult {
  DepthErrors scaled;                ///< after the ratio of medians
  std::optional<DepthErrors> as_is;  ///< of depth in metres as it was predicted
  double ratio = 0;                  ///< median(truth) / median(prediction)
  int64_t pixels = 0;                ///< that counted
  double coverage = 0;               ///< share of the pixels with truth that have a prediction
};

struct FrameResult {
  int64_t index = 0;
  std::string name;
  std::optional<DepthResult> depth, baseline;
  std::optional<double> mean_iou, accuracy;
  std::string
      problem;  ///< why there is no result, or no depth: nothing to compare with, an empty crop, an Error
  bool failed = false;  ///< could not be read, predicted or compared
  bool counts() const { return depth || mean_iou; }
};

/// Means over frames, each counting once.
struct DepthSummary {
  int64_t frames = 0;
  DepthErrors scaled;
  std::optional<DepthErrors> as_is;
  double ratio_median = 0, ratio_deviation = 0;  ///< the latter of ratio / median: how far scales wander
  double coverage = 0;
};

struct EvalReport {
  std::vector<FrameResult> frames;  ///< of all indices, in their order; fewer where it was stopped
  DepthScale scale;                 ///< of the predictions
  std::optional<Confusion> confusion;
  bool stopped = false;  ///< cancelled: what there was until then

  std::optional<DepthSummary> depth() const;
  std::optional<DepthSummary> baseline() const;
  int64_t evaluated() const;
  int64_t failed() const;
  /// Frames that did not fail and yet have no result.
  int64_t withoutResult() const;
};

/// Predicts and judges the frames with these indices. A frame that fails is counted and the others go on. A
/// frame without truth is not predicted. A source without depth and labels, or not one frame with a result:
/// an Error. Cancelled: what there is, with `stopped`.
Result<EvalReport> evaluate(const Source& source, Engine& engine, const EvalRequest& request,
                            const std::vector<int64_t>& indices, const JobContext& job);

}  // namespace kerb
