// Runs programs as a shell would.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <string>

#include <sys/wait.h>

#include "core/base/file.h"
#include "tests/temporary_folder.h"

namespace kerb {

struct Ran {
  int code = 0;
  std::string out, err;
};

/// One shell line.
inline Ran runShell(const std::string& line) {
  const TemporaryFolder folder;
  const auto out = folder.path() / "out";
  const auto err = folder.path() / "err";
  const std::string command = "{ " + line + " ; } >" + out.string() + " 2>" + err.string() + " </dev/null";
  const int status =
      std::system(command.c_str());  // NOLINT(cert-env33-c,concurrency-mt-unsafe,bugprone-command-processor)
  return {WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status), *readWhole(out), *readWhole(err)};
}

/// Whether a tool is on PATH.
inline bool haveTool(const std::string& name) { return runShell("command -v " + name).code == 0; }

/// The last line, without its end: where an error is said.
inline std::string lastLine(const std::string& text) {
  const auto lines = splitLines(text);
  return lines.empty() ? "" : std::string(lines.back());
}

}  // namespace kerb
