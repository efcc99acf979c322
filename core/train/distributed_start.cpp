#include "core/train/distributed_start.h"

#include "core/train/train_run.h"

namespace kerb {

Result<bool> wasRestarted(const std::filesystem::path& folder, Ranks& ranks) {
  const Result<std::string> note = ranks.noteOfEarlierAttempt();
  KERB_CHECK(ranks.agree(note ? Status() : note.error()));
  if (note->empty() || *note != folder.string()) return false;
  std::error_code ignored;
  const bool is_there = ranks.leads() && std::filesystem::exists(runFile(folder), ignored);
  KERB_TRY(const auto said, ranks.gather(is_there ? "there" : ""));
  return !said.front().empty();
}

Status rememberRun(const std::filesystem::path& folder, Ranks& ranks) {
  return ranks.leads() ? ranks.leaveNote(folder.string()) : Status();
}

}  // namespace kerb
