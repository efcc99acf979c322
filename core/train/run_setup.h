// From the parameters of a run to what its trainer is made of.
#pragma once

#include <memory>

#include "core/method/method.h"
#include "core/train/distributed.h"
#include "core/train/run_config.h"
#include "core/train/trainer.h"

namespace kerb {

/// A device that is not there: an Error.
Result<TrainerOptions> trainerOptions(const Parameters& run, const Ranks& ranks);

/// The method, new or from a weights file, with all that is drawn drawn from the seed.
Result<std::shared_ptr<Method>> makeMethod(const MethodSpec& spec, const RunParameters& parameters);

/// Without the files that only a new run starts from: what they gave is in its checkpoints, and they may be
/// gone.
Result<RunParameters> withoutFilesToStartFrom(RunParameters parameters, const MethodSpec& spec);

}  // namespace kerb
