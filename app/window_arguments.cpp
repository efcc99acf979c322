#include "app/window_arguments.h"

#include <optional>
#include <span>
#include <string_view>

#include "core/base/file.h"

namespace kerb {
namespace {

const char* const kAdvice = "`kerb-window --help` lists the options";

/// Takes "--name VALUE" or "--name=VALUE" from the front; none: it is another one. `what` it needs: "file".
Result<std::optional<std::string>> takeValue(std::string_view name, std::string_view what,
                                             std::span<const std::string>& left) {
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
  return Error{"the option needs a " + std::string(what), std::string(name), kAdvice};
}

Result<int64_t> frameFrom(const std::string& text) {
  const auto frame = parseInteger(text);
  if (frame && *frame >= 0) return *frame;
  return Error{"'" + text + "' is no number of a frame; the first one is 0", "--frame", kAdvice};
}

/// Of those that have a value; false: it is another one.
Result<bool> takeOption(std::span<const std::string>& left, WindowArguments& parsed) {
  KERB_TRY(const auto log, takeValue("--latency-log", "file", left));
  if (log) {
    parsed.latency_log = *log;
    return true;
  }
  KERB_TRY(const auto plan, takeValue("--bench-plan", "file", left));
  if (plan) {
    parsed.bench_plan = *plan;
    return true;
  }
  KERB_TRY(const auto frame, takeValue("--frame", "number", left));
  if (!frame) return false;
  KERB_TRY(parsed.frame, frameFrom(*frame));
  return true;
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
    KERB_TRY(const bool was_taken, takeOption(left, parsed));
    if (was_taken) continue;
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
  return "usage: kerb [--frame N] [--latency-log FILE] [PATH...]\n"
         "Opens the window on a video, an image, a folder of images, a data set, or `synthetic`; without "
         "PATH on\n"
         "its start page. Each further PATH gets a window and a process of its own.\n"
         "  --frame N           start at this frame of the first PATH\n"
         "  --latency-log FILE  write how late the window's event loop is, one line of JSON a second\n"
         "  --help, --version\n"
         "`kerb --help` lists the commands that need no window.\n";
}

}  // namespace kerb
