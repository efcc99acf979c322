// The folder of a run: whose it is, and what is to be done in it.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/base/file_lock.h"
#include "core/method/method.h"
#include "core/train/distributed.h"
#include "core/train/run_config.h"
#include "core/train/train_run.h"

namespace kerb {

/// footage-N.json in the run folder: how much the frames of data N move.
std::filesystem::path motionFile(const std::filesystem::path& folder, size_t number);

/// What is settled before the first rank reads data.
struct Claim {
  RunConfig config;
  const MethodSpec* spec = nullptr;
  std::optional<RunParameters> parameters;
  std::optional<FileLock> lock;  ///< of the leading rank
  bool created_folder = false;
  bool starts_from_nothing = true;   ///< no checkpoint to go on from
  std::vector<std::string> changes;  ///< settings that differ from those of the run so far

  /// A folder that holds another run, or is in use, or has nothing to resume; settings that the method does
  /// not know or that a resume cannot change: an Error, and the folder stays as it was.
  Status take(const RunRequest& request, const std::vector<MethodSpec>& catalogue, const Ranks& ranks);
  /// A run that could not begin leaves nothing behind.
  void giveUp(const std::filesystem::path& folder);

 private:
  Status change(const RunRequest& request);
};

}  // namespace kerb
