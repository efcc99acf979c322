// What the loss of a step comes to: for the backward pass, and for the report.
#pragma once

#include <cstdint>
#include <string>

#include "core/base/result.h"
#include "core/train/plan.h"

namespace kerb {

struct StepReport;

struct StepLoss {
  at::Tensor total;     ///< weighted sum of the terms
  std::string culprit;  ///< the first term that is not finite; empty: all are
};

/// Adds what came out of one of the `parts` of a step's batch to its report.
StepLoss sumUp(StepOutput output, int64_t parts, StepReport& report);

/// `what`: "gradient", "loss term 'smoothness'"; `iteration` from 1.
Error notFinite(const std::string& what, const StepSpec& step, int64_t iteration);

}  // namespace kerb
