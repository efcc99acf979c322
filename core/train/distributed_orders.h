// What a person orders on one rank reaches all of them at the same iteration.
#pragma once

#include "core/train/control.h"
#include "core/train/distributed.h"

namespace kerb {

/// Every rank calls it with its own orders and gets the same ones: `stop` of any of them, all else of the
/// leading rank, which alone can be paused. A few bytes, so that it may be called in every iteration.
Result<RunControl::Orders> shareOrders(Ranks& ranks, const RunControl::Orders& mine);

}  // namespace kerb
