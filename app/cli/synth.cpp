// kerb synth: writes synthetic drives as files, in the layout of a real data set.
#include <algorithm>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "app/cli/cli.h"
#include "app/cli/progress.h"
#include "core/base/file.h"
#include "core/source/source.h"
#include "core/synth/layouts.h"

namespace kerb::cli {
namespace {

struct SynthOptions {
  std::string name = "synthetic";
  std::string out, layout = "kitti-raw";
};

Status run(const SynthOptions& o, const std::stop_source& stop) {
  const auto& layouts = synth::driveLayouts();
  const auto layout = std::ranges::find(layouts, std::string_view(o.layout), &synth::DriveLayout::id);
  if (layout == layouts.end()) return Error{fmt::format("there is no layout '{}'", o.layout)};
  const std::string name = synth::driveNameFor(*layout, o.name);
  KERB_TRY(const synth::DriveOptions options, synth::parseDriveOptions(name));
  KERB_TRY(const auto drive, openSource(name));
  std::error_code ignored;
  if (std::filesystem::exists(o.out, ignored) && !std::filesystem::is_empty(o.out, ignored))
    return Error{"holds files already, and two drives must not mix", o.out,
                 "Choose another folder, or empty it"};
  KERB_CHECK(ensureWritableFolder(o.out));
  ProgressPrinter printer;
  const synth::WriteControl control{[&](int64_t done, int64_t total) {
                                      Progress progress;
                                      progress.stage = "writing";
                                      progress.done = done;
                                      progress.total = total;
                                      printer(progress);
                                    },
                                    stop.get_token()};
  const Status written = layout->write(*drive, options, o.out, control);
  if (written) {
    printer.line(fmt::format("{}: {} frames as {}", o.out, drive->info().count, layout->id));
    return {};
  }
  Error error = written.error();
  if (error.cancelled) error.what = fmt::format("stopped; what is in {} is not whole", o.out);
  return error;
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
