// Where the samples of a stream come from.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "core/source/source.h"

namespace kerb {

struct StreamData {
  std::shared_ptr<const Source> source;
  std::vector<int64_t> targets;  ///< of findTargets()
  uint32_t content = 0;          ///< contentOf(); 0: not known
};

/// A checksum of some of the targets' pictures and of their cameras, of which a few are read: other data of
/// the same length most likely differ in it. 0 where one of them cannot be read.
uint32_t contentOf(const Source& source, const std::vector<int64_t>& targets);

}  // namespace kerb
