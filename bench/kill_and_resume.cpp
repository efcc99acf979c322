#include "bench/kill_and_resume.h"

#include <set>
#include <thread>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "bench/bench.h"
#include "bench/child_process.h"
#include "core/base/draws.h"
#include "core/base/file.h"
#include "core/base/temporary_folder.h"
#include "core/train/checkpoint.h"
#include "core/train/train_run.h"

namespace kerb::bench {
namespace {

namespace fs = std::filesystem;
using std::chrono::milliseconds, std::chrono::seconds;

constexpr char kPartial[] = ".partial-";  // as core/train/checkpoint.cpp names what is not whole

std::vector<std::string> command(const fs::path& kerb, const fs::path& run) {
  std::vector<std::string> words{kerb.string(), "train", "--run", run.string()};
  if (fs::exists(runFile(run))) {
    words.emplace_back("--resume");
    return words;
  }
  words.insert(words.end(),
               {"--method", "monodepth2", "--data", "synthetic:seed=4,frames=12,width=64,height=64"});
  // Stereo alone: no pose network, so that checkpoints are small.
  for (const char* setting :
       {"use_stereo=true", "pose_network=false", "width=64", "height=64", "batch_size=2", "epochs=2",
        "checkpoint_every=2", "picture_every=0", "samples=0", "threads=1"})
    words.insert(words.end(), {"--set", setting});
  return words;
}

/// Nothing in it is state.json, a checkpoint's last file, and some of it is not older than `since`.
bool isHalfWritten(const fs::path& folder, fs::file_time_type since) {
  std::error_code failure;
  bool is_new = false;
  for (fs::directory_iterator it(folder, failure), end; !failure && it != end; it.increment(failure)) {
    if (it->path().filename() == "state.json") return false;
    std::error_code gone;
    const auto changed = fs::last_write_time(it->path(), gone);
    is_new = is_new || (!gone && changed >= since);
  }
  return is_new;
}

Error hangs(const fs::path& run, seconds patience) {
  return {fmt::format("kerb train hangs: nothing happened in {} s", patience.count()), run.string()};
}

enum class Moment { any, while_writing, after_a_checkpoint };

struct Kill {
  Moment moment = Moment::any;
  milliseconds span{};  ///< after the moment
};

Kill drawKill(int number, Draws& draws) {
  const auto moment = static_cast<Moment>(number % 3);
  const double longest = moment == Moment::any ? 2500 : moment == Moment::while_writing ? 20 : 120;
  return {moment, milliseconds(static_cast<int64_t>(draws.uniform(0, longest)))};
}

/// Lets it run until its moment has come, and its span longer. False: it ended by itself.
Result<bool> letRun(ChildProcess& child, const fs::path& run, const Kill& kill, fs::file_time_type begin,
                    seconds patience) {
  const auto before = listCheckpoints(run);
  const auto has_come = [&] {
    if (kill.moment == Moment::while_writing) return isWritingCheckpoint(run, begin);
    return kill.moment == Moment::any || listCheckpoints(run) != before;
  };
  while (!has_come()) {
    if (child.ended()) return false;
    if (fs::file_time_type::clock::now() - begin > patience) return hangs(run, patience);
    std::this_thread::sleep_for(milliseconds(2));
  }
  std::this_thread::sleep_for(kill.span);
  return !child.ended();
}

Status finish(ChildProcess& child, const fs::path& run, seconds patience) {
  const auto code = child.waitFor(patience);
  if (!code) return hangs(run, patience);
  if (*code != 0) return Error{fmt::format("kerb train ended with code {}", *code), run.string()};
  return {};
}

Status finish(const fs::path& kerb, const fs::path& run, seconds patience) {
  KERB_TRY(ChildProcess child, ChildProcess::start(command(kerb, run)));
  return finish(child, run, patience);
}

std::set<std::string> namesIn(const fs::path& folder) {
  std::set<std::string> names;
  for (const auto& file : fs::directory_iterator(folder)) names.insert(file.path().filename().string());
  return names;
}

std::vector<std::string> differences(const fs::path& a, const fs::path& b) {
  std::set<std::string> names = namesIn(a);
  names.merge(namesIn(b));
  std::vector<std::string> different;
  for (const std::string& name : names) {
    const auto one = readWhole(a / name), other = readWhole(b / name);
    if (!one || !other || *one != *other) different.push_back(name);
  }
  return different;
}

/// What the ends of two runs differ in.
Status compare(const fs::path& straight, const fs::path& killed, KillReport& report) {
  const auto first = listCheckpoints(straight), second = listCheckpoints(killed);
  if (first.empty() || second.empty() || first.back().filename() != second.back().filename())
    return Error{"the two runs did not end at the same iteration", killed.string()};
  for (std::string& name : differences(first.back(), second.back()))
    report.different.push_back(std::move(name));
  ++report.finished;
  return {};
}

}  // namespace

bool isWritingCheckpoint(const fs::path& run, fs::file_time_type since) {
  const auto whole = listCheckpoints(run);
  std::error_code failure;
  for (fs::directory_iterator it(run / "checkpoints", failure), end; !failure && it != end;
       it.increment(failure)) {
    const std::string name = it->path().filename().string();
    if (!name.starts_with(kPartial)) continue;
    const bool is_newest =
        whole.empty() || naturalLess(whole.back().filename().string(), name.substr(sizeof kPartial - 1));
    if (is_newest && isHalfWritten(it->path(), since)) return true;
  }
  return false;
}

Result<KillReport> killAndResume(const fs::path& kerb, const fs::path& folder, int kills, uint64_t seed,
                                 seconds patience) {
  const fs::path straight = folder / "straight", killed = folder / "killed";
  KERB_CHECK(finish(kerb, straight, patience));
  KillReport report;
  Draws draws{seed};
  while (report.kills < kills) {
    const bool goes_on = !listCheckpoints(killed).empty();
    const auto begin = fs::file_time_type::clock::now();
    KERB_TRY(ChildProcess child, ChildProcess::start(command(kerb, killed)));
    KERB_TRY(const bool runs, letRun(child, killed, drawKill(report.kills, draws), begin, patience));
    if (!runs) {
      KERB_CHECK(finish(child, killed, patience));
      KERB_CHECK(compare(straight, killed, report));
      fs::remove_all(killed);  // finished before it could be killed: once more from the start
      continue;
    }
    child.kill();
    ++report.kills;
    report.while_writing += static_cast<int>(isWritingCheckpoint(killed, begin));
    report.of_resumed += static_cast<int>(goes_on);
  }
  KERB_CHECK(finish(kerb, killed, patience));
  KERB_CHECK(compare(straight, killed, report));
  return report;
}

Result<nlohmann::json> benchResume(const Options& options) {
  const TemporaryFolder folder;
  const fs::path kerb = kerbProgram();
  const int kills = std::max(50, options.rounds);
  KERB_TRY(const KillReport report, killAndResume(kerb, folder.path(), kills, 1));
  return nlohmann::json{{"kills", report.kills},
                        {"while_a_checkpoint_was_written", report.while_writing},
                        {"of_a_run_that_had_gone_on_from_a_checkpoint", report.of_resumed},
                        {"runs_finished_and_compared", report.finished},
                        {"files_that_differ", report.different},
                        {"met", report.met()}};
}

}  // namespace kerb::bench
