// How ranks that train together come to the same gradients and statistics.
#pragma once

#include <vector>

#include <ATen/core/Tensor.h>

#include "core/base/result.h"
#include "core/train/adam.h"

namespace kerb {

/// Averages gradients over ranks. The trainer calls start() before and finish() after the backward passes of
/// a step, and lastPart() before the last of them, from where on what is ready may be exchanged. (Without
/// ranks: none.) A rank that cannot be reached is an Error.
class GradientExchange {
 public:
  virtual ~GradientExchange() = default;
  virtual void start(const std::vector<NamedParameter>& trained) = 0;
  virtual void lastPart() = 0;
  virtual Status finish() = 0;
  /// Whether `value` is true on every rank.
  virtual Result<bool> allAgree(bool value) = 0;
  /// The means over ranks, in place; all of one type and device.
  virtual Status average(const std::vector<at::Tensor>& tensors) = 0;
};

}  // namespace kerb
