// Turns the tensors that a PyTorch file describes into tensors.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "core/base/result.h"
#include "core/weights/byte_source.h"
#include "core/weights/pth_container.h"
#include "core/weights/weights.h"

namespace kerb {

/// By name; they point into a PthContainer's tree.
using TensorDescriptions = std::map<std::string, const PickleTensor*>;

/// Contiguous tensors of their own memory. Every storage is read once; memory stays below the file's size for
/// the storages and four times that for the tensors (tied weights come out several times). A tensor that
/// reaches out of its storage or repeats it, a wrong size or checksum: an Error that names it.
Result<TensorMap> readTensors(const ByteSource& source, const PthContainer& container,
                              const TensorDescriptions& descriptions);

}  // namespace kerb
