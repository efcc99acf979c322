// kerb train: trains a method on data, in a run folder.
#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "app/cli/cli.h"
#include "app/cli/progress.h"
#include "app/cli/source_arguments.h"
#include "core/train/recipe.h"
#include "core/train/train_run.h"
#include "models/catalogue.h"

namespace kerb::cli {
namespace {

struct TrainArguments {
  std::string method, recipe, run;
  std::vector<std::string> data, validation, settings;
  SourceOptions opening;
  std::string opening_given;  ///< an option of `opening`, if any was given
  FootageArguments footage;
  bool resume = false;
  std::string from;
  int64_t arrival_s = 60;
};

/// A run can be resumed from any folder.
std::string absolute(const std::string& path) {
  std::error_code ignored;
  return std::filesystem::exists(path, ignored) ? std::filesystem::absolute(path).lexically_normal().string()
                                                : path;
}

/// "stream=SOURCE" or "SOURCE". A path may hold an equals sign, a stream's name nothing but letters.
DataSpec parseData(const std::string& text, const SourceOptions& opening, const FootageOptions& footage) {
  const size_t equals = text.find('=');
  const bool named =
      equals != std::string::npos && equals > 0 &&
      text.substr(0, equals).find_first_not_of("abcdefghijklmnopqrstuvwxyz_") == std::string::npos;
  if (!named) return {"", absolute(text), opening, footage};
  return {text.substr(0, equals), absolute(text.substr(equals + 1)), opening, footage};
}

/// What is held out is seen as what is trained on, but all of it.
FootageOptions withoutFilter(FootageOptions footage) {
  footage.static_threshold = 0;
  return footage;
}

Result<RunConfig> configOf(const TrainArguments& o) {
  RunConfig config;
  if (!o.recipe.empty()) {
    KERB_TRY(config, openRecipe(o.recipe, recipeFolders()));
    if (!o.method.empty() && o.method != config.method)
      return Error{fmt::format("is a recipe of method '{}', not '{}'", config.method, o.method), o.recipe};
  }
  if (config.method.empty()) config.method = o.method;
  if (config.method.empty())
    return Error{"no method was named", "--method", "`kerb models` lists them; or give a --recipe"};
  KERB_TRY(const MethodSpec* spec, findMethod(methods(), config.method));
  if (!o.data.empty()) config.data.clear();  // of the run that is used as a recipe
  SourceOptions opening = o.opening;
  for (auto* file : {&opening.camera_file, &opening.split_file, &opening.split_ids})
    *file = absolute(file->string());
  KERB_TRY(const FootageOptions footage, footageOf(o.footage));
  for (const std::string& text : o.data) config.data.push_back(parseData(text, opening, footage));
  if (!o.validation.empty()) config.validation.clear();
  for (const std::string& text : o.validation)
    config.validation.push_back(parseData(text, opening, withoutFilter(footage)));
  KERB_CHECK(assignAll(config, *spec, o.settings));
  KERB_CHECK(checkRecipe(config));
  return config;
}

Status checkArguments(const TrainArguments& o) {
  if (o.resume && !o.opening_given.empty())
    return Error{"--resume goes on with the data as the run has it", o.opening_given, "Leave it out"};
  if (o.resume && (!o.data.empty() || !o.validation.empty() || !o.recipe.empty()))
    return Error{"--resume goes on with the data and the recipe that the run has", "--resume",
                 "Leave --data, --validate and --recipe out; --set changes parameters"};
  if (o.data.empty() && o.validation.empty() && !o.opening_given.empty())
    return Error{"says how --data is opened, and the recipe's data is opened as the recipe says",
                 o.opening_given, "Name the data, too"};
  if (o.data.empty() && o.footage.given())
    return Error{"--sample-fps, --static-threshold and --crop say what of --data is used", "--data",
                 o.resume ? "A run keeps what it began with: leave them out" : "Name the data, too"};
  return {};
}

Status run(const TrainArguments& o, Program& program) {
  KERB_CHECK(checkArguments(o));
  ProgressPrinter printer;
  RunRequest request;
  request.folder = o.run;
  request.resume = o.resume;
  request.method = o.method;
  request.version = "kerb " KERB_VERSION;
  request.say = [&](const std::string& line) { printer.line(line); };
  KERB_TRY(const RankPlace place, rankPlace());
  KERB_TRY(request.ranks,
           Ranks::join(place, {.arrival = std::chrono::seconds(o.arrival_s), .say = request.say}));
  if (o.resume) {
    request.overrides = o.settings;
    request.from = o.from;
  } else {
    KERB_TRY(request.config, configOf(o));
  }
  RunControl control;
  JobContext job{program.stop.get_token(), {}};
  if (request.ranks->leads()) job.report = [&](const Progress& progress) { printer(progress); };
  KERB_TRY(const RunResult result, train(request, methods(), control, job));
  if (!request.ranks->leads()) return {};
  if (result.finished) {
    printer.line(fmt::format("the model: {}", (result.checkpoint / "model.safetensors").string()));
    return {};
  }
  printer.line(fmt::format("`kerb train --resume --run {}` goes on", o.run));
  // A launcher takes any other code for a rank that failed, and may start all again.
  const bool is_launched = place.world > 1 || place.agent;
  if (!is_launched) program.exit_code = program.signalCode();
  return {};
}

}  // namespace

void addTrain(Program& program) {
  auto o = std::make_shared<TrainArguments>();
  auto* command = program.app.add_subcommand(
      "train",
      "Trains a method. Ctrl-C saves a checkpoint and stops; --resume goes on, bit for bit as if never "
      "stopped.\n"
      "Started by torchrun --no-python, mpirun or srun, ranks share each batch (docs/scaling.md).\n"
      "The run folder opens in TensorBoard; `kerb models` lists what --set can change");
  command->add_option("--run", o->run, "the run's folder")->required();
  command->add_option("--method", o->method, "see `kerb models`");
  command->add_option(
      "--recipe", o->recipe,
      "a recipe by its name (`kerb models --recipes`), or the run.toml of another run; --set changes it");
  command->add_option("--data", o->data, "a source to train on, or STREAM=SOURCE; several are joined");
  command->add_option("--validate", o->validation,
                      "a source to measure the losses on with each checkpoint, or STREAM=SOURCE; the best "
                      "checkpoint is kept (--set keep_best=FIGURE; the smallest value, of pixel_accuracy the "
                      "largest)");
  command->add_option("--set", o->settings, "a parameter, name=value");
  command
      ->add_option("--wait", o->arrival_s,
                   "seconds that ranks under torchrun, mpirun or srun wait for each other at the start")
      ->check(CLI::Range(1, 86400))
      ->capture_default_str();
  command->add_flag("--resume", o->resume, "go on with the run in the folder; --set epochs=N extends it");
  command
      ->add_option("--from", o->from,
                   "with --resume: the checkpoint to go on from, step-00001200; later ones are put aside")
      ->needs("--resume");
  addOpeningOptions(*command, o->opening);
  addFootageOptions(*command, o->footage);
  addStaticThreshold(*command, o->footage);
  command->callback([&program, command, o] {
    o->opening_given = openingOptionGiven(*command);
    program.stoppable = true;
    program.chosen = [&program, o] { return run(*o, program); };
  });
}

}  // namespace kerb::cli
