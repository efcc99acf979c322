#include "core/train/distributed_start.h"

#include "core/train/checkpoint.h"

namespace kerb {

Result<Start> startOf(const std::filesystem::path& folder, bool resume, Ranks& ranks) {
  const Start asked = resume ? Start::resumed : Start::anew;
  const Result<std::string> note = ranks.noteOfEarlierAttempt();
  KERB_CHECK(ranks.agree(note ? Status() : note.error()));
  if (note->empty() || *note != folder.string()) return asked;
  // The leading rank looks: on a network disk the others may see an older state of the folder.
  KERB_TRY(const auto found, ranks.gather(listCheckpoints(folder).empty() ? "" : "checkpoint"));
  return found.front().empty() && asked == Start::anew ? Start::again : Start::resumed;
}

Status rememberRun(const std::filesystem::path& folder, Ranks& ranks) {
  return ranks.leads() ? ranks.leaveNote(folder.string()) : Status();
}

}  // namespace kerb
