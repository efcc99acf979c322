// kerb export: a checkpoint of training as a weights file to keep or to give away.
#include <filesystem>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "app/cli/cli.h"
#include "core/train/run_config.h"
#include "core/train/run_model.h"
#include "core/train/train_run.h"
#include "core/weights/half.h"
#include "core/weights/weights.h"

namespace kerb::cli {
namespace {

namespace fs = std::filesystem;

struct ExportOptions {
  std::string model, out, licence, training;
  bool half = false, force = false;
};

/// The run that a checkpoint is of: <run>/checkpoints/step-N/model.safetensors.
fs::path runFileOf(const fs::path& weights) {
  return runFile(fs::absolute(weights).lexically_normal().parent_path().parent_path().parent_path());
}

Status exportWeights(const ExportOptions& options) {
  const fs::path out(options.out);
  const fs::path recipe = fs::path(out).replace_extension(".toml");
  for (const fs::path& file : {out, recipe}) {
    if (fs::exists(file) && !options.force)
      return Error{"exists already", file.string(), "Choose another --out, or replace it with --force"};
  }
  KERB_TRY(const fs::path from, modelFile(options.model));
  KERB_TRY(Weights weights, loadWeights(from));
  if (!options.licence.empty()) weights.info.licence = options.licence;
  if (!options.training.empty()) weights.info.training = options.training;
  if (options.half) {
    KERB_TRY(weights.tensors, inHalf(weights.tensors));
  }
  KERB_CHECK(saveWeights(out, weights.info, weights.tensors));
  fmt::print("{}: {} tensors of method {}, {:.1f} MB\n", out.string(), weights.tensors.size(),
             weights.info.method, static_cast<double>(fs::file_size(out)) / 1e6);
  if (!fs::exists(runFileOf(from))) return {};
  KERB_TRY(RunConfig config, readRunConfig(runFileOf(from)));
  config.data.clear();  // paths of this machine
  KERB_CHECK(writeRunConfig(recipe, config));
  fmt::print("{}: the recipe\n", recipe.string());
  return {};
}

}  // namespace

void addExport(Program& program) {
  auto options = std::make_shared<ExportOptions>();
  auto* command = program.app.add_subcommand(
      "export", "Writes the weights of a checkpoint as one file, and beside it the recipe of its run");
  command
      ->add_option("MODEL", options->model,
                   "a weights file, or a run folder (its newest checkpoint; RUN:best: its best)")
      ->required();
  command->add_option("--out", options->out, "the file to write (.safetensors)")->required();
  command->add_flag("--half", options->half, "in fp16: half the size, the same pictures");
  command->add_option("--licence", options->licence, "what is said of its terms");
  command->add_option("--training", options->training, "one line that says what it was trained on");
  command->add_flag("--force", options->force, "replace existing files");
  command->callback([&program, options] { program.chosen = [options] { return exportWeights(*options); }; });
}

}  // namespace kerb::cli
