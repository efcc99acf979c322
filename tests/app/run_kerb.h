// Runs the real program, as a shell would.
#pragma once

#include <string>

#include "tests/run_shell.h"

namespace kerb {

inline Ran runKerb(const std::string& arguments) {
  return runShell(std::string(KERB_BIN_DIR) + "/kerb " + arguments);
}

}  // namespace kerb
