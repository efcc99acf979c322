// Ordered work over many frames: one thread reads ahead, the engine predicts, the caller's thread consumes.
// At most a handful of frames is in memory, whatever the length of the source.
#pragma once

#include <functional>
#include <vector>

#include "core/job/engine.h"
#include "core/job/job.h"
#include "core/source/source.h"

namespace kerb {

struct BatchItem {
  int64_t index = 0;              ///< of the frame in its source
  Result<Input> input;            ///< an Error: the frame could not be read
  Result<Prediction> prediction;  ///< an Error: unreadable, or the method failed
  double read_ms = 0;
  double predict_ms = 0;
};

/// Predicts the frames with these indices, in this order, and hands each to `consume` on the calling thread.
/// A broken frame is handed over with its Error and the work goes on; an Error from `consume` ends it.
/// `extra`: parts of the target that the consumer wants besides the method's needs. Cancelled through the
/// context: Error::cancelled.
Status runBatch(const Source& source, Engine& engine, const std::vector<int64_t>& indices, FrameParts extra,
                const std::function<Status(BatchItem)>& consume, const JobContext& context);

}  // namespace kerb
