// Does a run that was killed again and again end in the same bits as one that was not?
#pragma once

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
};

/// Trains a small Monodepth2 on the synthetic drive in `folder`/straight, and in `folder`/killed with `kills`
/// kills at moments drawn from `seed`: at any time, while a checkpoint is written, soon after one, in turn.
Result<KillReport> killAndResume(const std::filesystem::path& kerb, const std::filesystem::path& folder,
                                 int kills, uint64_t seed);

}  // namespace kerb::bench
