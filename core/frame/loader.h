// Batches of samples for training, made ahead on background threads; the same whatever their number.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "core/base/ordered_pool.h"
#include "core/frame/batch.h"
#include "core/job/job.h"

namespace kerb {

struct LoaderOptions {
  int64_t batch = 12;  ///< samples of this rank in a step
  bool shuffle = true;
  uint64_t seed = 0;  ///< of order and augmentation
  int threads = 0;    ///< 0: one per core
  int64_t ahead = 0;  ///< batches made or waiting at a time; 0: two more than threads
  int64_t rank = 0, world = 1;
  int64_t parts = 1;         ///< steps come in groups of so many; an epoch holds whole groups
  bool skip_broken = false;  ///< put the next frame in place of one that cannot be read; else it is an Error
  AugmentationSpec augmentation;
};

/// `wanted` threads, or where that is 0 the share of one of `processes` that load on the same `cores`; no
/// more than 32, because each holds a batch.
int loaderThreads(int wanted, int64_t processes, int cores);

/// Which frames of a source can be learnt from, and why the others cannot.
struct Targets {
  std::vector<int64_t> indices;
  int64_t without_neighbours = 0;
  std::vector<std::string> lacking;  ///< Source::lacks() of each
  /// "4 have no neighbours in time; 2 lack stereo partner a.png, stereo partner b.png"; empty: none is left
  /// out
  std::string leftOut() const;
};

/// Targets are frames whose recording goes on to the neighbours that the spec asks for, and that have what it
/// asks for as far as that is known without reading. None at all is an Error.
Result<Targets> findTargets(const Source& source, const SampleSpec& spec, const JobContext& job);

/// Step k of all ranks together takes the k-th `batch * world` frames of a permutation drawn for its epoch
/// (seed, epoch); each rank takes its share of them. An incomplete last step is dropped. Augmentation is
/// drawn from (seed, epoch, frame). So neither threads nor ranks nor a resume change what is learnt from.
class Loader {
 public:
  /// `first_step`: where to go on. Fewer targets than a step takes: an Error.
  static Result<std::unique_ptr<Loader>> create(const Source& source, std::vector<int64_t> targets,
                                                const SampleSpec& spec, const LoaderOptions& options,
                                                int64_t first_step = 0);
  int64_t stepsPerEpoch() const { return steps_per_epoch_; }
  /// The batch of the next step, on the CPU. Blocks until it is made.
  Result<Batch> next();
  /// How long next() has blocked so far.
  double waitedSeconds() const { return pool_->waitedSeconds(); }
  /// What was skipped since the last call, one line each; every frame once.
  std::vector<std::string> takeSkipped();

 private:
  Loader(const SampleSpec& spec, const LoaderOptions& options) : spec_(spec), options_(options) {}
  Result<Batch> make(const Source& reader, int64_t step);
  Result<Sample> makeOrReplace(const Source& reader, int64_t epoch, int64_t place);
  std::shared_ptr<const std::vector<int64_t>> order(int64_t epoch);

  SampleSpec spec_;
  LoaderOptions options_;
  std::vector<int64_t> targets_;
  int64_t steps_per_epoch_ = 0;
  std::vector<std::unique_ptr<Source>> readers_;  ///< one per worker
  std::mutex mutex_;
  int64_t order_epoch_ = -1;
  std::shared_ptr<const std::vector<int64_t>> order_;  ///< of order_epoch_
  std::set<int64_t> broken_;
  std::vector<std::string> skipped_;
  std::unique_ptr<OrderedPool<Result<Batch>>> pool_;  ///< last: ends before what it uses
};

}  // namespace kerb
