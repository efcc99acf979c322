// State dicts of PyTorch (.pth, .pt), in its zip and its legacy format, without Python and without executing
// anything of the file.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <variant>

#include "core/base/result.h"
#include "core/weights/weights.h"

namespace kerb {

struct StateDict {
  TensorMap tensors;  ///< contiguous, on the CPU, none shares memory with another
  /// Plain values beside the tensors: Monodepth2's encoder.pth holds height, width, use_stereo.
  std::map<std::string, std::variant<bool, int64_t, double, std::string>> extras;
};

/// The dictionary in the file, or the one under its key "state_dict" or "model"; "module." in front of every
/// name (DataParallel) is taken off. What is neither tensor nor plain value (an optimiser's state) is left
/// out. Not PyTorch's, truncated, damaged, big-endian, names that are not allowed, tensors that reach out of
/// their storage or repeat it (stride 0): an Error with the byte where it is known.
Result<StateDict> readStateDict(const std::filesystem::path& path);
/// The same of bytes in memory; `name` is what errors call them.
Result<StateDict> parseStateDict(std::string_view bytes, const std::string& name);

}  // namespace kerb
