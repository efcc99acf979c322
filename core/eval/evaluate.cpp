#include "core/eval/evaluate.h"

#include <algorithm>
#include <cmath>
#include <deque>

#include <ATen/ATen.h>
#include <fmt/format.h>

#include "core/eval/mirrored.h"
#include "core/method/input.h"

namespace kerb {
namespace {

std::string sizeText(const at::Tensor& map) { return fmt::format("{}x{}", map.size(1), map.size(0)); }

/// Read, and on its way through the engine.
struct Pending {
  int64_t index = 0;
  Result<Input> input;
  std::future<TimedPrediction> straight, mirrored;  ///< not valid: nothing to predict for
};

Status checkSizes(const Frame& frame) {
  for (const at::Tensor* map :
       {frame.depth_m ? &*frame.depth_m : nullptr, frame.semantics ? &frame.semantics->ids : nullptr}) {
    if (map == nullptr || (map->size(0) == frame.height() && map->size(1) == frame.width())) continue;
    return Error{
        fmt::format("the ground truth is {}, the image {}x{}", sizeText(*map), frame.width(), frame.height()),
        frame.name};
  }
  return {};
}

std::optional<DepthResult> judge(const at::Tensor& depth, const at::Tensor& truth,
                                 const DepthProtocol& protocol, bool in_metres) {
  const DepthPairs pairs = depthPairs(depth, truth, protocol);
  const auto ratio = medianRatio(pairs);
  if (!ratio) return std::nullopt;
  DepthResult result;
  result.ratio = *ratio;
  result.scaled = *depthErrors(pairs, protocol, *ratio);
  if (in_metres) result.as_is = depthErrors(pairs, protocol, 1);
  result.pixels = static_cast<int64_t>(pairs.truth.size());
  result.coverage = pairs.coverage();
  return result;
}

std::optional<DepthSummary> summarise(const std::vector<FrameResult>& frames,
                                      std::optional<DepthResult> FrameResult::* which) {
  std::vector<DepthErrors> scaled, as_is;
  std::vector<double> ratios;
  DepthSummary summary;
  for (const FrameResult& frame : frames) {
    const auto& result = frame.*which;
    if (!result) continue;
    scaled.push_back(result->scaled);
    if (result->as_is) as_is.push_back(*result->as_is);
    ratios.push_back(result->ratio);
    summary.coverage += result->coverage;
  }
  if (scaled.empty()) return std::nullopt;
  const auto count = static_cast<double>(scaled.size());
  summary.frames = static_cast<int64_t>(scaled.size());
  summary.scaled = meanErrors(scaled);
  if (as_is.size() == scaled.size()) summary.as_is = meanErrors(as_is);
  summary.coverage /= count;
  summary.ratio_median = medianOf(ratios);
  double mean = 0, square = 0;
  for (const double ratio : ratios) mean += ratio / summary.ratio_median / count;
  for (const double ratio : ratios) square += std::pow(ratio / summary.ratio_median - mean, 2) / count;
  summary.ratio_deviation = std::sqrt(square);
  return summary;
}

/// One evaluation; members instead of long parameter lists.
class Evaluation {
 public:
  Evaluation(const Source& source, Engine& engine, const EvalRequest& request, const SourceInfo& info)
      : source_(source), engine_(engine), request_(request) {
    truth_.depth = info.has.depth;
    truth_.semantics = info.has.semantics;
  }

  /// Reads here while the engine predicts on its own thread.
  EvalReport run(const std::vector<int64_t>& indices, const JobContext& job) {
    constexpr size_t kAhead = 2;
    const auto total = static_cast<int64_t>(indices.size());
    std::deque<Pending> pending;
    size_t next = 0;
    job.progress("evaluating", 0, total);
    while (next < indices.size() || !pending.empty()) {
      if (job.cancelled()) {
        report_.stopped = true;
        break;
      }
      if (next < indices.size() && pending.size() < kAhead) {
        pending.push_back(begin(indices[next++]));
        continue;
      }
      report_.frames.push_back(finish(std::move(pending.front())));
      pending.pop_front();
      job.progress("evaluating", static_cast<int64_t>(report_.frames.size()), total);
    }
    return std::move(report_);
  }

 private:
  Result<Input> read(int64_t index) const {
    try {
      KERB_TRY(Input input, gatherInput(source_, index, engine_.needs(), truth_));
      KERB_CHECK(checkSizes(input.target));
      return input;
    } catch (const std::exception& failure) {  // a bug, which must not cost the other frames
      return Error{failure.what(), fmt::format("frame {}", index)};
    }
  }

