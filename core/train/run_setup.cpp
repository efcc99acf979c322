#include "core/train/run_setup.h"

#include <ATen/ATen.h>
#include <fmt/format.h>

#include "core/base/device.h"
#include "core/base/one_thread.h"
#include "core/frame/loader.h"
#include "core/weights/copy_into.h"

namespace kerb {
namespace {

Precision precisionOf(const std::string& name) {
  if (name == "bf16") return Precision::bf16;
  return name == "fp16" ? Precision::fp16 : Precision::fp32;
}

/// A resume makes the network from the run's parameters alone: weights may not have brought another one.
Status checkSameNetwork(const Method& by_parameters, const Method& loaded, const std::string& weights) {
  const TensorMap expected = tensorsOf(by_parameters), found = tensorsOf(loaded);
  const auto module = [](const std::string& name) { return name.substr(0, name.find('.')); };
  const char* const fix = "Say with --set what network they are of (`kerb models` lists its parameters)";
  for (const auto& [name, tensor] : found) {
    if (!expected.contains(name))
      return Error{fmt::format("has a {}, which the run's parameters leave out", module(name)), weights, fix};
  }
  for (const auto& [name, tensor] : expected) {
    if (!found.contains(name))
      return Error{fmt::format("has no {}, which the run's parameters ask for", module(name)), weights, fix};
  }
  return {};
}

}  // namespace

Result<TrainerOptions> trainerOptions(const Parameters& run, const Ranks& ranks) {
  TrainerOptions options;
  options.rank = ranks.rank();
  options.world = ranks.world();
  KERB_TRY(const DeviceChoice device, chooseDevice(ranks.deviceName(run.get<std::string>("device"))));
  options.device = device.device;
  options.seed = static_cast<uint64_t>(run.get<int64_t>("seed"));
  options.precision = precisionOf(run.get<std::string>("precision"));
  options.channels_last = run.get<bool>("channels_last");
  options.accumulate = run.get<int64_t>("accumulate");
  options.loader_threads =
      loaderThreads(static_cast<int>(run.get<int64_t>("threads")), ranks.place().local_world, threadCount(0));
  options.skip_broken = run.get<std::string>("on_broken") == "skip";
  options.skip_non_finite = run.get<std::string>("on_non_finite") == "skip";
  return options;
}

Result<std::shared_ptr<Method>> makeMethod(const MethodSpec& spec, const RunParameters& parameters) {
  const std::string weights = parameters.run.get<std::string>("weights");
  const auto seed = static_cast<uint64_t>(parameters.run.get<int64_t>("seed"));
  at::manual_seed(seed);
  if (weights.empty()) return spec.create(parameters.model, nullptr);
  KERB_TRY(const auto fresh, spec.create(parameters.model, nullptr));
  at::manual_seed(seed);
  KERB_TRY(const Weights loaded, loadWeights(weights));
  KERB_TRY(auto method, spec.create(parameters.model, &loaded));
  KERB_CHECK(checkSameNetwork(*fresh, *method, weights));
  return method;
}

Result<RunParameters> withoutFilesToStartFrom(RunParameters parameters, const MethodSpec& spec) {
  for (auto* table : {&parameters.training, &parameters.run}) {
    for (const auto& [name, text] : table->asText()) {
      if (namesAFileToStartFrom(spec, name)) KERB_CHECK(table->set(name, ""));
    }
  }
  return parameters;
}

}  // namespace kerb
