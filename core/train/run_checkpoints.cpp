#include "core/train/run_checkpoints.h"

#include <stop_token>
#include <tuple>

#include <fmt/format.h>

namespace kerb {

Status RunCheckpoints::open(std::shared_ptr<Method> method, const Trainer& trainer, StreamData shown,
                            const TrainerOptions& options, const JobContext& job) {
  method_ = std::move(method);
  trainer_ = &trainer;
  return watch_.open(method_, trainer, std::move(shown), options, job);
}

WeightsInfo RunCheckpoints::weightsInfo() const {
  WeightsInfo info;
  info.method = claim_.spec->id;
  info.parameters = claim_.parameters->model.asText();
  if (const auto row = info.parameters.find("baseline"); row != info.parameters.end() && baseline_m_ > 0)
    row->second = fmt::format("{:.6g}", baseline_m_);
  std::tie(info.input_width, info.input_height) = method_->inputSize();
  info.training = fmt::format("iteration {} of {}", trainer_->state().iteration, trainer_->totalIterations());
  for (const DataSpec& data : claim_.config.data) {
    // Weights are given away: the folders of this machine are nobody's business.
    const std::filesystem::path path = std::filesystem::path(data.source).lexically_normal();
    info.training += ", " + (path.has_filename() ? path : path.parent_path()).filename().string();
  }
  return info;
}

Status RunCheckpoints::save() const {
  if (!ranks_.leads()) return {};
  return writeCheckpoint(folder_, *trainer_, *method_, weightsInfo(), {});
}

void RunCheckpoints::prune() {
  if (!ranks_.leads()) return;
  if (const Status pruned = pruneCheckpoints(folder_, number("keep")); !pruned)
    log_.say(pruned.error().message());  // no reason to stop: the new one is whole
}

/// Of the checkpoint that was just written. An order to stop ends it, as job.stop does.
Status RunCheckpoints::measure(const RunControl& control, const JobContext& job) {
  std::stop_source either;
  const auto stop = [&] { either.request_stop(); };
  const std::stop_callback by_job(job.stop, stop), by_order(control.stopOrdered(), stop);
  KERB_TRY(const auto metric, watch_.measure(*trainer_, {either.get_token(), job.report}));
  if (!metric || !ranks_.leads()) return {};
  return noteMetric(checkpointAt(folder_, trainer_->state().iteration), *metric);
}

bool RunCheckpoints::isDue() const {
  const int64_t every = number("checkpoint_every");
  if (trainer_->finished()) return true;
  return every > 0 ? trainer_->state().iteration % every == 0
                   : trainer_->state().phase_iteration % trainer_->iterationsPerEpoch() == 0;
}

Status RunCheckpoints::saveWhereDue(const RunControl& control, const JobContext& job) {
  if (!isDue()) return {};
  KERB_CHECK(save());
  const Status measured = measure(control, job);
  prune();
  watch_.drawSamples(trainer_->state().iteration, weightsInfo());
  return measured;
}

}  // namespace kerb
