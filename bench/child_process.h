// A program that runs beside this one, silently, and that can be killed.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include <sys/types.h>

#include "core/base/result.h"

namespace kerb::bench {

class ChildProcess {
 public:
  /// words: the path of the program and its arguments. No more processes allowed: an Error. A program that is
  /// not there ends with code 127.
  static Result<ChildProcess> start(std::vector<std::string> words);
  ChildProcess(ChildProcess&& other) noexcept;
  ChildProcess& operator=(ChildProcess&&) = delete;
  /// Kills it where it still runs.
  ~ChildProcess();

  bool ended();
  /// Its exit code (128 where a signal ended it); nothing where it still runs after `patience`.
  std::optional<int> waitFor(std::chrono::milliseconds patience);
  /// kill -9; returns when it is gone.
  void kill();

 private:
  explicit ChildProcess(pid_t pid) : pid_(pid) {}

  pid_t pid_;  ///< -1: moved from
  int status_ = 0;
  bool ended_ = false;
};

}  // namespace kerb::bench
