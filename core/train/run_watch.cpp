#include "core/train/run_watch.h"

#include <algorithm>
#include <cmath>

#include "core/base/guarded.h"
#include "core/train/run_data.h"
#include "core/train/run_footage.h"

namespace kerb {

Status RunWatch::open(const std::shared_ptr<Method>& method, const Trainer& trainer, StreamData shown,
                      const TrainerOptions& options, const JobContext& job) {
  method_ = method;
  const TrainingPlan& plan = trainer.plan();
  if (claim_.config.validation.empty() && run().get<std::string>("keep_best") != "loss")
    return Error{"names a figure of --validate, and there is no such data", "keep_best",
                 "Give --validate, or leave keep_best out"};
  if (!claim_.config.validation.empty()) {
    RunConfig held_out = claim_.config;
    held_out.data = held_out.validation;
    const auto say = [this](const std::string& line) { log_.say("validation, " + line); };
    KERB_TRY(auto data, openRunData(held_out, plan, say, FootageScans(), job));
    shown = data.at(plan.streams.front().name);
    KERB_TRY(validation_, Validation::create(method, plan, std::move(data), options));
    for (size_t phase = 0; phase < plan.phases.size(); ++phase) {
      KERB_TRY(const Figures first, figures(static_cast<int64_t>(phase), 1, {job.stop, {}}));
      const auto best = figureOf(first, run().get<std::string>("keep_best"));
      if (!best) return best.error();
    }
  }
  if (ranks_.leads())
    samples_ = std::make_unique<Samples>(*claim_.spec, claim_.parameters->model, std::move(shown),
                                         run().get<int64_t>("samples"));
  return {};
}

Result<Figures> RunWatch::figures(int64_t phase, int64_t batches, const JobContext& job) {
  return validation_->run(phase, batches, job, [this](const std::string& line) {
    log_.sayOfThisRank("left out, validation: " + line);
  });
}

Result<std::optional<Metric>> RunWatch::measure(const Trainer& trainer, const JobContext& job) {
  if (!validation_) return std::optional<Metric>();
  Result<Figures> measured = figures(trainer.state().phase, 0, job);
  const bool stopped = !measured && measured.error().cancelled;
  KERB_CHECK(ranks_.agree(measured || stopped ? Status() : measured.error()));
  KERB_TRY(const auto said, ranks_.gather(stopped ? "stopped" : ""));
  if (std::ranges::any_of(said, [](const std::string& word) { return !word.empty(); })) {
    log_.say("validation was stopped: this checkpoint has no figure");
    return std::optional<Metric>();
  }
  KERB_CHECK(log_.validation(trainer.state().iteration, *measured));
  const auto name = run().get<std::string>("keep_best");
  const auto best = figureOf(*measured, name);
  if (!best || !std::isfinite(*best)) return std::optional<Metric>();
  const PhaseSpec& phase = trainer.plan().phases.at(static_cast<size_t>(trainer.state().phase));
  return std::optional(Metric{name, *best, isLargerBetter(phase, name)});
}

Status RunWatch::drawOn(int64_t iteration, const WeightsInfo& info) {
  KERB_TRY(const auto drawn, samples_->draw(folder_, iteration, *method_, info));
  for (const auto& [name, picture] : drawn) KERB_CHECK(log_.picture(iteration, "samples/" + name, picture));
  return {};
}

void RunWatch::drawSamples(int64_t iteration, const WeightsInfo& info) {
  if (!samples_) return;
  // A second network may not fit into the device's memory.
  if (const Status drawn = guarded([&] { return drawOn(iteration, info); }); !drawn)
    log_.say("no samples: " + drawn.error().message());
}

}  // namespace kerb
