#include "app/cli/progress.h"

#include <cmath>
#include <cstdio>

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "app/cli/progress_line.h"

namespace kerb::cli {
namespace {

/// Characters of a line on stderr that does not wrap, with the cursor behind it.
size_t terminalWidth() {
  constexpr size_t kUsual = 80;
  winsize size{};
  const bool known = ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 1;
  return (known ? size.ws_col : kUsual) - 1;
}

void overwrite(const std::string& line) {
  std::fputs(("\r" + line + "\x1b[K").c_str(), stderr);
  std::fflush(stderr);
}

}  // namespace

std::string clockText(double seconds) {
  if (!std::isfinite(seconds) || seconds < 0) return "--:--";
  const auto whole = static_cast<int64_t>(std::llround(seconds));
  if (whole >= 3600) return fmt::format("{}:{:02}:{:02}", whole / 3600, whole / 60 % 60, whole % 60);
  return fmt::format("{}:{:02}", whole / 60, whole % 60);
}

ProgressPrinter::ProgressPrinter(double quiet_s) : terminal_(isatty(STDERR_FILENO) != 0), quiet_s_(quiet_s) {}

ProgressPrinter::~ProgressPrinter() {
  if (open_line_) std::fputc('\n', stderr);
}

void ProgressPrinter::operator()(const Progress& progress) {
  const auto now = Clock::now();
  if (begin_done_ < 0 || progress.done <= begin_done_ || progress.total != total_) {
    begin_ = now;
    begin_done_ = progress.done;
    total_ = progress.total;
  }
  const double elapsed_s = std::chrono::duration<double>(now - begin_).count();
  if (elapsed_s < quiet_s_) return;
  const bool last = progress.total > 0 && progress.done == progress.total;
  const auto pause = terminal_ ? std::chrono::milliseconds(100) : std::chrono::milliseconds(5000);
  if (!last && now - printed_ < pause) return;
  printed_ = now;
  if (progress.total == 0) return count(progress);
  const double rate = elapsed_s > 0 ? static_cast<double>(progress.done - begin_done_) / elapsed_s : 0;
  const double left_s = rate > 0 ? static_cast<double>(progress.total - progress.done) / rate : NAN;
  if (terminal_) {
    bar(progress, rate, left_s);
  } else if (progress.done > 0) {
    std::fputs(fmt::format("{} {}/{}, {:.1f}/s, {} left\n", progress.stage, progress.done, progress.total,
                           rate, clockText(left_s))
                   .c_str(),
               stderr);
  }
}

void ProgressPrinter::line(const std::string& text) {
  if (open_line_) std::fputs("\r\x1b[K", stderr);
  open_line_ = false;
  std::fputs((text + "\n").c_str(), stderr);
}

/// Of work whose end is not known.
void ProgressPrinter::count(const Progress& progress) {
  if (progress.done == 0) return;
  const std::string files = fmt::format(": {} files", progress.done);
  if (terminal_) {
    overwrite(cutBefore(progress.stage, files, terminalWidth()));
  } else {
    std::fputs((progress.stage + files + "\n").c_str(), stderr);
  }
  open_line_ = terminal_;
}

void ProgressPrinter::bar(const Progress& progress, double rate, double left_s) {
  const double share = static_cast<double>(progress.done) / static_cast<double>(progress.total);
  const std::string figures =
      fmt::format("{}/{}  {:.1f}/s  {} left", progress.done, progress.total, rate, clockText(left_s));
  overwrite(progressLine(progress.stage, share, figures, terminalWidth()));
  open_line_ = true;
}

Result<std::unique_ptr<Source>> openWithProgress(const std::string& path, const SourceOptions& options,
                                                 const std::stop_source& stop) {
  ProgressPrinter printer(/*quiet_s=*/0.5);
  return openSource(path, options, {stop.get_token(), [&](const Progress& progress) { printer(progress); }});
}

}  // namespace kerb::cli
