// How a plan is run.
#pragma once

#include <cstdint>

#include <c10/core/Device.h>

#include "core/method/precision.h"

namespace kerb {

struct TrainerOptions {
  at::Device device{at::kCPU};
  uint64_t seed = 0;
  Precision precision = Precision::fp32;
  bool channels_last = true;     ///< memory of the pictures that networks see, and of their weights
  int64_t accumulate = 1;        ///< a batch is computed in so many parts, one after the other
  int64_t loader_threads = 0;    ///< of each stream; 0: one per core
  bool skip_broken = false;      ///< see LoaderOptions
  bool skip_non_finite = false;  ///< a step whose loss is NaN or Inf trains nothing; else it is an Error
  int64_t rank = 0, world = 1;
};

}  // namespace kerb
