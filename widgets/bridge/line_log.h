// A text file that grows by lines, written on a thread of its own.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <thread>

#include "core/base/result.h"

namespace kerb {

/// Lives on the UI thread, which never waits for the disk. Destroying it returns at once; what was added
/// before is still written (waitForRetired()).
class LineLog {
 public:
  /// Begins the file anew. An unwritable one is an Error.
  static Result<std::unique_ptr<LineLog>> create(const std::filesystem::path& path);
  ~LineLog();
  LineLog(const LineLog&) = delete;
  LineLog& operator=(const LineLog&) = delete;

  /// One line, without its end.
  void add(std::string line);

 private:
  struct Work;
  explicit LineLog(std::shared_ptr<Work> work);
  std::shared_ptr<Work> work_;
  std::jthread thread_;
};

}  // namespace kerb
