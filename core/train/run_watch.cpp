#include "core/train/run_watch.h"

#include <cmath>

#include "core/train/run_data.h"
#include "core/train/run_footage.h"

namespace kerb {

Status RunWatch::open(const std::shared_ptr<Method>& method, const Trainer& trainer, StreamData shown,
                      const TrainerOptions& options, const JobContext& job) {
  method_ = method;
  const TrainingPlan& plan = trainer.plan();
  if (!claim_.config.validation.empty()) {
    RunConfig held_out = claim_.config;
    held_out.data = held_out.validation;
    const auto say = [this](const std::string& line) { log_.say("validation, " + line); };
    KERB_TRY(auto data, openRunData(held_out, plan, say, FootageScans(), job));
    shown = data.at(plan.streams.front().name);
    KERB_TRY(validation_, Validation::create(method, plan, std::move(data), options));
    KERB_TRY(const Figures figures, validation_->run(0, 1));
    const auto best = figureOf(figures, run().get<std::string>("keep_best"));
    if (!best) return best.error();
  }
  if (ranks_.leads())
    samples_ = std::make_unique<Samples>(*claim_.spec, claim_.parameters->model, std::move(shown),
                                         run().get<int64_t>("samples"));
  return {};
}

Result<std::optional<double>> RunWatch::look(const Trainer& trainer, const WeightsInfo& info) {
  drawSamples(trainer.state().iteration, info);
  if (!validation_) return std::optional<double>();
  KERB_TRY(Figures figures, validation_->run(trainer.state().phase, 0));
  KERB_CHECK(log_.validation(trainer.state().iteration, figures));
  const auto best = figureOf(figures, run().get<std::string>("keep_best"));
  return best && std::isfinite(*best) ? std::optional(*best) : std::nullopt;
}

/// What goes wrong here is no reason to stop a run.
void RunWatch::drawSamples(int64_t iteration, const WeightsInfo& info) {
  if (!samples_) return;
  const auto drawn = samples_->draw(folder_, iteration, *method_, info);
  if (!drawn) return log_.say("no samples: " + drawn.error().message());
  for (const auto& [name, picture] : *drawn) {
    if (const Status shown = log_.picture(iteration, "samples/" + name, picture); !shown)
      return log_.say(shown.error().message());
  }
}

}  // namespace kerb
