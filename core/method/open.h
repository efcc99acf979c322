// From a method's name and a weights file to a method that can predict.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "core/method/method.h"

namespace kerb {

struct OpenedMethod {
  const MethodSpec* spec = nullptr;
  std::shared_ptr<Method> method;  ///< created, not yet prepared
  Parameters parameters;
};

/// Loads the weights (where `weights` names a file), checks them against the method and builds it, with
/// `settings`
/// ("name=value") on top of the parameters that the file brings. `id` may be empty: the file's own method.
Result<OpenedMethod> openMethod(const std::vector<MethodSpec>& catalogue, const std::string& id,
                                const std::filesystem::path& weights,
                                const std::vector<std::string>& settings);

}  // namespace kerb
