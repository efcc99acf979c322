// Does a run that was killed again and again end in the same bits as one that was not?
#pragma once

#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

#include "core/base/result.h"

namespace kerb::bench {

struct KillReport {
  int kills = 0;          ///< kill -9, each followed by a resume
  int while_writing = 0;  ///< of those, so many hit a checkpoint that was being written
  int of_resumed = 0;     ///< and so many a run that had itself gone on from a checkpoint
  int finished = 0;       ///< runs that reached their end in spite of them
  std::vector<std::string>
      different;  ///< files of their last checkpoints that are not the same, byte for byte

  /// The same bits, after kills that include the hard ones.
  bool met() const { return different.empty() && of_resumed > kills / 3 && while_writing > 0; }
};

/// Whether a checkpoint of a run lies there half written, by what has written since then. What is being
/// removed (older than a whole one), and what an earlier kill left, does not count.
bool isWritingCheckpoint(const std::filesystem::path& run, std::filesystem::file_time_type since);

/// Trains a small Monodepth2 on the synthetic drive in `folder`/straight, and in `folder`/killed with `kills`
/// kills at moments drawn from `seed`: at any time, while a checkpoint is written, soon after one, in turn. A
/// run that fails, or that neither ends nor gets to its next moment in `patience`: an Error.
Result<KillReport> killAndResume(const std::filesystem::path& kerb, const std::filesystem::path& folder,
                                 int kills, uint64_t seed,
                                 std::chrono::seconds patience = std::chrono::minutes(10));

}  // namespace kerb::bench
