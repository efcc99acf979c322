// kerb datasets: the data sets that Kerb reads, and whether a folder holds one whole.
#include <algorithm>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "app/cli/cli.h"
#include "app/cli/progress.h"
#include "core/base/file.h"
#include "core/source/check_source.h"

namespace kerb::cli {
namespace {

using nlohmann::json;

struct CheckOptions {
  std::string folder;
  SourceOptions opening;
  int threads = 0;
  bool json = false;
};

/// The first id that is no data set's; empty: all are.
std::string unknownOf(const std::vector<std::string>& ids) {
  const auto& layouts = sourceLayouts();
  for (const auto& id : ids) {
    const bool known = std::ranges::any_of(
        layouts, [&](const SourceLayout& layout) { return layout.id == id && !layout.about.empty(); });
    if (!known) return id;
  }
  return "";
}

Status list(const std::vector<std::string>& ids, bool as_json) {
  if (const auto unknown = unknownOf(ids); !unknown.empty())
    return Error{fmt::format("there is no data set '{}'", unknown), "", "`kerb datasets` lists them"};
  json sets = json::array();
  for (const SourceLayout& layout : sourceLayouts()) {
    if (layout.about.empty()) continue;
    if (!ids.empty() && std::ranges::find(ids, layout.id) == ids.end()) continue;
    sets.push_back({{"id", layout.id},
                    {"title", layout.title},
                    {"from", layout.about.from},
                    {"licence", layout.about.licence},
                    {"recognised_by", layout.looked_for},
                    {"splits", layout.reads_splits},
                    {"tree", layout.about.tree}});
    if (as_json) continue;
    fmt::print("{}  ({})\n  from:     {}\n  licence:  {}\n  give it:  {}\n  its files:\n", layout.title,
               layout.id, layout.about.from, layout.about.licence, layout.looked_for);
    for (const auto line : splitLines(layout.about.tree)) fmt::print("    {}\n", line);
    fmt::print("\n");
  }
  if (as_json) {
    fmt::print("{}\n", sets.dump(2));
  } else {
    fmt::print("`kerb datasets check FOLDER` reads all of a folder and says what is missing or broken\n");
  }
  return {};
}

std::string titleOf(const std::string& id) {
  for (const SourceLayout& layout : sourceLayouts()) {
    if (layout.id == id) return layout.title;
  }
  return id;
}

/// What was read, in the order in which people ask.
std::vector<std::pair<const char*, int64_t>> partsOf(const SourceCheck& check) {
  return {{"images", check.images},
          {"stereo", check.stereo},
          {"depth", check.depth},
          {"semantics", check.semantics},
          {"instances", check.instances},
          {"flow", check.flow},
          {"backward flow", check.backward_flow},
          {"poses", check.poses}};
}

void printJson(const SourceCheck& check) {
  json parts;
  for (const auto& [name, count] : partsOf(check)) parts[name] = count;
  json sizes = json::array();
  for (const auto& [size, frames] : check.sizes)
    sizes.push_back({{"width", size.first}, {"height", size.second}, {"frames", frames}});
  const json report{{"path", check.info.path.string()},
                    {"layout", check.info.layout},
                    {"title", titleOf(check.info.layout)},
                    {"frames", check.info.count},
                    {"sizes", sizes},
                    {"missing", check.missing},
                    {"missing_files", check.missing_files},
                    {"absent", check.absent},
                    {"broken", check.broken},
                    {"parts", parts},
                    {"notes", check.info.notes},
                    {"errors", check.errors}};
  // A file name need not be UTF-8.
  fmt::print("{}\n", report.dump(2, ' ', false, json::error_handler_t::replace));
}

void printText(const SourceCheck& check) {
  fmt::print("{}: {}, {} frames of {} x {}\n", check.info.path.string(), titleOf(check.info.layout),
             check.info.count, check.info.width, check.info.height);
  for (const auto& [name, count] : partsOf(check)) {
    if (count > 0) fmt::print("  {:<14} {}\n", name, count);
  }
  if (check.sizes.size() > 1) {
    for (const auto& [size, frames] : check.sizes)
      fmt::print("  {:<14} {} frames\n", fmt::format("{} x {}", size.first, size.second), frames);
  }
  fmt::print("  {:<14} {}\n  {:<14} {}\n", "missing", check.missing, "broken", check.broken);
  for (const auto& file : check.missing_files) fmt::print("missing: {}\n", file);
  for (const auto& part : check.absent) fmt::print("absent: {}\n", part);
  for (const auto& error : check.errors) fmt::print("broken: {}\n", error);
}

Status check(const CheckOptions& options, const std::stop_source& stop) {
  KERB_TRY(const auto source, openWithProgress(options.folder, options.opening, stop));
  // What is missing is known before the long work starts.
  const auto said = source->info().notes;
  for (const auto& note : said) fmt::print(stderr, "note: {}\n", note);
  Result<SourceCheck> done = Error{};
  {
    ProgressPrinter printer;
    done = checkSource(*source, options.threads, stop.get_token(),
                       [&](int64_t read, int64_t total) { printer({"checking", read, total}); });
  }
  KERB_CHECK(done);
  for (const auto& note : done->info.notes) {  // a video's index finds more
    if (std::ranges::find(said, note) == said.end()) fmt::print(stderr, "note: {}\n", note);
  }
  if (options.json) {
    printJson(*done);
  } else {
    printText(*done);
  }
  if (done->broken == 0) return {};
  return Error{fmt::format("{} of {} frames are broken; the first: {}", done->broken, done->info.count,
                           done->errors.front())};
}

void addCheck(Program& program, CLI::App& datasets) {
  auto o = std::make_shared<CheckOptions>();
  auto* command = datasets.add_subcommand(
      "check",
      "Reads everything in a data set's folder and counts it. missing: frames without their image; absent: "
      "what "
      "other frames of the recording have and this one lacks (flow ends with the recording); broken: what "
      "cannot be read");
  command->add_option("FOLDER", o->folder, "the folder of a data set, or any other source")->required();
  command->add_option("--layout", o->opening.layout, "take it as this data set in place of recognising it");
  command->add_option("--split", o->opening.split_file, "only the frames that this split file lists");
  command->add_option("--split-ids", o->opening.split_ids,
                      "of the split only the lines that this .npy file counts, from 0 "
                      "(eigen_to_benchmark_ids.npy)");
  command->add_option("--side", o->opening.side, "which camera of a stereo rig")
      ->check(CLI::IsMember({"left", "right"}))
      ->capture_default_str();
  command->add_option("--cameras", o->opening.colour, "KITTI's colour or grey cameras")
      ->check(CLI::IsMember({"auto", "colour", "grey"}))
      ->capture_default_str();
  command->add_option("--truth-depth", o->opening.depth, "KITTI raw: which depth is the truth")
      ->check(CLI::IsMember({"auto", "lidar", "eigen", "improved"}))
      ->capture_default_str();
  command->add_option("--threads", o->threads, "0: one per core")
      ->check(CLI::Range(0, 1024))
      ->capture_default_str();
  command->add_flag("--json", o->json, "print one JSON document");
  command->callback([&program, o] {
    program.stoppable = true;
    program.chosen = [&program, o] { return check(*o, program.stop); };
  });
}

}  // namespace

void addDatasets(Program& program) {
  auto ids = std::make_shared<std::vector<std::string>>();
  auto as_json = std::make_shared<bool>(false);
  auto* command = program.app.add_subcommand(
      "datasets", "The data sets Kerb reads: origin, licence, folders; `datasets check FOLDER` checks one");
  command->add_option("--set", *ids, "only these, by id (kitti_raw,cityscapes ...)")->delimiter(',');
  command->add_flag("--json", *as_json, "print one JSON document");
  command->require_subcommand(0, 1);
  addCheck(program, *command);
  command->callback([&program, command, ids, as_json] {
    if (!command->get_subcommands().empty()) return;  // `check` was chosen
    program.chosen = [ids, as_json] { return list(*ids, *as_json); };
  });
}

}  // namespace kerb::cli
