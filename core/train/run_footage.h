// Own footage as data of a run: what was found to stand still is kept in the run folder, so that a resume
// neither looks again nor differs.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>

#include "core/train/distributed.h"
#include "core/train/run_config.h"

namespace kerb {

/// footage-N.json in the run folder, for data N.
class FootageScans {
 public:
  /// Without a folder nothing is kept.
  FootageScans() = default;
  /// The leading rank looks and writes, the others wait and read. `resume`: what was written is what counts.
  /// While it looks, the leading rank tells the others after every `beat` that it lives.
  FootageScans(std::filesystem::path folder, Ranks& ranks, bool resume,
               std::chrono::milliseconds beat = std::chrono::seconds(1))
      : folder_(std::move(folder)), ranks_(&ranks), resume_(resume), beat_(beat) {}

  /// The motion in data `number`, whose source is already cropped and sampled. With resume: what the file
  /// says; a file of other footage is an Error.
  Result<Motion> motionIn(const DataSpec& data, int64_t number, const Source& source,
                          const JobContext& job) const;

 private:
  Result<Motion> lookOrRead(const std::filesystem::path& file, const DataSpec& data, const Source& source,
                            const JobContext& job) const;

  Result<Motion> leadersMotion(const std::filesystem::path& file, const DataSpec& data, const Source& source,
                               const JobContext& job) const;
  Status awaitLeader() const;

  std::filesystem::path folder_;
  Ranks* ranks_ = nullptr;
  bool resume_ = false;
  std::chrono::milliseconds beat_{};
};

/// The source of data `number` of a run: opened, cropped, sampled, without static frames.
Result<std::unique_ptr<Source>> openFootage(const DataSpec& data, int64_t number, const FootageScans& scans,
                                            const JobContext& job);

}  // namespace kerb
