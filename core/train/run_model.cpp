#include "core/train/run_model.h"

#include "core/train/checkpoint.h"
#include "core/weights/shipped.h"

namespace kerb {

Result<std::filesystem::path> modelFile(const std::filesystem::path& given) {
  constexpr const char* kModel = "model.safetensors";
  std::error_code ignored;
  if (!std::filesystem::exists(given, ignored) && !given.has_parent_path()) {
    if (std::filesystem::path shipped = shippedWeights(given.string()); !shipped.empty()) return shipped;
    if (given == kStarter)
      return Error{"this copy of Kerb has no starter model", "resources/weights/starter.safetensors",
                   "Name a weights file, or train it: scripts/train_starter.sh"};
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
