// Progress on a terminal as a bar with rate and time left; elsewhere as a plain line now and then.
#pragma once

#include <chrono>
#include <string>

#include "core/job/job.h"
#include "core/source/source.h"

namespace kerb::cli {

/// Prints to stderr. Not thread-safe: use it as the `report` of one job.
class ProgressPrinter {
 public:
  /// Says nothing of work that takes less than `quiet_s`.
  explicit ProgressPrinter(double quiet_s = 0);
  ~ProgressPrinter();  ///< ends the bar's line
  ProgressPrinter(const ProgressPrinter&) = delete;
  ProgressPrinter& operator=(const ProgressPrinter&) = delete;
  void operator()(const Progress& progress);
  /// A line of its own above the bar.
  void line(const std::string& text);

 private:
  using Clock = std::chrono::steady_clock;
  void bar(const Progress& progress, double rate, double left_s);
  void count(const Progress& progress);

  bool terminal_;
  double quiet_s_;
  bool open_line_ = false;
  int64_t begin_done_ = -1;  ///< where this stage began: a resumed one not at 0
  int64_t total_ = 0;        ///< of this stage
  Clock::time_point begin_ = Clock::now();
  Clock::time_point printed_{};
};

/// openSource() that can be stopped and, where it takes long, says how many files it has found.
Result<std::unique_ptr<Source>> openWithProgress(const std::string& path, const SourceOptions& options,
                                                 const std::stop_source& stop);

/// "1:02:03", "2:03" or "--:--" where it is not known.
std::string clockText(double seconds);

}  // namespace kerb::cli
