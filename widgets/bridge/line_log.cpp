#include "widgets/bridge/line_log.h"

#include <cerrno>
#include <condition_variable>
#include <cstdio>
#include <deque>
#include <fstream>
#include <mutex>
#include <utility>

#include "core/base/file.h"
#include "widgets/bridge/retire.h"

namespace kerb {

/// Shared with the thread, which may outlive the log.
struct LineLog::Work {
  std::filesystem::path path;
  std::ofstream file;
  std::mutex mutex;
  std::condition_variable_any changed;
  std::deque<std::string> lines;

  void run(const std::stop_token& stop) {
    for (bool more = true; more;) {
      std::unique_lock lock(mutex);
      more = changed.wait(lock, stop, [this] { return !lines.empty(); });
      const auto taken = std::exchange(lines, {});
      lock.unlock();
      write(taken);
    }
  }

  void write(const std::deque<std::string>& taken) {
    const bool worked = file.good();
    for (const std::string& line : taken) file << line << '\n';
    file.flush();
    if (worked && !file.good()) std::fprintf(stderr, "kerb: %s cannot be written any more\n", path.c_str());
  }
};

Result<std::unique_ptr<LineLog>> LineLog::create(const std::filesystem::path& path) {
  auto work = std::make_shared<Work>();
  work->path = path;
  work->file.open(path, std::ios::trunc);
  if (!work->file) return systemError("cannot write the file", path, errno);
  return std::unique_ptr<LineLog>(new LineLog(std::move(work)));
}

LineLog::LineLog(std::shared_ptr<Work> work) : work_(std::move(work)) {
  thread_ = std::jthread([work = work_](const std::stop_token& stop) { work->run(stop); });
}

LineLog::~LineLog() { retire(std::move(thread_)); }

void LineLog::add(std::string line) {
  {
    const std::scoped_lock lock(work_->mutex);
    work_->lines.push_back(std::move(line));
  }
  work_->changed.notify_one();
}

}  // namespace kerb
