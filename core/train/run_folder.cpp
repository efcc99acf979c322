#include "core/train/run_folder.h"

#include <algorithm>
#include <iterator>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "core/base/file.h"
#include "core/method/open.h"
#include "core/train/checkpoint.h"
#include "core/train/run_model.h"
#include "core/weights/weights.h"

namespace kerb {
namespace fs = std::filesystem;
namespace {

bool isUtf8(const std::string& text) {
  try {
    static_cast<void>(nlohmann::json(text).dump());
    return true;
  } catch (const nlohmann::json::type_error&) {
    return false;
  }
}

Status checkFree(const fs::path& folder) {
  std::error_code ignored;
  if (fs::exists(runFile(folder), ignored))
    return Error{"holds a run already", folder.string(),
                 "Go on with it with --resume, or choose another folder"};
  if (!listCheckpoints(folder).empty())
    return Error{"holds the checkpoints of a run that has no run.toml", folder.string(),
                 "Choose another folder, or move them away"};
  return {};
}

Result<RunConfig> savedConfig(const RunRequest& request) {
  std::error_code ignored;
  if (!fs::exists(runFile(request.folder), ignored))
    return Error{"holds no run to resume", request.folder.string(), "Check the folder; a run has a run.toml"};
  KERB_TRY(RunConfig config, readRunConfig(runFile(request.folder)));
  if (!request.method.empty() && request.method != config.method)
    return Error{fmt::format("is a run of method '{}', not '{}'", config.method, request.method),
                 request.folder.string(), "Leave --method out to go on with it"};
  return config;
}

struct Change {
  std::string name, text;  ///< "learning_rate", "learning_rate 0.0001 -> 5e-05"
};

std::vector<Change> differences(const Parameters& before, const Parameters& after) {
  std::vector<Change> changes;
  const Settings was = before.asText();
  for (const auto& [name, value] : after.asText()) {
    if (was.at(name) != value)
      changes.push_back({name, fmt::format("{} {} -> {}", name, was.at(name), value)});
  }
  return changes;
}

/// The network of a run is what its checkpoints fit, and they are what it goes on from.
Status checkGoesOn(const MethodSpec& spec, const RunParameters& before, const RunParameters& after,
                   const fs::path& folder) {
  if (const auto changes = differences(before.model, after.model); !changes.empty())
    return Error{fmt::format("a resume cannot change the network: {}", changes.front().text), folder.string(),
                 "Start a new run, from this one's weights (--set weights=FILE) where they fit"};
  auto files = differences(before.run, after.run);
  std::ranges::copy(differences(before.training, after.training), std::back_inserter(files));
  for (const Change& change : files) {
    if (startsARun(spec, change.name))
      return Error{
          fmt::format("'{}' is what a new run starts from, and this one has checkpoints", change.name),
          folder.string(), "Leave it out, or start a new run"};
  }
  return {};
}

Status checkText(const std::string& text, const std::string& name) {
  if (isUtf8(text)) return {};
  return Error{fmt::format("{} is not valid UTF-8", name), text,
               "Rename what it names, or name it by a link"};
}

/// What run.toml cannot hold would not be found again, and weights name their data.
Status checkTexts(const RunConfig& config) {
  KERB_CHECK(checkText(config.recipe, "the recipe's path"));
  for (const auto* settings : {&config.model, &config.training, &config.run}) {
    for (const auto& [name, text] : *settings) KERB_CHECK(checkText(text, name));
  }
  for (const auto* list : {&config.data, &config.validation}) {
    for (const DataSpec& data : *list) {
      for (const fs::path& path :
           {fs::path(data.source), data.opening.camera_file, data.opening.split_file, data.opening.split_ids})
        KERB_CHECK(checkText(path.string(), "the path"));
    }
  }
  return {};
}

/// A model by any of its names becomes a file, and a path one that holds in every folder and in run.toml.
Status resolveFiles(RunConfig& config, const MethodSpec& spec) {
  for (auto* settings : {&config.training, &config.run}) {
    for (auto& [name, text] : *settings) {
      if (text.empty() || !namesAFileToStartFrom(spec, name)) continue;
      KERB_TRY(const fs::path file, modelFile(text));
      std::error_code ignored;
      text = fs::exists(file, ignored) ? fs::absolute(file).lexically_normal().string() : file.string();
    }
  }
  return checkTexts(config);
}

/// What the weights to start from say of their network holds where the run does not say otherwise, and goes
/// into its run.toml: a resume does not read the weights.
Status inheritNetwork(RunConfig& config, const MethodSpec& spec) {
  const auto file = config.run.find("weights");
  if (file == config.run.end() || file->second.empty()) return {};
  KERB_TRY(const Weights weights, loadWeights(file->second));
  if (weights.info.method != spec.id) return {};  // refused later
  Settings network = weights.info.networkParameters();
  network.erase("baseline");  // of other pairs
  for (const Parameter& row : spec.parameters) {
    const auto found = network.find(row.name);
    if (found != network.end()) config.model.emplace(*found);
  }
  return {};
}

}  // namespace

fs::path motionFile(const fs::path& folder, size_t number) {
  return folder / fmt::format("footage-{}.json", number);
}

Status Claim::take(const RunRequest& request, const std::vector<MethodSpec>& catalogue, const Ranks& ranks) {
  if (!request.resume) {
    if (ranks.leads()) KERB_CHECK(checkFree(request.folder));
    config = request.config;
  } else {
    KERB_TRY(config, savedConfig(request));
  }
  KERB_TRY(spec, findMethod(catalogue, config.method));
  if (spec->plan == nullptr) return Error{fmt::format("{} has nothing to train", spec->title)};
  if (!request.resume) {
    KERB_CHECK(resolveFiles(config, *spec));
    KERB_CHECK(inheritNetwork(config, *spec));
  }
  KERB_TRY(parameters, parametersOf(config, *spec));
  if (request.resume) KERB_CHECK(change(request));
  if (!ranks.leads()) return {};
  std::error_code ignored;
  created_folder = !fs::exists(request.folder, ignored);
  KERB_CHECK(ensureWritableFolder(request.folder));
  KERB_TRY(FileLock taken,
           FileLock::take(request.folder / ".lock", {"another process trains in this folder",
                                                     request.folder.string(), "Wait for it, or stop it"}));
  lock.emplace(std::move(taken));
  return {};
}

/// The settings of a resume on top of those of the run.
Status Claim::change(const RunRequest& request) {
  const RunParameters before = *parameters;
  KERB_CHECK(assignAll(config, *spec, request.overrides));
  KERB_CHECK(resolveFiles(config, *spec));
  KERB_TRY(parameters, parametersOf(config, *spec));
  starts_from_nothing = listCheckpoints(request.folder).empty();
  if (!starts_from_nothing) KERB_CHECK(checkGoesOn(*spec, before, *parameters, request.folder));
  for (const auto table : {&RunParameters::model, &RunParameters::training, &RunParameters::run}) {
    for (Change& each : differences(before.*table, *parameters.*table))
      changes.push_back(std::move(each.text));
  }
  return {};
}

void Claim::giveUp(const fs::path& folder) {
  std::error_code ignored;
  if (!lock || fs::exists(runFile(folder), ignored)) return;
  for (size_t i = 0; i < config.data.size(); ++i) {
    if (config.data[i].footage.static_threshold > 0) fs::remove(motionFile(folder, i), ignored);
  }
  lock->remove();
  if (created_folder) fs::remove(folder, ignored);  // refuses where it is not empty
}

fs::path runFile(const fs::path& folder) { return folder / "run.toml"; }

}  // namespace kerb
