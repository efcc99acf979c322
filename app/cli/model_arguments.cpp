#include "app/cli/model_arguments.h"

#include <filesystem>

#include <CLI/CLI.hpp>

#include "core/train/run_model.h"
#include "core/weights/shipped.h"
#include "models/catalogue.h"

namespace kerb::cli {

void addModelOptions(CLI::App& command, ModelArguments& o) {
  command.add_option(
      "--model", o.model,
      "a weights file (.safetensors), a run folder (its newest checkpoint; RUN:best: its best), a "
      "checkpoint's folder, the name of a method that needs no weights, or starter: the model that comes "
      "with Kerb");
  command.add_option("--method", o.method, "see `kerb models`; default: the model's");
  command.add_option("--set", o.settings, "a parameter of the method, name=value");
  command.add_option("--device", o.engine.device, "auto, cpu, cuda or cuda:N")->capture_default_str();
  command.add_option("--precision", o.precision, "of networks")
      ->check(CLI::IsMember({"fp32", "bf16"}))
      ->capture_default_str();
  command.add_option("--threads", o.engine.threads, "0: one per core")
      ->check(CLI::Range(0, 1024))
      ->capture_default_str();
}

Result<OpenedMethod> openModel(ModelArguments& o, const Result<std::string>& usual) {
  o.engine.precision = o.precision == "bf16" ? Precision::bf16 : Precision::fp32;
  std::error_code ignored;
  if (o.method.empty() && !std::filesystem::exists(o.model, ignored) && findMethod(methods(), o.model))
    o.method = std::exchange(o.model, "");
  if (!o.model.empty()) {
    KERB_TRY(const std::filesystem::path file, modelFile(o.model));
    o.model = std::filesystem::absolute(file).lexically_normal().string();
  } else if (o.method.empty() && !usual) {
    o.model = shippedWeights(kStarter).string();
    if (o.model.empty()) return usual.error();
  } else if (o.method.empty()) {
    o.method = *usual;
  }
  return openMethod(methods(), o.method, o.model, o.settings);
}

Result<std::unique_ptr<Engine>> startEngine(const OpenedMethod& opened, const ModelArguments& o) {
  EngineInfo info;
  info.method = opened.spec->id;
  info.parameters = opened.parameters.asText();
  info.weights = o.model;
  return Engine::create(*opened.spec, opened.method, std::move(info), o.engine);
}

}  // namespace kerb::cli
