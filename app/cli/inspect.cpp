// kerb inspect: depth, overlays, clouds and video of a whole source, no display needed.
#include "core/job/inspect.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include "app/cli/cli.h"
#include "app/cli/model_arguments.h"
#include "app/cli/progress.h"
#include "app/cli/source_arguments.h"
#include "app/usual_method.h"
#include "core/base/file.h"
#include "core/geometry/unproject.h"
#include "core/job/inspect_collected.h"
#include "core/method/input.h"
#include "core/source/frame_range.h"
#include "core/train/distributed.h"

namespace kerb::cli {
namespace {

struct InspectOptions {
  std::string source;
  std::string out;
  ModelArguments model;
  std::vector<std::string> exports;
  std::string frames;
  std::string colours = "turbo", scaling = "inverse", cloud_colours = "picture";
  std::vector<std::string> class_colours, hidden_classes;
  std::string range;
  std::string scale = "method";
  SourceOptions opening;
  FootageArguments footage;
  InspectRequest request;
  std::string cloud_format = "ply";
  bool remove_edges = false, without_moving = false;
  bool collect = false;
  bool json = false;
  int64_t arrival_s = 60;
};

Status parseRange(const std::string& text, std::optional<Range>& range) {
  if (text.empty()) return {};
  const size_t colon = text.find(':');
  const auto lo = parseNumber(text.substr(0, colon));
  const auto hi = parseNumber(colon == std::string::npos ? "" : text.substr(colon + 1));
  if (!lo || !hi || *lo <= 0 || *hi <= *lo) {
    return Error{fmt::format("'{}' is not NEAR:FAR with 0 < NEAR < FAR", text), "--range",
                 "For example --range 2:80"};
  }
  range = Range{*lo, *hi};
  return {};
}

Status parseOutputs(const std::vector<std::string>& names, std::set<Output>& outputs) {
  if (names.empty()) {
    outputs = {Output::depth, Output::colour, Output::labels,    Output::overlay,
               Output::cloud, Output::video,  Output::trajectory};
  }
  for (const auto& name : names) {
    if (name == "all") {
      for (const Output output : allOutputs()) {
        if (output != Output::collected) outputs.insert(output);
      }
      continue;
    }
    KERB_TRY(const Output output, parseOutput(name));
    outputs.insert(output);
  }
  return {};
}

Status ofOption(const char* option, Status status) {
  if (status) return status;
  Error error = status.error();
  error.where = option;
  return error;
}

Status parseLooks(InspectOptions& options) {
  InspectRequest& request = options.request;
  KERB_TRY(request.colour_map, parseColourMap(options.colours));
  KERB_TRY(request.scaling, parseScaling(options.scaling));
  KERB_TRY(request.cloud_colours, parseCloudColours(options.cloud_colours));
  for (const auto& text : options.class_colours)
    KERB_CHECK(ofOption("--class-colour", colourClass(request.class_colours, text)));
  for (const auto& name : options.hidden_classes)
    KERB_CHECK(ofOption("--hide", hideClass(request.hidden_classes, name)));
  return {};
}

Status parse(InspectOptions& options) {
  InspectRequest& request = options.request;
  request.out = options.out;
  request.opening = options.opening;
  KERB_TRY(request.footage, footageOf(options.footage));
  KERB_TRY(const FrameRange frames, parseFrameRange(options.frames));
  request.begin = frames.begin;
  request.end = frames.end;
  request.step = frames.step;
  KERB_CHECK(parseRange(options.range, request.range));
  KERB_TRY(request.scale, parseScale(options.scale));
  KERB_CHECK(parseOutputs(options.exports, request.outputs));
  if (options.collect) request.outputs.insert(Output::collected);
  KERB_TRY(request.cloud_format, parseCloudFormat(options.cloud_format));
  if (options.remove_edges) request.cloud_edge_jump = kEdgeJump;
  if (options.without_moving) request.moving = MovingThings::hidden;
  return parseLooks(options);
}

/// The method where neither it nor a model was named: what the source itself allows.
Result<std::string> methodFor(const SourceInfo& source) {
  if (const auto usual = usualMethod(source)) return *usual;
  return Error{"one camera and no ground truth: depth needs a trained model", source.path.string(),
               "Give one with --model FILE.safetensors. `kerb import FOLDER` makes one from official "
               "Monodepth2 weights"};
}

Status checkScaleOf(const SourceInfo& source, const ScaleChoice& scale) {
  if (scale.rule != ScaleRule::ground_truth || source.has.depth) return {};
  return Error{"has no ground truth that depth could be scaled by", source.path.string(),
               "Give --scale height:METRES (of the camera above the road) or a factor"};
}

Status report(const InspectReport& report, const InspectOptions& options) {
  if (report.exported + report.resumed > 0 && report.facts.empty()) {
    return Error{"there is nothing to export: this method gave neither depth nor classes for this source",
                 options.source, "`kerb models` lists the methods and what they need"};
  }
  if (options.json) {
    KERB_TRY(const std::string summary, readWhole(report.summary));
    fmt::print("{}", summary);
  } else {
    fmt::print("{}: {} frames exported{}{}{}. {} says how\n", options.out, report.exported,
               report.facts.empty() ? "" : fmt::format(" ({})", report.facts),
               report.resumed > 0 ? fmt::format(", {} were there", report.resumed) : "",
               report.failed > 0 ? fmt::format(", {} failed", report.failed) : "", report.summary.string());
  }
  if (!report.collected.empty() && !options.json)
    fmt::print("{}: {} points of {} frames\n", report.collected.string(), report.collected_points,
               report.collected_frames);
  if (report.beyond_png16 > 0 && !options.json) {
    fmt::print(stderr,
               "note: {} pixels beyond 255.99 m are missing in depth/*.png; --export npy keeps them\n",
               report.beyond_png16);
  }
  if (report.failed == 0) return {};
  return Error{fmt::format("{} of {} frames failed; the first: {}", report.failed,
                           report.failed + report.exported + report.resumed, report.errors.front())};
}

/// What there is was exported; that something is missing must not go unnoticed in a script.
Status checkWhole(const SourceInfo& source, const InspectRequest& request) {
  if (!source.ends_early || (request.end >= 0 && request.end <= source.count)) return {};
  return Error{fmt::format("is cut off after {} frames; these were exported", source.count),
               source.path.string(), "Get a whole file, or end at a frame that is there with --frames"};
}

/// Ranks that export the same source; one that is slow is waited for, however long it takes.
Status joinRanks(InspectOptions& options) {
  KERB_TRY(const RankPlace place, rankPlace());
  if (place.world == 1) return {};
  constexpr std::chrono::hours kWeek{7 * 24};
  KERB_TRY(options.request.ranks, Ranks::join(place, {std::chrono::seconds(options.arrival_s), kWeek}));
  options.model.engine.device = options.request.ranks->deviceName(options.model.engine.device);
  return {};
}

Status run(InspectOptions options, const std::stop_source& stop) {
  KERB_CHECK(parse(options));
  KERB_CHECK(joinRanks(options));
  const bool leads = !options.request.ranks || options.request.ranks->leads();
  KERB_TRY(auto opened_source, openWithProgress(options.source, options.opening, stop));
  KERB_TRY(const auto source,
           asFootage(std::move(opened_source), options.request.footage, {stop.get_token(), {}}));
  const SourceInfo info = source->info();
  KERB_CHECK(checkPoses(options.request, info));
  KERB_TRY(const OpenedMethod opened, openModel(options.model, methodFor(info)));
  KERB_CHECK(checkNeeds(*opened.spec, info));
  KERB_CHECK(checkScaleOf(info, options.request.scale));
  KERB_TRY(const auto engine, startEngine(opened, options.model));
  if (leads)
    fmt::print(stderr, "{} ({}), {} x {}; depth by {} on {}; intrinsics: {}\n", info.name, info.layout,
               info.width, info.height, opened.spec->title, engine->info().device, info.camera.origin_text);
  for (const auto& note : info.notes) fmt::print(stderr, "note: {}\n", note);
  if (!engine->info().note.empty()) fmt::print(stderr, "note: {}\n", engine->info().note);
  ProgressPrinter printer;
  JobContext context{stop.get_token(), {}};
  if (leads) context.report = [&](const Progress& progress) { printer(progress); };
  auto done = inspect(*source, *engine, options.request, context);
  if (!done && done.error().cancelled) {
    Error stopped = done.error();
    stopped.what = "stopped. Run the same command again to go on";
    return stopped;
  }
  if (!done) return done.error();
  if (!leads) return {};
  const auto final_notes = source->info().notes;  // an index may have found the end of a cut file by now
  for (const auto& note : final_notes) {
    if (std::ranges::find(info.notes, note) == info.notes.end()) fmt::print(stderr, "note: {}\n", note);
  }
  KERB_CHECK(report(*done, options));
  return checkWhole(source->info(), options.request);
}

void addSourceOptions(CLI::App& command, InspectOptions& o) {
  addOpeningOptions(command, o.opening);
  addFootageOptions(command, o.footage);
  command.add_option("--frames", o.frames, "FIRST:END:STEP; a single number is one frame");
}

void addClassOptions(CLI::App& command, InspectOptions& o) {
  command
      .add_option("--hide", o.hidden_classes,
                  "classes that the overlay does not show and clouds leave out, for example sky,car")
      ->delimiter(',')
      ->allow_extra_args(false);
  command
      .add_option("--class-colour", o.class_colours,
                  "CLASS=#RRGGBB in place of the data set's own, of overlays and clouds")
      ->delimiter(',')
      ->allow_extra_args(false);
}

void addOutputOptions(CLI::App& command, InspectOptions& o) {
  std::vector<std::string> names;
  for (const Output output : allOutputs()) names.push_back(outputName(output));
  command
      .add_option("--export", o.exports,
                  fmt::format("what to write: all (but collected), or of {}; default: all but npy, disparity "
                              "and collected",
                              fmt::join(names, ",")))
      ->delimiter(',');
  command
      .add_option("--scale", o.scale,
                  "how depth becomes metres: method (as it gives them), a factor (5.4), height:METRES of the "
                  "camera above the road, or truth (median of the source's ground truth)")
      ->capture_default_str();
  command.add_option("--colours", o.colours, "turbo, magma, viridis or grey")->capture_default_str();
  command
      .add_option("--scaling", o.scaling,
                  "how depth becomes colour: inverse (near things get most), log or linear")
      ->capture_default_str();
  command.add_option("--range", o.range,
                     "depths NEAR:FAR of the colours; default: 5th to 95th percentile, smoothed over time");
  command.add_option("--overlay-opacity", o.request.overlay_opacity, "of the classes over the image")
      ->check(CLI::Range(0.0, 1.0))
      ->capture_default_str();
  command.add_flag("--contours", o.request.overlay_contours, "the borders of classes at full strength");
  addClassOptions(command, o);
  command.add_option("--cloud-every", o.request.cloud_every, "one point cloud every so many frames")
      ->check(CLI::Range(1, 1'000'000))
      ->capture_default_str();
  command
      .add_option("--cloud-max-depth", o.request.cloud_max_depth,
                  "leave out farther points, where stereo is noise; 0: keep all")
      ->check(CLI::NonNegativeNumber)
      ->capture_default_str();
  command.add_flag("--remove-edges", o.remove_edges,
                   "leave out cloud points at depth edges (jumps over 5 %)");
  command.add_option("--cloud-format", o.cloud_format, "of point clouds: ply or pcd")->capture_default_str();
  command
      .add_option(
          "--cloud-colours", o.cloud_colours,
          "of the points: picture, classes, depth or error (against the source's ground truth); where a "
          "frame has no classes or truth: picture")
      ->capture_default_str();
  command.add_flag("--collect", o.collect,
                   "one cloud of all frames too, in the world of the source's poses: collected.ply or .pcd");
  command.add_flag("--without-moving", o.without_moving,
                   "leave out cloud points of people and vehicles, where classes are known");
}

}  // namespace

void addInspect(Program& program) {
  auto o = std::make_shared<InspectOptions>();
  auto* command = program.app.add_subcommand(
      "inspect",
      "Depth, overlays, point clouds, video and trajectory of a video, an image folder or a data set");
  command->add_option("SOURCE", o->source, "a video file, a folder of images, or a data set's folder")
      ->required();
  command->add_option("--out", o->out, "the folder to write; run again to go on with a stopped export")
      ->required();
  addModelOptions(*command, o->model);
  addSourceOptions(*command, *o);
  addOutputOptions(*command, *o);
  command
      ->add_option("--wait", o->arrival_s,
                   "seconds that ranks under torchrun, mpirun or srun wait for each other at the start")
      ->check(CLI::Range(1, 86400))
      ->capture_default_str();
  command->add_flag("--json", o->json, "print summary.json at the end");
  command->callback([&program, o] {
    program.stoppable = true;
    program.chosen = [&program, o] { return run(*o, program.stop); };
  });
}

}  // namespace kerb::cli
