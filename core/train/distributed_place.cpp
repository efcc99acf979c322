#include "core/train/distributed_place.h"

#include <algorithm>
#include <cstdlib>
#include <limits>
#include <optional>

#include <fmt/format.h>

#include "core/base/file.h"

namespace kerb {
namespace {

/// What one launcher calls things.
struct Launcher {
  const char* name;
  const char* rank;
  const char* world;
  const char* local_rank;
  const char* local_world;
};

// Slurm's are those of a step: in a batch script, which is not one of its tasks, SLURM_PROCID is set as well.
constexpr Launcher kLaunchers[] = {
    {"torchrun", "RANK", "WORLD_SIZE", "LOCAL_RANK", "LOCAL_WORLD_SIZE"},
    {"Open MPI", "OMPI_COMM_WORLD_RANK", "OMPI_COMM_WORLD_SIZE", "OMPI_COMM_WORLD_LOCAL_RANK",
     "OMPI_COMM_WORLD_LOCAL_SIZE"},
    {"Slurm", "SLURM_PROCID", "SLURM_STEP_NUM_TASKS", "SLURM_LOCALID", "SLURM_NTASKS_PER_NODE"},
};

std::string valueOf(const Environment& environment, const char* name) {
  const char* value = environment(name);
  return value == nullptr ? "" : value;
}

/// 0 where it is not set.
Result<int64_t> numberOf(const Environment& environment, const char* name, int64_t low, int64_t high) {
  if (environment(name) == nullptr) return int64_t{0};
  const std::string text = valueOf(environment, name);
  const auto number = parseInteger(text);
  if (number && *number >= low && *number <= high) return *number;
  return Error{fmt::format("'{}' is not a number from {} to {}", text, low, high), name,
               "The launcher (torchrun, mpirun, srun) sets it; unset it to train in one process"};
}

/// Where rank 0 can be found, where the launcher leaves that to us.
Status findMeetingPlace(const Environment& environment, const std::string& launcher, RankPlace& place) {
  const std::string address = valueOf(environment, "MASTER_ADDR");
  if (!address.empty()) {
    place.host = address;
  } else if (launcher == "Slurm") {
    place.host = firstHost(valueOf(environment, "SLURM_STEP_NODELIST"));
    if (place.host.empty()) place.host = "127.0.0.1";
  } else if (launcher == "Open MPI" &&
             valueOf(environment, "OMPI_COMM_WORLD_LOCAL_SIZE") != std::to_string(place.world)) {
    return Error{"ranks on several machines need to know where rank 0 runs", "MASTER_ADDR",
                 "mpirun -x MASTER_ADDR=HOST, with the first host of the job"};
  }
  if (environment("MASTER_PORT") == nullptr) return {};
  KERB_TRY(const int64_t port, numberOf(environment, "MASTER_PORT", 1, 65535));
  place.port = static_cast<uint16_t>(port);
  return {};
}

std::string jobOf(const Environment& environment) {
  const std::string step = valueOf(environment, "SLURM_STEP_ID");
  return fmt::format("{}/{}/{}", valueOf(environment, "PMIX_NAMESPACE"),
                     step.empty() ? "" : valueOf(environment, "SLURM_JOB_ID"), step);
}

/// Only the number of threads follows from it: what is no number is not worth an Error.
int64_t localWorld(const Environment& environment, const char* name, int64_t world) {
  const auto number = parseInteger(valueOf(environment, name));
  return number && *number > 0 ? std::min(*number, world) : 1;
}

Result<RankPlace> placeUnder(const Launcher& launcher, const Environment& environment) {
  constexpr int64_t kMost = 1'000'000;
  RankPlace place;
  KERB_TRY(place.world, numberOf(environment, launcher.world, 1, kMost));
  KERB_TRY(place.rank, numberOf(environment, launcher.rank, 0, place.world - 1));
  KERB_TRY(place.local_rank, numberOf(environment, launcher.local_rank, 0, place.world - 1));
  place.local_world = localWorld(environment, launcher.local_world, place.world);
  KERB_TRY(place.attempt, numberOf(environment, "TORCHELASTIC_RESTART_COUNT", 0, kMost));
  place.agent = valueOf(environment, "TORCHELASTIC_USE_AGENT_STORE") == "True";
  place.job = jobOf(environment);
  if (place.world > 1 || place.agent) KERB_CHECK(findMeetingPlace(environment, launcher.name, place));
  return place;
}

}  // namespace

std::string firstHost(const std::string& list) {
  const size_t open = list.find('['), comma = list.find(',');
  if (open == std::string::npos || comma < open) return list.substr(0, comma);
  const size_t end = list.find_first_of("-,]", open);
  return end == std::string::npos ? "" : list.substr(0, open) + list.substr(open + 1, end - open - 1);
}

Result<RankPlace> rankPlace(const Environment& environment) {
  for (const Launcher& launcher : kLaunchers) {
    if (environment(launcher.rank) != nullptr && environment(launcher.world) != nullptr)
      return placeUnder(launcher, environment);
  }
  return RankPlace{};
}

Result<RankPlace> rankPlace() {
  return rankPlace([](const char* name) { return std::getenv(name); });  // NOLINT(concurrency-mt-unsafe)
}

}  // namespace kerb
