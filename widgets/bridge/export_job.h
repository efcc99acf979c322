// The export of a source as a job: what `kerb inspect` does, through the same call of core.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/job/engine.h"
#include "core/job/inspect.h"
#include "core/source/source.h"
#include "widgets/bridge/job_queue.h"
#include "widgets/bridge/live_depth.h"

namespace kerb {

struct MethodSpec;

/// An engine that runs what a user chose.
struct StartedEngine {
  std::unique_ptr<Engine> engine;
  std::string title;  ///< of the method
};

/// Loads the model; takes seconds, so never on the UI thread.
Result<StartedEngine> startEngine(const std::vector<MethodSpec>& catalogue, const MethodRequest& chosen);

/// Why this method cannot work on this source now.
Status checkChoice(const std::vector<MethodSpec>& catalogue, const MethodRequest& chosen,
                   const SourceInfo& info);

/// Reads the source through a reader of its own. Frames that fail make it an Error after all others were
/// written.
Job exportJob(const std::vector<MethodSpec>& catalogue, std::shared_ptr<const Source> source,
              MethodRequest chosen, InspectRequest request);

}  // namespace kerb
