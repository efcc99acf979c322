// What a person orders on one rank reaches all of them at the same iteration.
#pragma once

#include <memory>

#include <ATen/core/Tensor.h>

#include "core/train/control.h"
#include "core/train/distributed.h"

namespace kerb {

/// Exchanges orders while an iteration is computed, so that the latency of the network costs nothing.
class SharedOrders {
 public:
  explicit SharedOrders(Ranks& ranks) : ranks_(ranks) {}

  /// Every rank calls it before every iteration with its own orders. Gives the same ones on all: what was
  /// handed over in the call before, `stop` by any rank, all else by the leading one, which alone can be
  /// paused and has the orders' numbers. (The first call gives its own.)
  Result<RunControl::Orders> next(const RunControl::Orders& mine);

 private:
  void begin(const RunControl::Orders& mine);
  Result<RunControl::Orders> end();

  Ranks& ranks_;
  RunControl::Orders said_;
  at::Tensor counts_;
  std::unique_ptr<Exchange> under_way_;
};

}  // namespace kerb
