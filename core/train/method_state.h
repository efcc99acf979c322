// What a method keeps besides its parameters: buffers (batch norm's running statistics) and extra state. A
// step that fails takes it back; ranks that train together average it.
#pragma once

#include "core/method/method.h"
#include "core/train/gradient_exchange.h"

namespace kerb {

TensorMap copyOfBuffers(const Method& method);
TensorMap copyOfExtraState(const Method& method);

/// What the two gave, back into the method.
Status restoreState(Method& method, const TensorMap& buffers, const TensorMap& extra);

/// Batch norm's running statistics: each rank has seen its own share of the batch, and all go on from the
/// same ones, as they do after a resume. Motions since `before` (of copyOfBuffers()) are averaged, so that
/// what has not moved stays to the bit.
Status averageStatistics(Method& method, const TensorMap& before, GradientExchange& exchange);

}  // namespace kerb
