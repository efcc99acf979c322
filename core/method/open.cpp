#include "core/method/open.h"

#include <fmt/format.h>

namespace kerb {
namespace {

Status applyAll(Parameters& parameters, const std::map<std::string, std::string>& values) {
  for (const auto& [name, value] : values) KERB_CHECK(parameters.set(name, value));
  return {};
}

Status applyAll(Parameters& parameters, const std::vector<std::string>& settings) {
  for (const auto& setting : settings) {
    const size_t equals = setting.find('=');
    if (equals == std::string::npos) {
      return Error{fmt::format("'{}' is not name=value", setting), "--set",
                   "For example --set min_depth=0.1"};
    }
    KERB_CHECK(parameters.set(setting.substr(0, equals), setting.substr(equals + 1)));
  }
  return {};
}

/// What the weights were trained with; of their input size, what the method can choose.
Status inherit(Parameters& parameters, const WeightsInfo& info) {
  const auto known = parameters.asText();
  auto values = info.networkParameters();
  std::erase_if(values, [&](const auto& item) {
    return !info.parameters.contains(item.first) && !known.contains(item.first);
  });
  return applyAll(parameters, values);
}

}  // namespace

Result<OpenedMethod> openMethod(const std::vector<MethodSpec>& catalogue, const std::string& id,
                                const std::filesystem::path& path, const std::vector<std::string>& settings) {
  std::optional<Weights> weights;
  if (!path.empty()) {
    KERB_TRY(weights, loadWeights(path));
  }
  const std::string wanted = id.empty() && weights ? weights->info.method : id;
  KERB_TRY(const MethodSpec* spec, findMethod(catalogue, wanted));
  if (weights && weights->info.method != wanted) {
    return Error{fmt::format("these are weights of method '{}', not of '{}'", weights->info.method, wanted),
                 path.string(),
                 fmt::format("Choose that method (--method {}), or other weights", weights->info.method)};
  }
  if (!weights && spec->needs.weights == Need::required) {
    return Error{fmt::format("method {} needs a trained model", spec->id), "",
                 "Choose one (--model FILE); `kerb import` makes one from official Monodepth2 weights"};
  }
  Parameters parameters(spec->parameters);
  if (weights) {
    if (const Status fits = inherit(parameters, weights->info); !fits) {
      return Error{"its parameters do not fit this version: " + fits.error().message(), path.string()};
    }
  }
  KERB_CHECK(applyAll(parameters, settings));
  KERB_TRY(auto method, spec->create(parameters, weights ? &*weights : nullptr));
  return OpenedMethod{spec, std::move(method), std::move(parameters)};
}

}  // namespace kerb
