// kerb models: which methods there are, and what a weights file says about itself.
#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "app/cli/cli.h"
#include "core/train/recipe.h"
#include "core/weights/weights.h"
#include "models/catalogue.h"

namespace kerb::cli {
namespace {

using nlohmann::json;

struct ModelsOptions {
  std::vector<std::string> files;
  bool json = false, recipes = false;
};

std::string needText(const Needs& needs) {
  std::string text;
  const auto add = [&](const char* what, Need need) {
    if (need != Need::none)
      text +=
          fmt::format("{}{}{}", text.empty() ? "" : ", ", what, need == Need::optional ? " (optional)" : "");
  };
  add("the previous frame", needs.previous);
  add("the next frame", needs.next);
  add("a stereo pair", needs.stereo);
  add("depth ground truth", needs.depth);
  add("semantic labels", needs.semantics);
  add("a weights file", needs.weights);
  return text.empty() ? "one frame" : text;
}

std::string valueText(const ParameterValue& value) {
  return std::visit([](const auto& v) { return fmt::format("{}", v); }, value);
}

json describe(const std::vector<Parameter>& table) {
  json parameters = json::array();
  for (const auto& p : table) {
    json row{{"name", p.name}, {"help", p.help}, {"default", valueText(p.value)}, {"unit", p.unit}};
    if (p.minimum) row["minimum"] = *p.minimum;
    if (p.maximum) row["maximum"] = *p.maximum;
    if (!p.choices.empty()) row["choices"] = p.choices;
    parameters.push_back(std::move(row));
  }
  return parameters;
}

json describe(const MethodSpec& spec) {
  json method{
      {"id", spec.id},           {"title", spec.title},           {"citation", spec.citation},
      {"summary", spec.summary}, {"needs", needText(spec.needs)}, {"parameters", describe(spec.parameters)}};
  if (spec.plan != nullptr) {
    method["training"] = describe(spec.training);
    method["run"] = describe(runParameters());
  }
  return method;
}

void print(const char* title, const json& parameters) {
  if (parameters.empty()) return;
  fmt::print("  {}\n", title);
  for (const auto& p : parameters) {
    const auto unit = p["unit"].get<std::string>();
    fmt::print("    --set {}={}{}  {}\n", p["name"].get<std::string>(), p["default"].get<std::string>(),
               unit.empty() ? "" : " [" + unit + "]", p["help"].get<std::string>());
  }
}

void print(const json& method) {
  fmt::print("{}  {}\n  {}\n  needs: {}\n  {}\n", method["id"].get<std::string>(),
             method["title"].get<std::string>(), method["summary"].get<std::string>(),
             method["needs"].get<std::string>(), method["citation"].get<std::string>());
  print("parameters", method["parameters"]);
  if (method.contains("training")) {
    print("when it is trained (kerb train)", method["training"]);
    print("of every training", method["run"]);
  }
  fmt::print("\n");
}

Result<json> describeFile(const std::string& file) {
  KERB_TRY(const Weights weights, loadWeights(file));
  int64_t count = 0;
  for (const auto& [name, tensor] : weights.tensors) count += tensor.numel();
  const auto& info = weights.info;
  return json{{"file", file},
              {"method", info.method},
              {"parameters", info.parameters},
              {"input", {info.input_width, info.input_height}},
              {"licence", info.licence},
              {"training", info.training},
              {"tensors", weights.tensors.size()},
              {"numbers", count}};
}

Status recipes(bool as_json) {
  KERB_TRY(const std::vector<Recipe> all, listRecipes(recipeFolders()));
  json out = json::array();
  for (const Recipe& recipe : all) {
    const RunConfig& config = recipe.config;
    out.push_back({{"name", recipe.name},
                   {"method", config.method},
                   {"note", config.note},
                   {"model", config.model},
                   {"training", config.training},
                   {"run", config.run},
                   {"needs", config.needs}});
    if (as_json) continue;
    fmt::print("{}\n  {}\n", recipe.name, config.note);
    for (const auto& [name, what] : config.needs) fmt::print("  --set {}=FILE  {}\n", name, what);
  }
  if (as_json) fmt::print("{}\n", out.dump(2));
  if (all.empty() && !as_json) fmt::print("no recipes are installed\n");
  return {};
}

Status models(const ModelsOptions& options) {
  if (options.recipes) return recipes(options.json);
  json out = json::array();
  for (const auto& file : options.files) {
    KERB_TRY(json row, describeFile(file));
    out.push_back(std::move(row));
  }
  if (options.files.empty()) {
    for (const auto& spec : methods()) out.push_back(describe(spec));
  }
  if (options.json) {
    fmt::print("{}\n", out.dump(2));
  } else {
    for (const auto& row : out) {
      if (options.files.empty())
        print(row);
      else
        fmt::print("{}\n", row.dump(2));
    }
  }
  return {};
}

}  // namespace

void addModels(Program& program) {
  auto options = std::make_shared<ModelsOptions>();
  auto* command = program.app.add_subcommand(
      "models", "The methods there are and their parameters; or what weights files say");
  command->add_option("FILE", options->files, "weights files (.safetensors) to describe")
      ->check(CLI::ExistingFile);
  command->add_flag("--json", options->json, "print one JSON document");
  command->add_flag("--recipes", options->recipes, "the recipes there are: rows of the papers' tables");
  command->callback([&program, options] { program.chosen = [options] { return models(*options); }; });
}

}  // namespace kerb::cli
