// What a listing of folders is part of: a job that can be cancelled and wants to know how far it is.
#pragma once

#include <cstdint>

#include "core/base/result.h"
#include "core/job/job.h"

namespace kerb {

/// While it lives, all folders that this thread lists (fileNames() and what is built on it) are listed for
/// `job`. It belongs to the thread and is no argument, so that no layout can forget to pass it on: opening
/// any of them can be cancelled. May be nested; the innermost one counts.
class Listing {
 public:
  explicit Listing(const JobContext& job);
  ~Listing();
  Listing(const Listing&) = delete;
  Listing& operator=(const Listing&) = delete;

  /// Reports the files found in all, if that was not said yet.
  void finish();

  /// To be called for every file that is found: reports now and then. The cancelled job's Error.
  static Status found();
  /// To be called between steps of work that finds no files. The cancelled job's Error.
  static Status check();

 private:
  void report();

  const JobContext& job_;
  Listing* outer_;
  int64_t found_ = 0;
  int64_t reported_ = 0;
};

}  // namespace kerb
