// The two containers of torch.save: a zip archive (PyTorch >= 1.6), and pickles followed by raw storages
// (before).
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "core/base/result.h"
#include "core/weights/byte_source.h"
#include "core/weights/pickle.h"

namespace kerb {

/// Where the numbers of a storage lie in the file.
struct StorageExtent {
  uint64_t offset = 0;
  uint64_t bytes = 0;
  std::optional<uint32_t> crc32;
};

struct PthContainer {
  PickleTree tree;
  std::map<std::string, StorageExtent> storages;  ///< by key
};

/// Finds out the format, reads the pickles, and finds the storages. Big-endian, TorchScript without tensors,
/// neither format: an Error.
Result<PthContainer> readPthContainer(const ByteSource& source);

}  // namespace kerb
