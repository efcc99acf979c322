// kerb eval: judges a method by the ground truth of a source.
#include <algorithm>
#include <cmath>
#include <tuple>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include "app/cli/cli.h"
#include "app/cli/model_arguments.h"
#include "app/cli/progress.h"
#include "app/cli/source_arguments.h"
#include "core/eval/eval_json.h"
#include "core/method/input.h"
#include "core/source/frame_range.h"

namespace kerb::cli {
namespace {

struct EvalOptions {
  std::string data, frames, cap, baseline;
  std::string protocol = "plain";
  SourceOptions opening;
  FootageArguments footage;
  ModelArguments model;
  int64_t baseline_frames = RowBaseline::kFrames;
  bool post_process = false;
  bool json = false;
};

/// With the truth that the protocol is about, where the user did not choose one.
Result<std::unique_ptr<Source>> openFor(const DepthProtocol& protocol, const std::string& path,
                                        SourceOptions opening, const std::stop_source& stop) {
  KERB_TRY(auto source, openWithProgress(path, opening, stop));
  if (source->info().layout != "kitti_raw" || opening.depth != "auto" || protocol.kitti_truth.empty())
    return source;
  opening.depth = protocol.kitti_truth;
  return openWithProgress(path, opening, stop);
}

std::string row(const std::string& name, const DepthErrors& errors) {
  std::string line = fmt::format("{:<24}", name);
  for (const DepthErrorName& error : depthErrorNames()) line += fmt::format(" {:>8.4f}", errors.*error.value);
  return line + "\n";
}

std::string depthTable(const DepthSummary& depth, const std::optional<DepthSummary>& baseline) {
  std::string text = fmt::format("{:<24}", "depth");
  for (const DepthErrorName& error : depthErrorNames()) text += fmt::format(" {:>8}", error.name);
  text += "\n" + row("scaled by medians", depth.scaled);
  if (depth.as_is) text += row("as predicted (metres)", *depth.as_is);
  if (baseline) {
    text += row("row medians, scaled", baseline->scaled);
    if (baseline->as_is) text += row("row medians", *baseline->as_is);
  }
  return text + fmt::format(
                    "{} frames; ratio of medians {:.4g}, deviation {:.3f}; predicted where there is "
                    "truth: {:.1f} %\n",
                    depth.frames, depth.ratio_median, depth.ratio_deviation, 100 * depth.coverage);
}

std::string percent(const std::optional<double>& share) {
  return share && std::isfinite(*share) ? fmt::format("{:.1f}", 100 * *share) : std::string("-");
}

std::string classTable(const Confusion& confusion) {
  std::string text = fmt::format("classes: mIoU {} %", percent(confusion.meanIou()));
  if (const auto binary = confusion.binaryIou())
    text += fmt::format(", things against background {} %", percent(binary));
  text += fmt::format(", pixels that are right {} %\n", percent(confusion.accuracy()));
  const auto iou = confusion.iou();
  for (size_t i = 0; i < iou.size(); ++i)
    text += fmt::format("  {:<20} {:>6}\n", classes(confusion.taxonomy())[i].name, percent(iou[i]));
  return text;
}

/// What there is no result of, with the first reason of each kind.
std::string leftOut(const EvalReport& report) {
  std::string text;
  const auto add = [&](bool failed, int64_t count, const char* what) {
    if (count == 0) return;
    const auto first = std::ranges::find_if(
        report.frames, [&](const FrameResult& frame) { return !frame.counts() && frame.failed == failed; });
    text += fmt::format("{} of {} frames {}; the first, {}: {}\n", count, report.frames.size(), what,
                        first->index, first->problem);
  };
  add(false, report.withoutResult(), "have no result");
  add(true, report.failed(), "failed");
  return text;
}

void print(const EvalReport& report, const EvalRequest& request, const SourceInfo& info,
           const EngineInfo& engine, bool as_json) {
  if (as_json) {
    // A file name need not be UTF-8.
    fmt::print("{}\n", evalJson(report, request, info, engine)
                           .dump(2, ' ', false, nlohmann::json::error_handler_t::replace));
    return;
  }
  if (const auto depth = report.depth()) fmt::print("{}", depthTable(*depth, report.baseline()));
  if (request.baseline)
    fmt::print("row medians: of {} frames, evenly spread over {}{}\n", request.baseline->frames(),
               request.baseline->frameCount(),
               request.baseline->unreadable() > 0
                   ? fmt::format("; {} could not be read", request.baseline->unreadable())
                   : "");
  if (report.confusion) fmt::print("{}", classTable(*report.confusion));
  fmt::print("{}", leftOut(report));
}

Status resultOf(const EvalReport& report, const EvalOptions& o) {
  if (report.stopped) {
    Error stopped = Error::cancelledByUser();
    stopped.what = fmt::format("stopped after {} frames; what is printed is of these", report.frames.size());
    return stopped;
  }
  if (report.failed() == 0) return {};
  return Error{fmt::format("{} of {} frames failed", report.failed(), report.frames.size()), o.data};
}

void announce(const SourceInfo& info, const OpenedMethod& opened, const Engine& engine,
              const EvalRequest& request) {
  fmt::print(stderr, "{} ({}); {} on {}; protocol {}: {}{}\n", info.name, info.layout, opened.spec->title,
             engine.info().device, request.protocol.id, request.protocol.title,
             request.post_process ? ", post-processed" : "");
  for (const auto& note : info.notes) fmt::print(stderr, "note: {}\n", note);
  if (!engine.info().note.empty()) fmt::print(stderr, "note: {}\n", engine.info().note);
}

Status run(EvalOptions o, const std::stop_source& stop) {
  EvalRequest request;
  KERB_TRY(request.protocol, depthProtocol(o.protocol));
  if (!o.cap.empty()) {
    KERB_TRY(request.protocol, withCap(request.protocol, o.cap));
  }
  request.post_process = o.post_process;
  KERB_TRY(const FrameRange range, parseFrameRange(o.frames));
  KERB_TRY(const FootageOptions footage, footageOf(o.footage));
  KERB_TRY(auto whole, openFor(request.protocol, o.data, o.opening, stop));
  KERB_TRY(const auto source, asFootage(std::move(whole), footage, {stop.get_token(), {}}));
  KERB_TRY(const SourceInfo info, source->completeInfo(stop.get_token()));
  KERB_TRY(const auto indices, indicesIn(range, info));
  const Error unnamed{"names nothing to evaluate", "--model",
                      "Give a weights file, a run folder, starter, or a method (`kerb models`)"};
  if (o.model.model.empty() && o.model.method.empty()) return unnamed;
  KERB_TRY(const OpenedMethod opened, openModel(o.model, unnamed));
  KERB_CHECK(checkNeeds(*opened.spec, info));
  KERB_TRY(const auto engine, startEngine(opened, o.model));
  announce(info, opened, *engine, request);
  Result<EvalReport> report = Error{};
  {
    ProgressPrinter printer;
    const JobContext job{stop.get_token(), [&](const Progress& progress) { printer(progress); }};
    if (!o.baseline.empty()) {
      KERB_TRY(auto uncropped, openFor(request.protocol, o.baseline, {}, stop));
      FootageOptions crop;  // rows are those of what is judged
      std::tie(crop.crop_top, crop.crop_bottom) = std::tie(footage.crop_top, footage.crop_bottom);
      KERB_TRY(const auto rows, asFootage(std::move(uncropped), crop, {stop.get_token(), {}}));
      KERB_TRY(request.baseline, RowBaseline::measure(*rows, o.baseline_frames, job));
    }
    report = evaluate(*source, *engine, request, indices, job);
  }
  KERB_CHECK(report);
  print(*report, request, info, engine->info(), o.json);
  return resultOf(*report, o);
}

}  // namespace

void addEval(Program& program) {
  auto o = std::make_shared<EvalOptions>();
  auto* command = program.app.add_subcommand(
      "eval",
      "Judges a method by the ground truth of a source: errors of depth under the papers' protocols, and\n"
      "intersection over union of classes");
  command->add_option("--data", o->data, "anything that `kerb inspect` opens and that has ground truth")
      ->required();
  std::vector<std::string> protocols, described;
  for (const DepthProtocol& protocol : depthProtocols()) {
    protocols.push_back(protocol.id);
    described.push_back(fmt::format("{} ({})", protocol.id, protocol.title));
  }
  command->add_option("--protocol", o->protocol, fmt::format("{}", fmt::join(described, "; ")))
      ->check(CLI::IsMember(protocols))
      ->capture_default_str();
  command->add_option("--cap", o->cap, "MIN:MAX metres in place of the protocol's, of truth and predictions");
  command->add_flag("--post-process", o->post_process,
                    "blend with the disparity of the mirrored image (twice the time)");
  command->add_option("--baseline", o->baseline,
                      "judge beside it the median true depth of each image row of this source");
  command->add_option("--baseline-frames", o->baseline_frames, "of that source, evenly spread, at most")
      ->check(CLI::Range(1, 100'000))
      ->capture_default_str();
  addModelOptions(*command, o->model);
  addOpeningOptions(*command, o->opening);
  addFootageOptions(*command, o->footage);
  command->add_option("--frames", o->frames, "FIRST:END:STEP; a single number is one frame");
  command->add_flag("--json", o->json, "print one JSON document, frame by frame");
  command->callback([&program, o] {
    program.stoppable = true;
    program.chosen = [&program, o] { return run(*o, program.stop); };
  });
}

}  // namespace kerb::cli
