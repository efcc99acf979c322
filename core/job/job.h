// What long work is told and what it tells: a stop token and progress.
#pragma once

#include <cstdint>
#include <functional>
#include <stop_token>
#include <string>

namespace kerb {

struct Progress {
  std::string stage;  ///< "inferring", "indexing"
  int64_t done = 0;
  int64_t total = 0;  ///< 0: unknown
};

/// Passed to every job. Copies share the token and the callback.
struct JobContext {
  std::stop_token stop;
  std::function<void(const Progress&)> report;  ///< called on the worker's thread; may be empty

  bool cancelled() const { return stop.stop_requested(); }
  void progress(std::string stage, int64_t done, int64_t total) const {
    if (report) report({std::move(stage), done, total});
  }
};

}  // namespace kerb
