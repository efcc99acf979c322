// Which of several processes this one is, from the environment that its launcher made.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "core/base/result.h"

namespace kerb {

/// This process among those that train together.
struct RankPlace {
  int64_t rank = 0, world = 1;
  int64_t local_rank = 0;          ///< among those on this machine
  int64_t local_world = 1;         ///< how many are on this machine; 1 also where the launcher does not say
  std::string host = "127.0.0.1";  ///< where rank 0 runs
  uint16_t port = 29500;           ///< at which it can be found
  std::string job = {};            ///< tells jobs apart that meet at one port
  bool agent = false;              ///< torchrun's own agent serves the port, not rank 0
  int64_t attempt = 0;             ///< how often torchrun has started this job again
};

/// The value of a variable; nullptr where it is not set.
using Environment = std::function<const char*(const char*)>;

/// What torchrun (RANK, WORLD_SIZE ...), Open MPI or Slurm's srun say; MASTER_ADDR and MASTER_PORT name
/// another place to meet. Without a launcher: alone. What contradicts itself is an Error.
Result<RankPlace> rankPlace(const Environment& environment);
/// From this process's environment.
Result<RankPlace> rankPlace();

/// The first host of a Slurm list: "node[03-07,09],login" gives "node03".
std::string firstHost(const std::string& list);

}  // namespace kerb