  Pending begin(int64_t index) const {
    Pending pending{index, read(index), {}, {}};
    if (!pending.input) return pending;
    const Input& input = *pending.input;
    if (!input.target.depth_m && !input.target.semantics) return pending;
    pending.straight = engine_.enqueue(input);
    if (request_.post_process) pending.mirrored = engine_.enqueue(mirroredInput(input));
    return pending;
  }

  FrameResult finish(Pending pending) {
    FrameResult result;
    result.index = pending.index;
    Status judged;
    if (!pending.input) {
      judged = pending.input.error();
    } else {
      result.name = pending.input->target.name;
      try {
        judged = judgeFrame(pending, result);
      } catch (const std::exception& failure) {  // a map of a wrong shape
        judged = Error{failure.what(), result.name};
      }
    }
    if (!judged) {
      result.failed = true;
      result.problem = judged.error().message();
    }
    return result;
  }

  Status judgeFrame(Pending& pending, FrameResult& result) {
    if (!pending.straight.valid()) {
      result.problem = "no ground truth";
      return {};
    }
    const Frame& frame = pending.input->target;
    KERB_TRY(Prediction prediction, pending.straight.get().prediction);
    if (pending.mirrored.valid()) {
      KERB_TRY(const Prediction mirrored, pending.mirrored.get().prediction);
      KERB_TRY(prediction.depth, blendedDepth(prediction, mirrored));
    }
    if (frame.depth_m && prediction.depth) judgeDepth(frame, prediction, result);
    if (frame.semantics && prediction.semantics) judgeClasses(frame, prediction, result);
    if (!result.counts() && result.problem.empty())
      result.problem = "the method predicts nothing that this frame has the truth of";
    return {};
  }

  void judgeDepth(const Frame& frame, const Prediction& prediction, FrameResult& result) {
    report_.scale = prediction.scale;
    const bool in_metres = prediction.scale.kind != ScaleKind::relative;
    result.depth = judge(*prediction.depth, *frame.depth_m, request_.protocol, in_metres);
    if (!result.depth) {
      result.problem = "no pixel counts: none has both a truth inside crop and cap and a prediction";
      return;
    }
    if (!request_.baseline) return;
    // On the pixels that the method predicts, so that holes do not make it look better than it is.
    const at::Tensor rows = request_.baseline->depth(frame.height(), frame.width());
    const at::Tensor seen = prediction.depth->isfinite().logical_and(prediction.depth->gt(0));
    result.baseline = judge(rows * seen, *frame.depth_m, request_.protocol, /*in_metres=*/true);
  }

  void judgeClasses(const Frame& frame, const Prediction& prediction, FrameResult& result) {
    Confusion here(Confusion::common(prediction.semantics->taxonomy, frame.semantics->taxonomy));
    here.add(*prediction.semantics, *frame.semantics);
    result.mean_iou = here.meanIou();
    result.accuracy = here.accuracy();
    if (!result.mean_iou && !result.depth) result.problem = "no pixel of it is labelled";
    if (!report_.confusion) report_.confusion.emplace(here.taxonomy());
    report_.confusion->add(here);
  }

  const Source& source_;
  Engine& engine_;
  const EvalRequest& request_;
  FrameParts truth_;
  EvalReport report_;
};

Status somethingCame(const EvalReport& report, const SourceInfo& info) {
  if (report.stopped || report.evaluated() > 0) return {};
  const auto first = std::ranges::find_if(report.frames, [](const auto& frame) { return frame.failed; });
  const FrameResult& shown = first != report.frames.end() ? *first : report.frames.front();
  return Error{fmt::format("none of the {} frames could be judged; frame {}: {}", report.frames.size(),
                           shown.index, shown.problem),
               info.path.string()};
}

}  // namespace

std::optional<DepthSummary> EvalReport::depth() const { return summarise(frames, &FrameResult::depth); }
std::optional<DepthSummary> EvalReport::baseline() const { return summarise(frames, &FrameResult::baseline); }
int64_t EvalReport::evaluated() const { return std::ranges::count_if(frames, &FrameResult::counts); }
int64_t EvalReport::failed() const { return std::ranges::count_if(frames, &FrameResult::failed); }
int64_t EvalReport::withoutResult() const {
  return static_cast<int64_t>(frames.size()) - evaluated() - failed();
}

Result<EvalReport> evaluate(const Source& source, Engine& engine, const EvalRequest& request,
                            const std::vector<int64_t>& indices, const JobContext& job) {
  const SourceInfo info = source.info();
  if (!info.has.depth && !info.has.semantics)
    return Error{"has neither true depth nor labels to judge by", info.path.string(),
                 "`kerb datasets` lists data sets that have"};
  EvalReport report = Evaluation(source, engine, request, info).run(indices, job);
  KERB_CHECK(somethingCame(report, info));
  return report;
}

}  // namespace kerb
