// Checkpoints: all there is to a run, written whole, then renamed.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/train/trainer.h"
#include "core/weights/weights.h"

namespace kerb {

/// A figure of the evaluation at some point.
struct Metric {
  std::string name;
  double value = 0;
  bool larger_is_better = false;
};

struct Checkpoint {
  std::filesystem::path folder;
  TrainerState state;
  Weights model;         ///< opens like any other weights file, too
  TensorMap optimisers;  ///< Trainer::optimiserState()
  TensorMap extra;       ///< Method::extraState()
  std::optional<Metric> metric;
};

/// checkpoints/step-00012000/{model,optimizer}.safetensors, extra.safetensors where there is any, state.json,
/// which has the checksums of the others and of what it says of the trainer. The folder appears whole, with
/// its final name, or not at all.
Status writeCheckpoint(const std::filesystem::path& run, const Trainer& trainer, const Method& method,
                       const WeightsInfo& info, const std::optional<Metric>& metric);

/// Where writeCheckpoint() writes that of an iteration.
std::filesystem::path checkpointAt(const std::filesystem::path& run, int64_t iteration);

/// Says how good a checkpoint is, once that is known.
Status noteMetric(const std::filesystem::path& folder, const Metric& metric);

/// The checkpoints of a run, oldest first.
std::vector<std::filesystem::path> listCheckpoints(const std::filesystem::path& run);

/// The checkpoint with the best metric, among those of the phase and name of the newest one that was
/// measured; empty where none was.
std::filesystem::path bestCheckpoint(const std::filesystem::path& run);

/// Missing files, damage (by checksum; an older one has none of state.json), another format: an Error with
/// the file.
Result<Checkpoint> readCheckpoint(const std::filesystem::path& folder);

/// The newest one that is whole; `damaged` gets a line for each newer one that is not. None: an Error.
Result<Checkpoint> readNewestCheckpoint(const std::filesystem::path& run, std::vector<std::string>& damaged);

/// Renames what comes after a checkpoint from which a run goes on, because it could not be read or because
/// the user said so, to aside-step-...: it would stand in the way of the run's own, and may be of use.
Status setCheckpointsAsideAfter(const std::filesystem::path& run, const std::filesystem::path& folder);

/// Deletes all but the newest `keep` and bestCheckpoint(); also what a crash left half-written.
Status pruneCheckpoints(const std::filesystem::path& run, int64_t keep);

}  // namespace kerb
