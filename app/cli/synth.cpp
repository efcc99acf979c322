// kerb synth: writes synthetic drives as files, in the layout of a real data set.
#include <algorithm>
#include <filesystem>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "app/cli/cli.h"
#include "app/cli/progress.h"
#include "core/base/file.h"
#include "core/base/file_lock.h"
#include "core/source/source.h"
#include "core/source/unfinished.h"
#include "core/synth/layouts.h"

namespace kerb::cli {
namespace {

namespace fs = std::filesystem;

struct SynthOptions {
  std::string name = "synthetic";
  std::string out, layout = "kitti-raw";
};

/// The folder to write, held until the drive in it is whole. What is not whole says so, and is not opened as
/// a source; the same command again overwrites it with the same files.
Result<FileLock> claim(const fs::path& out, const std::string& drive) {
  std::error_code ignored;
  const fs::path marker = out / kUnfinishedMarker;
  const bool begun = fs::exists(marker, ignored);
  if (fs::exists(out, ignored) && !fs::is_directory(out, ignored))
    return Error{"is a file", out.string(), "Choose a folder"};
  if (!begun && fs::exists(out, ignored) && !fs::is_empty(out, ignored))
    return Error{"holds files already, maybe a drive that is finished, and two drives must not mix",
                 out.string(), "Choose another folder, or empty it"};
  KERB_CHECK(ensureWritableFolder(out));
  KERB_TRY(FileLock lock, FileLock::take(marker, {"another kerb synth writes here", out.string(),
                                                  "Wait for it, or choose another folder"}));
  KERB_TRY(const std::string found, readWhole(marker));
  if (!found.empty() && found != drive)
    return Error{fmt::format("holds a part of another drive ({})", found), out.string(),
                 "Give that command again to finish it, choose another folder, or empty this one"};
  KERB_CHECK(lock.write(drive));
  return lock;
}

Status run(const SynthOptions& o, const std::stop_source& stop) {
  const auto& layouts = synth::driveLayouts();
  const auto layout = std::ranges::find(layouts, std::string_view(o.layout), &synth::DriveLayout::id);
  if (layout == layouts.end()) return Error{fmt::format("there is no layout '{}'", o.layout)};
  const std::string name = synth::driveNameFor(*layout, o.name);
  KERB_TRY(const synth::DriveOptions options, synth::parseDriveOptions(name));
  KERB_TRY(const auto drive, openSource(name));
  if (o.out.empty()) return Error{"no folder to write was named", "--out"};
  KERB_TRY(const FileLock lock, claim(o.out, fmt::format("kerb synth {} --layout {}", name, layout->id)));
  ProgressPrinter printer;
  const synth::WriteControl control{[&](int64_t done, int64_t total) {
                                      Progress progress;
                                      progress.stage = "writing";
                                      progress.done = done;
                                      progress.total = total;
                                      printer(progress);
                                    },
                                    stop.get_token()};
  if (const Status written = layout->write(*drive, options, o.out, control); !written) {
    Error error = written.error();
    if (error.cancelled)
      error.what = fmt::format("stopped; {} is not whole, the same command finishes it", o.out);
    return error;
  }
  lock.remove();
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
