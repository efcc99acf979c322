#include "bench/kill_and_resume.h"

#include <chrono>
#include <csignal>
#include <thread>

#include <fcntl.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <sys/wait.h>
#include <unistd.h>

#include "bench/bench.h"
#include "core/base/draws.h"
#include "core/base/file.h"
#include "core/base/temporary_folder.h"
#include "core/train/checkpoint.h"
#include "core/train/train_run.h"

namespace kerb::bench {
namespace {

namespace fs = std::filesystem;
using std::chrono::milliseconds;

/// A program that runs.
class Child {
 public:
  explicit Child(const std::vector<std::string>& words) {
    std::vector<char*> arguments;
    for (const std::string& word : words)
      arguments.push_back(const_cast<char*>(word.c_str()));  // NOLINT: exec's
    arguments.push_back(nullptr);
    pid_ = ::fork();
    if (pid_ != 0) return;
    const int log = ::open("/dev/null", O_WRONLY | O_CLOEXEC);
    ::dup2(log, STDERR_FILENO);
    ::dup2(log, STDOUT_FILENO);
    ::execv(arguments.front(), arguments.data());
    ::_exit(127);
  }
  bool ended() {
    if (!ended_) ended_ = ::waitpid(pid_, &status_, WNOHANG) == pid_;
    return ended_;
  }
  /// Its exit code.
  int wait() {
    if (!ended_) ::waitpid(pid_, &status_, 0);
    ended_ = true;
    return WIFEXITED(status_) ? WEXITSTATUS(status_) : 128;
  }
  void kill() {
    ::kill(pid_, SIGKILL);
    wait();
  }

 private:
  pid_t pid_ = 0;
  int status_ = 0;
  bool ended_ = false;
};

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

/// A checkpoint is being written, or removed, that an earlier kill did not leave.
bool writes(const fs::path& run, fs::file_time_type since) {
  std::error_code failure;
  for (fs::directory_iterator it(run / "checkpoints", failure), end; !failure && it != end;
       it.increment(failure)) {
    if (!it->path().filename().string().starts_with(".partial-")) continue;
    const auto changed = fs::last_write_time(it->path(), failure);
    if (!failure && changed >= since) return true;
    failure.clear();
  }
  return false;
}

enum class Moment { any, while_writing, after_a_checkpoint };

/// Lets it run until its moment has come, and `span` longer. False: it ended by itself.
bool letRun(Child& child, const fs::path& run, Moment moment, milliseconds span) {
  const auto begin = fs::file_time_type::clock::now();
  const auto before = listCheckpoints(run);
  const auto hasCome = [&] {
    if (moment == Moment::while_writing) return writes(run, begin);
    return moment == Moment::any || listCheckpoints(run) != before;
  };
  while (!hasCome()) {
    if (child.ended()) return false;
    std::this_thread::sleep_for(milliseconds(2));
  }
  std::this_thread::sleep_for(span);
  return !child.ended();
}

Status finish(const fs::path& kerb, const fs::path& run) {
  Child child(command(kerb, run));
  if (const int code = child.wait(); code != 0)
    return Error{fmt::format("kerb train ended with code {}", code), run.string()};
  return {};
}

std::vector<std::string> differences(const fs::path& a, const fs::path& b) {
  std::vector<std::string> different;
  for (const auto& file : fs::directory_iterator(a)) {
    const auto one = readWhole(file.path()), other = readWhole(b / file.path().filename());
    if (!one || !other || *one != *other) different.push_back(file.path().filename().string());
  }
  return different;
}

}  // namespace

namespace {

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

Result<KillReport> killAndResume(const fs::path& kerb, const fs::path& folder, int kills, uint64_t seed) {
  const fs::path straight = folder / "straight", killed = folder / "killed";
  KERB_CHECK(finish(kerb, straight));
  KillReport report;
  Draws draws{seed};
  while (report.kills < kills) {
    const bool goes_on = !listCheckpoints(killed).empty();
    const auto begin = fs::file_time_type::clock::now();
    Child child(command(kerb, killed));
    const auto moment = static_cast<Moment>(report.kills % 3);
    const double longest = moment == Moment::any ? 2500 : moment == Moment::while_writing ? 20 : 120;
    const milliseconds span(static_cast<int64_t>(draws.uniform(0, longest)));
    if (!letRun(child, killed, moment, span)) {
      if (child.wait() != 0) return Error{"kerb train failed", killed.string()};
      KERB_CHECK(compare(straight, killed, report));
      fs::remove_all(killed);  // finished before it could be killed: once more from the start
      continue;
    }
    child.kill();
    ++report.kills;
    report.while_writing += static_cast<int>(writes(killed, begin));
    report.of_resumed += static_cast<int>(goes_on);
  }
  KERB_CHECK(finish(kerb, killed));
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
                        {"met", report.different.empty() && report.of_resumed > kills / 3}};
}

}  // namespace kerb::bench
