// The command line of kerb-window.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "core/base/result.h"

namespace kerb {

struct WindowArguments {
  bool help = false, version = false;
  std::vector<std::string> paths;     ///< the first is opened here, each other one in a window of its own
  int64_t frame = 0;                  ///< of the first path, at which it starts
  std::filesystem::path latency_log;  ///< empty: none
  std::filesystem::path bench_plan;   ///< of `kerb bench gui`; empty: an ordinary start
};

/// Without the name of the program and without Qt's own options. After "--" everything is a path.
Result<WindowArguments> parseWindowArguments(const std::vector<std::string>& arguments);

std::string windowHelp();

}  // namespace kerb
