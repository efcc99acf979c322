// What `kerb eval --json` prints.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "core/eval/evaluate.h"

namespace kerb {

/// All of an evaluation, frame by frame. What is not a number (a class that is nowhere) is null.
nlohmann::ordered_json evalJson(const EvalReport& report, const EvalRequest& request,
                                const SourceInfo& source, const EngineInfo& engine);

}  // namespace kerb
