// Where a run goes on: at the checkpoint that was asked for, else at the newest one that is whole.
#pragma once

#include "core/train/rates_by_hand.h"
#include "core/train/run_folder.h"
#include "core/train/run_log.h"

namespace kerb {

/// Takes method and trainer back to the checkpoint and says what is not as it was: data, phase, settings.
/// Nothing was saved yet: they stay new. A checkpoint that is not there, is damaged or of another method: an
/// Error. Every rank reads the one that the leading rank chose.
Status restoreRun(const RunRequest& request, const Claim& claim, Ranks& ranks, RunLog& log, Method& method,
                  Trainer& trainer);

/// Whoever goes back to a checkpoint, or chooses another rate, wants none of what was tried after it.
/// `restarted`: by the launcher.
RatesByHand::Later laterRates(const RunRequest& request, bool restarted);

}  // namespace kerb
