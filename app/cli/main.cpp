// kerb-main: parses the command line, runs one command, turns its Status into an exit code and one line.
#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <unistd.h>

#include "app/cli/cli.h"
#include "core/synth/options.h"

namespace kerb::cli {
namespace {

/// The first SIGINT or SIGTERM asks for a clean stop, another one ends at once; not within a second, because
/// launchers and `timeout` tell the process and its group. Signals are blocked in every thread and waited for
/// in one, because nothing useful may be done inside a handler.
std::jthread watchSignals(Program& program) {
  static sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  return std::jthread([&program](const std::stop_token& ended) {
    const timespec beat{0, 50'000'000};
    using Clock = std::chrono::steady_clock;
    std::optional<Clock::time_point> asked;
    while (!ended.stop_requested()) {
      const int signal = sigtimedwait(&signals, nullptr, &beat);
      if (signal < 0) continue;
      if (asked && Clock::now() - *asked > std::chrono::seconds(1)) _exit(128 + signal);
      if (asked) continue;
      asked = Clock::now();
      program.signal = signal;
      program.stop.request_stop();
      if (isatty(STDERR_FILENO) != 0) fmt::print(stderr, "\nstopping; once more ends at once\n");
    }
  });
}

#ifdef KERB_WITH_WINDOW
struct WindowOptions {
  std::vector<std::string> paths;
  int64_t frame = 0;
  std::string latency_log;
};

/// Becomes kerb-window, which the launcher starts itself where a path cannot be taken for a command's name.
Status openWindow(const WindowOptions& options) {
  const std::vector<std::string>& paths = options.paths;
  std::error_code failure;
  if (!paths.empty() && !std::filesystem::exists(paths.front(), failure) &&
      !synth::isSyntheticName(paths.front()))
    return Error{fmt::format("'{}' is neither a command nor a file or folder", paths.front()), "",
                 "`kerb --help` lists the commands"};
  const auto window = std::filesystem::read_symlink("/proc/self/exe", failure).parent_path() / "kerb-window";
  std::vector<char*> arguments{const_cast<char*>("kerb")};
  const std::string log = "--latency-log=" + options.latency_log;
  if (!options.latency_log.empty()) arguments.push_back(const_cast<char*>(log.c_str()));
  const std::string frame = "--frame=" + std::to_string(options.frame);
  if (options.frame > 0) arguments.push_back(const_cast<char*>(frame.c_str()));
  arguments.push_back(const_cast<char*>("--"));
  for (const std::string& path : paths) arguments.push_back(const_cast<char*>(path.c_str()));
  arguments.push_back(nullptr);
  execv(window.c_str(), arguments.data());
  return Error{"kerb-window is not beside kerb-main", window.parent_path().string(),
               "Install or build Kerb again"};
}
#endif

int run(int argc, char** argv) {
  CLI::App app("Kerb: depth and semantics of driving video", "kerb");
  app.set_version_flag("--version", "kerb " KERB_VERSION);
  app.require_subcommand(0, 1);
  app.footer(
      "First steps:\n"
#ifdef KERB_WITH_WINDOW
      "  kerb [PATH...]                    open the window\n"
#endif
#ifdef KERB_WITH_IO
      "  kerb inspect DRIVE --out out/     depth, overlays and point clouds of a stereo drive\n"
      "  kerb inspect VIDEO --model M.safetensors --out out/\n"
      "  kerb train --method monodepth2 --data VIDEO --run runs/first\n"
#else
      "  kerb train --method monodepth2 --data FILE.kshard --run runs/first\n"
#endif
      "  kerb ctl runs/first status        what it does; pause, resume, save, stop, set lr=1e-5\n"
      "  kerb datasets                     the data sets it reads; `kerb datasets check FOLDER` checks one\n"
      "  kerb doctor                       what this machine can do\n"
      "`kerb COMMAND --help` explains one command.");
  Program program{app, {}, {}};
#ifdef KERB_WITH_WINDOW
  WindowOptions window;
  app.add_option("PATH", window.paths, "open this source in the window, each further one in another window");
  app.add_option("--frame", window.frame, "the window starts at this frame of the first PATH")
      ->check(CLI::NonNegativeNumber);
  app.add_option("--latency-log", window.latency_log,
                 "the window writes how late its event loop is, one line of JSON a second")
      ->type_name("FILE");
#endif
#ifdef KERB_WITH_IO
  addInspect(program);
  addSynth(program);
#endif
  addBench(program);
  addTrain(program);
  addCtl(program);
  addEval(program);
  addPack(program);
  addImport(program);
  addExport(program);
  addDatasets(program);
  addModels(program);
  addDoctor(program);
  addCompletion(program);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& wrong) {
    if (wrong.get_exit_code() == 0) return app.exit(wrong);  // --help, --version
    std::fprintf(stderr, "kerb: %s. `kerb --help` and `kerb COMMAND --help` explain\n", wrong.what());
    return 1;
  }
#ifdef KERB_WITH_WINDOW
  if (!program.chosen && !(window.paths.empty() && window.latency_log.empty()))
    program.chosen = [&window] { return openWindow(window); };
#endif
  if (!program.chosen) {
    std::fputs(app.help().c_str(), stdout);
    return 0;
  }
  const std::jthread signals = program.stoppable ? watchSignals(program) : std::jthread();
  const Status status = program.chosen();
  if (status) return program.exit_code;
  std::fprintf(stderr, "kerb: %s\n", status.error().message().c_str());
  return status.error().cancelled ? std::max(130, program.signalCode()) : 1;
}

}  // namespace
}  // namespace kerb::cli

int main(int argc, char** argv) {
  try {
    return kerb::cli::run(argc, argv);
  } catch (const std::exception& failure) {
    std::fprintf(stderr, "kerb: internal error: %s. Please report this with the command that you ran\n",
                 failure.what());
    return 1;
  }
}
