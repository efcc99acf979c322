// Exceptions of LibTorch and of the standard library as Errors.
#pragma once

#include <exception>

#include <c10/util/Exception.h>

#include "core/base/result.h"

namespace kerb {

/// What work() returns, a Result or a Status; what it throws (out of memory, above all) is its Error, with
/// place and fix of `about`.
template <class Work>
auto guarded(const Work& work, Error about = {}) -> decltype(work()) {
  try {
    return work();
  } catch (const c10::Error& failure) {
    about.what = failure.what_without_backtrace();
  } catch (const std::exception& failure) {
    about.what = failure.what();
  }
  return about;
}

}  // namespace kerb
