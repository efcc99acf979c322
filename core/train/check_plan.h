// Whether a plan can be trained, before the first step and not after hours.
#pragma once

#include <map>
#include <string>

#include "core/method/method.h"
#include "core/train/plan.h"
#include "core/train/stream_data.h"

namespace kerb {

/// Every step of every phase trains something, nothing twice, with optimisers and streams that the plan has:
/// else it throws std::out_of_range. Every stream of every step has data, and enough of it for a batch: else
/// an Error.
Status checkPlan(const TrainingPlan& plan, const Method& method,
                 const std::map<std::string, StreamData>& data);

}  // namespace kerb
