// The options that say what predicts, the same for every command that does.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/job/engine.h"
#include "core/method/open.h"
#include "core/source/source.h"

namespace CLI {
class App;
}

namespace kerb::cli {

struct ModelArguments {
  std::string model;   ///< weights file, run folder, checkpoint, or a method's id
  std::string method;  ///< empty: the model's
  std::vector<std::string> settings;
  EngineOptions engine;
  std::string precision = "fp32";
};

void addModelOptions(CLI::App& command, ModelArguments& arguments);

/// What was named; with neither model nor method `usual`, or in place of its Error the model that comes with
/// Kerb.
Result<OpenedMethod> openModel(ModelArguments& arguments, const Result<std::string>& usual);

/// After openModel(): the engine that runs it.
Result<std::unique_ptr<Engine>> startEngine(const OpenedMethod& opened, const ModelArguments& arguments);

}  // namespace kerb::cli
