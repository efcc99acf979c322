// The loaders of a plan's streams.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/frame/loader.h"
#include "core/train/plan.h"
#include "core/train/stream_data.h"
#include "core/train/trainer_options.h"

namespace kerb {

/// Gives the batches of a step, of each stream in the order that the seed draws. A loader begins when its
/// stream is first asked for.
class StreamLoaders {
 public:
  /// `share`: samples of a batch that this rank computes at a time.
  StreamLoaders(std::map<std::string, StreamData> data, const TrainerOptions& options, int64_t share)
      : data_(std::move(data)), options_(options), share_(share) {}

  const std::map<std::string, StreamData>& data() const { return data_; }
  /// In host memory, one of each stream of the step; `drawn` counts the batches taken from each stream and is
  /// where a loader begins.
  Result<std::vector<Batch>> draw(const TrainingPlan& plan, const StepSpec& step,
                                  std::map<std::string, int64_t>& drawn);
  /// Begins anew, where draw() is told to.
  void forget() { loaders_.clear(); }
  /// Frames that were left out since the last call.
  std::vector<std::string> takeSkipped();
  double waitedSeconds() const;

 private:
  Result<std::unique_ptr<Loader>> open(const TrainingPlan& plan, const std::string& name,
                                       int64_t drawn) const;

  std::map<std::string, StreamData> data_;
  TrainerOptions options_;
  int64_t share_;
  std::map<std::string, std::unique_ptr<Loader>> loaders_;
};

}  // namespace kerb
