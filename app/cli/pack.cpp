// kerb pack: writes any source as one file that training reads faster than images.
#include "core/source/pack.h"

#include <map>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "app/cli/cli.h"
#include "app/cli/progress.h"
#include "app/cli/source_arguments.h"
#include "core/base/file.h"

namespace kerb::cli {
namespace {

struct PackArguments {
  std::string source, out, size;
  SourceOptions opening;
  FootageArguments footage;
  PackOptions options;
  bool image_only = false;
  std::vector<std::string> parts;
};

const std::map<std::string, bool FrameParts::*>& truthParts() {
  static const std::map<std::string, bool FrameParts::*> parts{
      {"stereo", &FrameParts::stereo},       {"depth", &FrameParts::depth},
      {"semantics", &FrameParts::semantics}, {"instances", &FrameParts::instances},
      {"flow", &FrameParts::flow},           {"backward_flow", &FrameParts::backward_flow}};
  return parts;
}

/// "640x192"
Status parseSize(const std::string& text, PackOptions& options) {
  if (text.empty()) return {};
  const size_t x = text.find('x');
  if (x != std::string::npos) {
    const auto width = parseInteger(text.substr(0, x)), height = parseInteger(text.substr(x + 1));
    if (width && height && *width > 0 && *height > 0) {
      options.width = *width;
      options.height = *height;
      return {};
    }
  }
  return Error{fmt::format("--size '{}' is not WIDTHxHEIGHT", text), "", "For example --size 640x192"};
}

std::string identityOf(const PackArguments& o, const FootageOptions& footage) {
  const SourceOptions& opened = o.opening;
  std::error_code ignored;
  const auto whole = std::filesystem::weakly_canonical(o.source, ignored);
  std::string identity =
      fmt::format("{}\n{}\n{}\n{}\n{}\n{}\n{}\n{}\n{}\n{}", whole.string(), opened.layout, opened.camera,
                  opened.camera_file.string(), opened.undistort, opened.split_file.string(),
                  opened.split_ids.string(), opened.side, opened.colour, opened.depth);
  if (footage != FootageOptions{})
    identity += fmt::format("\n{}\n{}\n{}\n{}", footage.sample_fps, footage.static_threshold,
                            footage.crop_top, footage.crop_bottom);
  return identity;
}

Result<std::unique_ptr<Source>> openAsFootage(const PackArguments& o, const FootageOptions& footage,
                                              const JobContext& job) {
  KERB_TRY(auto source, openSource(o.source, o.opening, job));
  KERB_TRY(source, asFootage(std::move(source), footage, job));
  if (footage.static_threshold == 0) return source;
  KERB_TRY(const Motion motion, motionOf(*source, o.options.threads, job));
  return withoutStatic(std::move(source), motion, footage.static_threshold, job);
}

Status run(PackArguments o, const std::stop_source& stop) {
  KERB_CHECK(parseSize(o.size, o.options));
  if (o.image_only || !o.parts.empty()) o.options.parts = FrameParts{};
  for (const std::string& name : o.parts) o.options.parts.*truthParts().at(name) = true;
  KERB_TRY(const FootageOptions footage, footageOf(o.footage));
  o.options.identity = identityOf(o, footage);
  ProgressPrinter printer;
  const JobContext job{stop.get_token(), [&](const Progress& progress) { printer(progress); }};
  KERB_TRY(const auto source, openAsFootage(o, footage, job));
  for (const std::string& note : source->info().notes) printer.line("note: " + note);
  KERB_TRY(const PackSummary summary, packSource(*source, o.out, o.options, job));
  fmt::print("{}: {} frames", o.out, summary.frames);
  if (summary.neighbours > 0) fmt::print(" and {} neighbours of them", summary.neighbours);
  fmt::print(", {:.1f} MB", static_cast<double>(summary.bytes) / 1e6);
  if (summary.resumed > 0) fmt::print(" ({} were packed before)", summary.resumed);
  fmt::print("\n");
  for (const std::string& line : summary.skipped) fmt::print(stderr, "left out: {}\n", line);
  return {};
}

}  // namespace

void addPack(Program& program) {
  auto o = std::make_shared<PackArguments>();
  auto* command = program.app.add_subcommand(
      "pack",
      "Writes a source, with all ground truth it has, as one file (a shard) that opens like any other "
      "source\n"
      "and is read faster than images. Stopped, it goes on when the same command is given again");
  command->add_option("SOURCE", o->source, "anything that `kerb inspect` opens")->required();
  addOpeningOptions(*command, o->opening);
  addFootageOptions(*command, o->footage);
  addStaticThreshold(*command, o->footage);
  command->add_option("--out", o->out, "the file to write, for example drives.kshard")->required();
  command->add_option("--size", o->size, "WIDTHxHEIGHT of all frames: images LANCZOS, the rest nearest");
  auto* image_only =
      command->add_flag("--image-only", o->image_only, "leave out ground truth and the stereo partner");
  command->add_option("--parts", o->parts, "of the ground truth and the stereo partner only these")
      ->delimiter(',')
      ->check(CLI::IsMember(truthParts()))
      ->excludes(image_only);
  command->add_flag("--skip-broken", o->options.skip_broken, "leave out frames that cannot be read");
  command->add_option("--threads", o->options.threads, "0: one per core")
      ->check(CLI::Range(0, 1024))
      ->capture_default_str();
  command->callback([&program, o] {
    program.stoppable = true;
    program.chosen = [&program, o] { return run(*o, program.stop); };
  });
}

}  // namespace kerb::cli
