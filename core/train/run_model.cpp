#include "core/train/run_model.h"

#include <string_view>

#include "core/train/checkpoint.h"
#include "core/weights/shipped.h"

namespace kerb {
namespace {

constexpr const char* kModel = "model.safetensors";
constexpr std::string_view kBest = ":best";

Result<std::filesystem::path> bestModel(const std::filesystem::path& run) {
  if (const auto best = bestCheckpoint(run); !best.empty()) return best / kModel;
  return Error{"has no checkpoint that was measured", run.string(),
               "Leave :best out for the newest one, or train with --validate"};
}

}  // namespace

Result<std::filesystem::path> modelFile(const std::filesystem::path& given) {
  std::error_code ignored;
  if (!std::filesystem::exists(given, ignored) && !given.has_parent_path()) {
    if (std::filesystem::path shipped = shippedWeights(given.string()); !shipped.empty()) return shipped;
    if (given == kStarter)
      return Error{"this copy of Kerb has no starter model", "resources/weights/starter.safetensors",
                   "Name a weights file, or train it: scripts/train_starter.sh"};
  }
  if (const std::string text = given.string(); text.ends_with(kBest)) {
    const std::filesystem::path run = text.substr(0, text.size() - kBest.size());
    if (!std::filesystem::exists(given, ignored) && std::filesystem::is_directory(run, ignored))
      return bestModel(run);
  }
  if (!std::filesystem::is_directory(given, ignored)) return given;
  if (std::filesystem::exists(given / kModel, ignored)) return given / kModel;
  if (const auto checkpoints = listCheckpoints(given); !checkpoints.empty())
    return checkpoints.back() / kModel;
  if (std::filesystem::exists(given / "run.toml", ignored))
    return Error{"this run has no checkpoint yet", given.string(),
                 "Wait for the first one, or ask the training for one with Ctrl-C"};
  return Error{"is no run of training and no checkpoint", given.string(),
               "Name a weights file (.safetensors), a run folder or one of its checkpoints"};
}

}  // namespace kerb
