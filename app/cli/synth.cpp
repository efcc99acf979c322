// kerb synth: writes synthetic drives as files, in the layout of a real data set.
#include <algorithm>
#include <filesystem>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "app/cli/cli.h"
#include "app/cli/progress.h"
#include "core/base/file.h"
#include "core/source/source.h"
#include "core/synth/layouts.h"

namespace kerb::cli {
namespace {

namespace fs = std::filesystem;

struct SynthOptions {
  std::string name = "synthetic";
  std::string out, layout = "kitti-raw";
};

Status checkFree(const fs::path& out) {
  std::error_code ignored;
  if (!fs::exists(out, ignored)) return {};
  if (!fs::is_directory(out, ignored)) return Error{"is a file", out.string(), "Choose a folder"};
  if (!fs::is_empty(out, ignored))
    return Error{"holds files already, and two drives must not mix", out.string(),
                 "Choose another folder, or empty it"};
  return {};
}

/// A drive is written under this name and renamed when it is whole: a reader never takes a part for all.
fs::path unfinishedName(const fs::path& out) {
  const fs::path whole = fs::absolute(out).lexically_normal();
  const fs::path named = whole.has_filename() ? whole : whole.parent_path();
  return named.string() + ".unfinished";
}

/// What an earlier run left of the same drive goes.
Status startAnew(const fs::path& unfinished) {
  std::error_code failure;
  fs::remove_all(unfinished, failure);
  if (failure) return systemError("cannot empty", unfinished, failure.value());
  return ensureWritableFolder(unfinished);
}

Status run(const SynthOptions& o, const std::stop_source& stop) {
  const auto& layouts = synth::driveLayouts();
  const auto layout = std::ranges::find(layouts, std::string_view(o.layout), &synth::DriveLayout::id);
  if (layout == layouts.end()) return Error{fmt::format("there is no layout '{}'", o.layout)};
  const std::string name = synth::driveNameFor(*layout, o.name);
  KERB_TRY(const synth::DriveOptions options, synth::parseDriveOptions(name));
  KERB_TRY(const auto drive, openSource(name));
  KERB_CHECK(checkFree(o.out));
  const fs::path unfinished = unfinishedName(o.out);
  KERB_CHECK(startAnew(unfinished));
  ProgressPrinter printer;
  const synth::WriteControl control{[&](int64_t done, int64_t total) {
                                      Progress progress;
                                      progress.stage = "writing";
                                      progress.done = done;
                                      progress.total = total;
                                      printer(progress);
                                    },
                                    stop.get_token()};
  if (const Status written = layout->write(*drive, options, unfinished, control); !written) {
    Error error = written.error();
    if (error.cancelled) error.what = fmt::format("stopped; what is there lies in {}", unfinished.string());
    return error;
  }
  KERB_CHECK(renameSynced(unfinished, o.out));
  printer.line(fmt::format("{}: {} frames as {}", o.out, drive->info().count, layout->id));
  return {};
}

}  // namespace

void addSynth(Program& program) {
  auto o = std::make_shared<SynthOptions>();
  std::vector<std::string> ids;
  std::string help = "Writes synthetic drives, with their ground truth, in a data set's layout:";
  for (const auto& layout : synth::driveLayouts()) {
    ids.emplace_back(layout.id);
    help += fmt::format("\n  {}  {}", layout.id, layout.writes);
  }
  auto* command = program.app.add_subcommand("synth", help);
  command
      ->add_option("DRIVE", o->name,
                   "synthetic:name=value,... with seed, look, width, height, frames, drives, "
                   "split, fps, hour, wet, clouds, traffic, intrinsics, depth, displace, swap, drop, device")
      ->capture_default_str();
  command->add_option("--out", o->out, "the folder to write")->required();
  command->add_option("--layout", o->layout, "of which data set")
      ->check(CLI::IsMember(ids))
      ->capture_default_str();
  command->callback([&program, o] {
    program.stoppable = true;
    program.chosen = [&program, o] { return run(*o, program.stop); };
  });
}

}  // namespace kerb::cli
