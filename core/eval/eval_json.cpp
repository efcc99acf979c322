#include "core/eval/eval_json.h"

#include <cmath>

#include <nlohmann/json.hpp>

namespace kerb {
namespace {

using json = nlohmann::ordered_json;

json number(double value) { return std::isfinite(value) ? json(value) : json(nullptr); }
json number(const std::optional<double>& value) { return value ? number(*value) : json(nullptr); }

json errorsJson(const DepthErrors& errors) {
  json all;
  for (const DepthErrorName& error : depthErrorNames()) all[error.name] = number(errors.*error.value);
  return all;
}
json errorsJson(const std::optional<DepthErrors>& errors) {
  return errors ? errorsJson(*errors) : json(nullptr);
}

json depthJson(const DepthResult& result) {
  return {{"median_scaled", errorsJson(result.scaled)},
          {"as_is", errorsJson(result.as_is)},
          {"ratio", number(result.ratio)},
          {"pixels", result.pixels},
          {"coverage", number(result.coverage)}};
}

json depthJson(const DepthSummary& summary) {
  return {{"frames", summary.frames},
          {"median_scaled", errorsJson(summary.scaled)},
          {"as_is", errorsJson(summary.as_is)},
          {"ratio_median", number(summary.ratio_median)},
          {"ratio_deviation", number(summary.ratio_deviation)},
          {"coverage", number(summary.coverage)}};
}

json frameJson(const FrameResult& frame) {
  json all{{"index", frame.index}, {"name", frame.name}};
  if (frame.depth) all["depth"] = depthJson(*frame.depth);
  if (frame.baseline) all["baseline"] = depthJson(*frame.baseline);
  if (frame.mean_iou)
    all["semantics"] = {{"mean_iou", *frame.mean_iou}, {"accuracy", number(frame.accuracy)}};
  if (!frame.problem.empty()) all[frame.failed ? "error" : "note"] = frame.problem;
  return all;
}

json confusionJson(const Confusion& confusion) {
  const auto iou = confusion.iou();
  json per_class, matrix = json::array();
  for (int64_t truth = 0; truth < confusion.classCount(); ++truth) {
    const auto name = std::string(classes(confusion.taxonomy())[static_cast<size_t>(truth)].name);
    per_class[name] = number(iou[static_cast<size_t>(truth)]);
    json row = json::array();
    for (int64_t p = 0; p <= confusion.classCount(); ++p) row.push_back(confusion.pixels(truth, p));
    matrix.push_back(std::move(row));
  }
  return {{"mean_iou", number(confusion.meanIou())},
          {"binary_iou", number(confusion.binaryIou())},
          {"accuracy", number(confusion.accuracy())},
          {"iou", std::move(per_class)},
          {"confusion_rows_are_truth_last_column_is_none", std::move(matrix)}};
}

const char* scaleName(ScaleKind kind) {
  switch (kind) {
    case ScaleKind::metric:
      return "metric";
    case ScaleKind::relative:
      return "relative";
    case ScaleKind::aligned:
      return "aligned";
  }
  return "";
}

json protocolJson(const EvalRequest& request) {
  const DepthProtocol& p = request.protocol;
  const char* crop = p.crop == EvalCrop::none ? "none" : p.crop == EvalCrop::garg ? "garg" : "eigen";
  return {{"id", p.id},
          {"title", p.title},
          {"crop", crop},
          {"truth_above_m", p.truth_above},
          {"truth_below_m", p.truth_below},
          {"predictions_clamped_to_m", {p.least, p.most}},
          {"post_process", request.post_process}};
}

json baselineJson(const RowBaseline& baseline, const std::optional<DepthSummary>& summary) {
  json all{{"what", "median true depth of each image row"},
           {"frames_read", baseline.frames()},
           {"frames_of_source", baseline.frameCount()},
           {"frames_unreadable", baseline.unreadable()}};
  all["depth"] = summary ? depthJson(*summary) : json(nullptr);
  return all;
}

}  // namespace

nlohmann::ordered_json evalJson(const EvalReport& report, const EvalRequest& request,
                                const SourceInfo& source, const EngineInfo& engine) {
  json all{{"source", {{"path", source.path.string()}, {"layout", source.layout}, {"notes", source.notes}}},
           {"method",
            {{"id", engine.method},
             {"parameters", engine.parameters},
             {"weights", engine.weights},
             {"device", engine.device},
             {"precision", engine.precision}}},
           {"protocol", protocolJson(request)},
           {"counts",
            {{"frames", report.frames.size()},
             {"evaluated", report.evaluated()},
             {"without_result", report.withoutResult()},
             {"failed", report.failed()}}},
           {"stopped", report.stopped}};
  if (const auto depth = report.depth()) {
    all["scale"] = {{"kind", scaleName(report.scale.kind)}, {"how", report.scale.how}};
    all["depth"] = depthJson(*depth);
  }
  if (request.baseline) all["baseline"] = baselineJson(*request.baseline, report.baseline());
  if (report.confusion) all["semantics"] = confusionJson(*report.confusion);
  all["frames"] = json::array();
  for (const FrameResult& frame : report.frames) all["frames"].push_back(frameJson(frame));
  return all;
}

}  // namespace kerb
