#include "core/train/distributed_start.h"

namespace kerb {

Result<bool> wasRestarted(const std::filesystem::path& folder, Ranks& ranks) {
  const Result<std::string> note = ranks.noteOfEarlierAttempt();
  KERB_CHECK(ranks.agree(note ? Status() : note.error()));
  return !note->empty() && *note == folder.string();
}

Status rememberRun(const std::filesystem::path& folder, Ranks& ranks) {
  return ranks.leads() ? ranks.leaveNote(folder.string()) : Status();
}

}  // namespace kerb
