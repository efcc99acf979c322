#include "core/train/run_resume.h"

#include <algorithm>
#include <optional>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/train/checkpoint.h"
#include "core/weights/copy_into.h"

namespace kerb {
namespace {

Result<Checkpoint> namedCheckpoint(const RunRequest& request) {
  std::vector<std::string> names;
  for (const auto& folder : listCheckpoints(request.folder)) names.push_back(folder.filename().string());
  if (std::ranges::find(names, request.from) == names.end())
    return Error{fmt::format("has no checkpoint '{}'", request.from), request.folder.string(),
                 fmt::format("There are: {}", fmt::join(names, ", "))};
  return readCheckpoint(request.folder / "checkpoints" / request.from);
}

/// The one that was asked for, else the newest one that is whole, as the leading rank sees it; none where
/// nothing was saved yet.
Result<std::optional<Checkpoint>> chosenCheckpoint(const RunRequest& request, Ranks& ranks, RunLog& log) {
  std::vector<std::string> damaged;
  std::optional<Result<Checkpoint>> newest;
  if (ranks.leads() && !request.from.empty()) {
    newest = namedCheckpoint(request);
  } else if (ranks.leads() && !listCheckpoints(request.folder).empty()) {
    newest = readNewestCheckpoint(request.folder, damaged);
  }
  for (const std::string& line : damaged) log.say("left aside: " + line);
  KERB_CHECK(ranks.agree(newest && !*newest ? newest->error() : Status()));
  KERB_TRY(const auto folders, ranks.gather(newest ? (*newest)->folder.string() : ""));
  if (folders.front().empty()) return std::optional<Checkpoint>();
  if (!newest) newest = readCheckpoint(folders.front());
  KERB_CHECK(*newest);
  return std::optional(**std::move(newest));
}

/// `fresh`: the trainer's state before it was restored.
Status sayWhatChanged(const Checkpoint& checkpoint, const TrainerState& fresh, const TrainerState& restored,
                      RunLog& log) {
  const int64_t iteration = checkpoint.state.iteration;
  const auto differs = [](const auto& was, const auto& is) { return !was.empty() && was != is; };
  if (differs(checkpoint.state.targets, fresh.targets)) {
    KERB_CHECK(log.event(iteration, "the data is not what it was: the order of frames is a new one"));
  } else if (differs(checkpoint.state.content, fresh.content)) {
    KERB_CHECK(log.event(iteration, "the data is not what it was: as many frames, but other ones"));
  }
  if (checkpoint.state.phase != restored.phase)
    KERB_CHECK(log.event(iteration, fmt::format("phase '{}' has no more epochs, '{}' begins",
                                                checkpoint.state.phase_name, restored.phase_name)));
  return {};
}

}  // namespace

Status restoreRun(const RunRequest& request, const Claim& claim, Ranks& ranks, RunLog& log, Method& method,
                  Trainer& trainer) {
  KERB_TRY(const auto chosen, chosenCheckpoint(request, ranks, log));
  if (!chosen) return log.restored(0, "there is no checkpoint yet: begins anew");
  const Checkpoint& checkpoint = *chosen;
  if (checkpoint.model.info.method != claim.spec->id)
    return Error{fmt::format("is of method '{}', not '{}'", checkpoint.model.info.method, claim.spec->id),
                 checkpoint.folder.string()};
  KERB_CHECK(copyInto(method, checkpoint.model.tensors));
  KERB_CHECK(method.restoreExtraState(checkpoint.extra));
  const TrainerState fresh = trainer.state();
  KERB_CHECK(trainer.restore(checkpoint.state, checkpoint.optimisers));
  if (ranks.leads()) KERB_CHECK(setCheckpointsAsideAfter(request.folder, checkpoint.folder));
  const int64_t iteration = checkpoint.state.iteration;
  KERB_CHECK(log.restored(iteration, fmt::format("restored {} (iteration {})",
                                                 checkpoint.folder.filename().string(), iteration)));
  KERB_CHECK(sayWhatChanged(checkpoint, fresh, trainer.state(), log));
  for (const std::string& change : claim.changes) KERB_CHECK(log.event(iteration, "changed: " + change));
  return {};
}

RatesByHand::Later laterRates(const RunRequest& request, bool restarted) {
  const bool other_rate = std::ranges::any_of(request.overrides, [](const std::string& text) {
    return text.substr(0, text.find('=')).ends_with("learning_rate");
  });
  const bool again = restarted || (request.resume && request.from.empty() && !other_rate);
  return again ? RatesByHand::Later::set_again : RatesByHand::Later::forgotten;
}

}  // namespace kerb
