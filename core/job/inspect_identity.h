// What makes an export the same export, and which frames it is of.
#pragma once

#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "core/job/inspect.h"

namespace kerb {

/// What must be equal for an export to go on in the same folder, by the option that decides it.
nlohmann::ordered_json identityOf(const SourceInfo& source, const Engine& engine, const InspectRequest& r);

/// The indices of the request; an Error where there are none.
Result<std::vector<int64_t>> wantedFrames(const InspectRequest& request, const SourceInfo& source);

}  // namespace kerb
