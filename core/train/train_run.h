// A run of training in its folder: from run.toml to checkpoints, events and pictures.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/job/job.h"
#include "core/method/method.h"
#include "core/train/control.h"
#include "core/train/distributed.h"
#include "core/train/run_config.h"

namespace kerb {

struct RunRequest {
  std::filesystem::path folder;
  RunConfig config;                    ///< of a new run
  bool resume = false;                 ///< go on with what is in the folder
  std::string method;                  ///< with resume: it must be this one; empty: any
  std::vector<std::string> overrides;  ///< with resume: "name=value" on top of run.toml
  std::string from = {};  ///< with resume: the checkpoint to go on from ("step-00001200"); empty: the newest
  std::string version;    ///< of Kerb, for the log
  std::function<void(const std::string&)> say;  ///< a line for the user; also goes to log.txt
  /// Null: alone. With others, every rank calls train() with the same request; the leading one writes, and
  /// all must see the folder.
  std::shared_ptr<Ranks> ranks = {};
};

struct RunResult {
  int64_t iteration = 0;
  bool finished = false;             ///< else it was stopped
  std::filesystem::path checkpoint;  ///< the newest one
};

/// Trains until the plan is finished, or until it is told to stop through the control or job.stop; either
/// saves a checkpoint; with ranks, what one is told all do. Where torchrun started the ranks again after one
/// died, they go on from the last checkpoint, whatever `from` says. A new run in a folder that has one, a
/// resume where there is none or of another method, a folder in which another process trains, data that is
/// missing: an Error before the first step. On any later Error the last checkpoint stays as it is, and a
/// resume goes on from it. What LibTorch throws is an Error, too.
Result<RunResult> train(const RunRequest& request, const std::vector<MethodSpec>& catalogue,
                        RunControl& control, const JobContext& job);

/// The run.toml of a run folder.
std::filesystem::path runFile(const std::filesystem::path& folder);

}  // namespace kerb
