// Reads everything that a source has, to find what is missing and what is broken.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include "core/source/source.h"

namespace kerb {

struct SourceCheck {
  SourceInfo info;      ///< complete
  int64_t missing = 0;  ///< frames whose image does not exist; a link that leads nowhere does
  int64_t broken = 0;   ///< all other frames that cannot be read whole
  /// Frames that were read and have this.
  int64_t images = 0, stereo = 0, depth = 0, semantics = 0, instances = 0, flow = 0, backward_flow = 0,
          poses = 0;
  std::map<std::pair<int64_t, int64_t>, int64_t> sizes;  ///< frames of each {width, height}
  std::vector<std::string> missing_files;                ///< the images of all missing frames, in their order
  /// "depth: 0000000003", for frames that lack what others of their recording have, in their order; at most
  /// kMostErrors.
  std::vector<std::string> absent;
  std::vector<std::string> errors;  ///< of broken frames, in their order; at most kMostErrors
  static constexpr size_t kMostErrors = 100;
};

/// Decodes every part of every frame on `threads` threads (0: one per core). `progress(done, total)` is
/// called from one thread at a time. Cancelled through the token.
Result<SourceCheck> checkSource(const Source& source, int threads, std::stop_token stop,
                                const std::function<void(int64_t done, int64_t total)>& progress);

}  // namespace kerb
