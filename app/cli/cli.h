// The command line: every command is one file, one add function, and one Status.
#pragma once

#include <atomic>
#include <functional>
#include <stop_token>

#include "core/base/result.h"
#include "core/job/job.h"

namespace CLI {
class App;
}

namespace kerb::cli {

/// What a command needs from the program around it.
struct Program {
  CLI::App& app;
  std::function<Status()> chosen;  ///< set by the sub-command that was named
  std::stop_source stop;           ///< Ctrl-C and SIGTERM request it, for a command that is stoppable
  bool stoppable = false;       ///< set with `chosen`: the command ends cleanly when asked; others just end
  std::atomic<int> signal = 0;  ///< that requested `stop`; 0: none
  int exit_code = 0;            ///< of a command without an Error

  /// What a shell knows an end by a signal from; 0: there was none.
  int signalCode() const { return signal == 0 ? 0 : 128 + signal; }
};

void addInspect(Program& program);
void addDatasets(Program& program);
void addModels(Program& program);
void addImport(Program& program);
void addExport(Program& program);
void addDoctor(Program& program);
void addBench(Program& program);
void addSynth(Program& program);
void addPack(Program& program);
void addTrain(Program& program);
void addCtl(Program& program);
void addEval(Program& program);
void addCompletion(Program& program);

}  // namespace kerb::cli
