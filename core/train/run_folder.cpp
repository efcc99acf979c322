#include "core/train/run_folder.h"

#include <cerrno>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include "core/base/file.h"
#include "core/method/open.h"
#include "core/train/checkpoint.h"
#include "core/weights/weights.h"

namespace kerb {
namespace fs = std::filesystem;
namespace {

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

/// "learning_rate 0.0001 -> 5e-05" for each that differs.
std::vector<std::string> differences(const Parameters& before, const Parameters& after) {
  std::vector<std::string> changes;
  const Settings was = before.asText();
  for (const auto& [name, value] : after.asText()) {
    if (was.at(name) != value) changes.push_back(fmt::format("{} {} -> {}", name, was.at(name), value));
  }
  return changes;
}

/// The network of a run is what its checkpoints fit.
Status checkSameNetwork(const Parameters& before, const Parameters& after, const fs::path& folder) {
  const auto changes = differences(before, after);
  if (changes.empty()) return {};
  return Error{fmt::format("a resume cannot change the network: {}", changes.front()), folder.string(),
               "Start a new run, from this one's weights (--set weights=FILE) where they fit"};
}

/// What the weights to start from say of their network holds where the run does not say otherwise, and goes
/// into its run.toml: a resume does not read the weights.
Status inheritNetwork(RunConfig& config, const MethodSpec& spec) {
  const auto file = config.run.find("weights");
  if (file == config.run.end() || file->second.empty()) return {};
  KERB_TRY(const Weights weights, loadWeights(file->second));
  if (weights.info.method != spec.id) return {};  // refused later
  Settings network = weights.info.parameters;
  if (weights.info.input_width > 0) network["width"] = std::to_string(weights.info.input_width);
  if (weights.info.input_height > 0) network["height"] = std::to_string(weights.info.input_height);
  for (const Parameter& row : spec.parameters) {
    const auto found = network.find(row.name);
    if (found != network.end()) config.model.emplace(*found);
  }
  return {};
}

}  // namespace

Result<FolderLock> FolderLock::take(const fs::path& folder) {
  const fs::path path = folder / ".lock";
  const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (descriptor < 0) return systemError("cannot create", path, errno);
  FolderLock lock(descriptor);
  if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0)
    return Error{"another process trains in this folder", folder.string(), "Wait for it, or stop it"};
  return lock;
}

FolderLock::~FolderLock() {
  if (descriptor_ >= 0) ::close(descriptor_);
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
  if (!request.resume) KERB_CHECK(inheritNetwork(config, *spec));
  KERB_TRY(parameters, parametersOf(config, *spec));
  if (request.resume) {
    const RunParameters before = *parameters;
    KERB_CHECK(assignAll(config, *spec, request.overrides));
    KERB_TRY(parameters, parametersOf(config, *spec));
    starts_from_nothing = listCheckpoints(request.folder).empty();
    if (!starts_from_nothing) KERB_CHECK(checkSameNetwork(before.model, parameters->model, request.folder));
    for (const auto table : {&RunParameters::model, &RunParameters::training, &RunParameters::run}) {
      for (std::string& line : differences(before.*table, *parameters.*table))
        changes.push_back(std::move(line));
    }
  }
  if (!ranks.leads()) return {};
  std::error_code ignored;
  created_folder = !fs::exists(request.folder, ignored);
  KERB_CHECK(ensureWritableFolder(request.folder));
  KERB_TRY(FolderLock taken, FolderLock::take(request.folder));
  lock.emplace(std::move(taken));
  return {};
}

void Claim::giveUp(const fs::path& folder) {
  std::error_code ignored;
  if (!lock || fs::exists(runFile(folder), ignored)) return;
  fs::remove(folder / ".lock", ignored);
  if (created_folder) fs::remove(folder, ignored);  // refuses where it is not empty
}

fs::path runFile(const fs::path& folder) { return folder / "run.toml"; }

}  // namespace kerb
