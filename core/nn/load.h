// Copies the tensors of a weights file into a module.
#pragma once

#include <torch/nn/module.h>

#include "core/weights/weights.h"

namespace kerb {

/// Copies every parameter and buffer of the module from the tensor of the same name ("num_batches_tracked"
/// may be absent). Missing, unknown or differently shaped tensors: an Error that names the first of them, the
/// shapes and the file; then nothing was copied.
Status loadInto(torch::nn::Module& module, const Weights& weights);

/// The tensors of a module under the names that loadInto reads; they share memory with it.
TensorMap tensorsOf(const torch::nn::Module& module);

}  // namespace kerb
