// The modules that a step of a plan trains, of a method.
#pragma once

#include <string>
#include <vector>

#include "core/method/method.h"
#include "core/train/adam.h"
#include "core/train/plan.h"

namespace kerb {

/// The parameters of these modules, in the method's order.
std::vector<NamedParameter> parametersIn(const Method& method, const std::vector<std::string>& modules);

/// Makes ready for a step: no gradient is computed, and none is left over, for what it does not train; all
/// but its frozen modules are in training mode.
void prepareModules(Method& method, const StepSpec& step);

/// Weights lie as the pictures do, so that convolutions need not turn them in every step.
void layChannelsLast(Method& method);

}  // namespace kerb
