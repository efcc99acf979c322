#include "app/window_arguments.h"

#include <optional>
#include <span>
#include <string_view>

namespace kerb {
namespace {

const char* const kAdvice = "`kerb-window --help` lists the options";

/// Takes "--name VALUE" or "--name=VALUE" from the front; none: it is another one.
Result<std::optional<std::string>> takeValue(std::string_view name, std::span<const std::string>& left) {
  const std::string& first = left.front();
  if (first != name && !first.starts_with(std::string(name) + "=")) return std::optional<std::string>();
  if (first != name) {
    std::optional<std::string> value = first.substr(name.size() + 1);
    left = left.subspan(1);
    if (!value->empty()) return value;
  } else if (left.size() > 1 && !left[1].empty()) {
    std::optional<std::string> value = left[1];
    left = left.subspan(2);
    return value;
  }
  return Error{"the option needs a file", std::string(name), kAdvice};
}

}  // namespace

Result<WindowArguments> parseWindowArguments(const std::vector<std::string>& arguments) {
  WindowArguments parsed;
  std::span<const std::string> left(arguments);
  while (!left.empty()) {
    const std::string& first = left.front();
    if (first == "--") {
      parsed.paths.insert(parsed.paths.end(), left.begin() + 1, left.end());
      break;
    }
    if (!first.starts_with("-")) {
      parsed.paths.push_back(first);
      left = left.subspan(1);
      continue;
    }
    KERB_TRY(const auto log, takeValue("--latency-log", left));
    if (log) {
      parsed.latency_log = *log;
      continue;
    }
    KERB_TRY(const auto plan, takeValue("--bench-plan", left));
    if (plan) {
      parsed.bench_plan = *plan;
      continue;
    }
    if (first == "--help" || first == "-h")
      parsed.help = true;
    else if (first == "--version")
      parsed.version = true;
    else
      return Error{"unknown option", first, kAdvice};
    left = left.subspan(1);
  }
  return parsed;
}

std::string windowHelp() {
  return "usage: kerb [--latency-log FILE] [PATH...]\n"
         "Opens the window on a video, an image, a folder of images, a data set, or `synthetic`; without "
         "PATH on\n"
         "its start page. Each further PATH gets a window and a process of its own.\n"
         "  --latency-log FILE  write how late the window's event loop is, one line of JSON a second\n"
         "  --help, --version\n"
         "`kerb --help` lists the commands that need no window.\n";
}

}  // namespace kerb
