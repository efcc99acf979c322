// What a run tells: lines for people, scalars and pictures for TensorBoard, its speed.
#pragma once

#include <filesystem>
#include <fstream>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "core/train/control.h"
#include "core/train/distributed.h"
#include "core/train/events.h"
#include "core/train/trainer.h"

namespace kerb {

class RunLog {
 public:
  using Say = std::function<void(const std::string&)>;
  /// `say` gets each line too; may be empty.
  RunLog(std::filesystem::path folder, Ranks& ranks, Say say)
      : folder_(std::move(folder)), ranks_(ranks), say_(std::move(say)) {}

  /// Opens log.txt and the event file, on the leading rank alone; lines said before come first in log.txt.
  Status open(const std::map<std::string, std::string>& hyper_parameters);
  /// What is so on every rank is said once.
  void say(const std::string& line);
  /// In log.txt alone: what ends the run is said by whoever ran it.
  void note(const std::string& line);
  void sayOfThisRank(const std::string& line);
  /// A line that belongs to a point of the training; also in the event file.
  Status event(int64_t iteration, const std::string& line);
  /// The run goes on after this iteration.
  Status restored(int64_t iteration, const std::string& line);
  /// Saves what a step saw that is not finite, for a look at it: non_finite_step-00000012-NAME.safetensors
  /// has all that the loss was computed from. The first eight are kept.
  void nonFinite(const std::string& step, const std::string& term, const StepInput& input);
  bool wantsPictures() const { return events_ != nullptr; }

  /// Before the first iteration.
  static RunStatus statusOf(const Trainer& trainer);
  /// For a progress bar: epoch, loss, its terms (of several scales the mean), speed.
  static std::string lineOf(const RunStatus& status);
  /// Takes an iteration into the figures of speed.
  RunStatus count(const IterationReport& report, const Trainer& trainer);
  Status pictures(const IterationReport& report);
  /// [3,H,W] uint8
  Status picture(int64_t iteration, const std::string& name, const at::Tensor& image);
  /// Figures of a validation; with ranks, they become their means.
  Status validation(int64_t iteration, std::vector<std::pair<std::string, double>>& figures);
  /// Scalars of this iteration and the speed since the last call; with ranks, their means.
  Status scalars(const IterationReport& report);

 private:
  void write(const std::string& line);
  Status average(std::vector<std::pair<std::string, double>>& scalars);

  std::filesystem::path folder_;
  Ranks& ranks_;
  Say say_;
  std::ofstream file_;
  std::vector<std::string> early_;       ///< said before open()
  std::unique_ptr<EventWriter> events_;  ///< of the leading rank
  // Since the last scalars.
  double seconds_ = 0, waited_seconds_ = 0;
  int64_t images_ = 0;
  double seconds_per_iteration_ = 0;
};

}  // namespace kerb
