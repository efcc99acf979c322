// Packs a source into a shard: one sequential file with everything it knows, read faster than images.
#pragma once

#include <filesystem>

#include "core/job/job.h"
#include "core/source/source.h"

namespace kerb {

struct PackOptions {
  int64_t width = 0, height = 0;  ///< of every frame (see resized()); 0: as they are
  FrameParts parts = FrameParts::all();
  /// What tells this packing from one of another source, or of the same opened otherwise: a packing goes on
  /// only under the same one. Empty: the source's path.
  std::string identity = {};
  bool skip_broken = false;  ///< leave out what cannot be read, and say so; else it ends the packing
  int threads = 0;           ///< 0: one per core
};

struct PackSummary {
  int64_t frames = 0, neighbours = 0, resumed = 0;  ///< `resumed` of the frames were there already
  std::vector<std::string> skipped;                 ///< one line each
  uint64_t bytes = 0;                               ///< of the finished file
};

/// Packs all frames of the source in order, and the frames t-1 and t+1 of a split that are none of its own.
/// Writes PATH.partial, and gives it its name when it is whole; the same call after a stop, a crash or a full
/// disk goes on where that one ended. The result does not depend on the number of threads.
Result<PackSummary> packSource(const Source& source, const std::filesystem::path& path,
                               const PackOptions& options, const JobContext& job);

/// What the header of a shard says of its source. Not such a header: an Error with the path.
Result<SourceInfo> parsePackHeader(const std::string& header, const std::filesystem::path& path);

}  // namespace kerb
