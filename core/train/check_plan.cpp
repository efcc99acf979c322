#include "core/train/check_plan.h"

#include <set>
#include <stdexcept>

#include <fmt/format.h>

#include "core/train/step_modules.h"

namespace kerb {
namespace {

void checkTrained(const TrainingPlan& plan, const StepSpec& step, const Method& method) {
  std::set<std::string> trained;
  for (const auto& [optimiser, modules] : step.trains) {
    plan.optimiser(optimiser);
    for (const std::string& module : modules) {
      if (parametersIn(method, {module}).empty())
        throw std::out_of_range("step '" + step.name + "' trains '" + module + "', which has no parameters");
    }
    for (const NamedParameter& each : parametersIn(method, modules)) {
      if (!trained.insert(each.name).second)
        throw std::out_of_range("step '" + step.name + "' trains " + each.name + " twice");
    }
  }
  if (trained.empty()) throw std::out_of_range("step '" + step.name + "' trains nothing");
}

Status checkDataOf(const TrainingPlan& plan, const StepSpec& step,
                   const std::map<std::string, StreamData>& data) {
  for (const std::string& name : step.streams) {
    plan.stream(name);
    const auto found = data.find(name);
    if (found == data.end())
      return Error{
          fmt::format("the step '{}' needs the stream '{}', and no data was given for it", step.name, name)};
    const auto count = static_cast<int64_t>(found->second.targets.size());
    if (count < plan.batch)
      return Error{fmt::format("{} frames of stream '{}' can be targets, and a batch takes {}", count, name,
                               plan.batch),
                   found->second.source->info().path.string(), "Choose a smaller batch, or more data"};
  }
  return {};
}

}  // namespace

Status checkPlan(const TrainingPlan& plan, const Method& method,
                 const std::map<std::string, StreamData>& data) {
  for (const PhaseSpec& phase : plan.phases) {
    for (const StepSpec& step : phase.cycle) {
      checkTrained(plan, step, method);
      KERB_CHECK(checkDataOf(plan, step, data));
    }
  }
  return {};
}

}  // namespace kerb
