// The data of a run: sources opened, listed and matched with the streams of a plan.
#pragma once

#include <functional>
#include <map>
#include <string>

#include "core/job/job.h"
#include "core/train/plan.h"
#include "core/train/run_config.h"
#include "core/train/trainer.h"

namespace kerb {

class FootageScans;

/// Opens all data, as footage where it is told to be; `say` gets a line for each stream: frames, targets,
/// camera, notes. A stream that the plan does not have or that gets no data, a source without what its stream
/// needs: an Error.
Result<std::map<std::string, StreamData>> openRunData(const RunConfig& config, const TrainingPlan& plan,
                                                      const std::function<void(const std::string&)>& say,
                                                      const FootageScans& scans, const JobContext& job);

/// Metres between the cameras of the pairs that streams with a stereo partner train on, of the first that can
/// be read; 0: there are none. `say` gets a line where others differ.
double baselineOf(const TrainingPlan& plan, const std::map<std::string, StreamData>& data,
                  const std::function<void(const std::string&)>& say);

}  // namespace kerb
