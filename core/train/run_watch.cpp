#include "core/train/run_watch.h"

#include <cmath>

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
      KERB_TRY(const Figures figures, validation_->run(static_cast<int64_t>(phase), 1));
      const auto best = figureOf(figures, run().get<std::string>("keep_best"));
      if (!best) return best.error();
    }
  }
  if (ranks_.leads())
    samples_ = std::make_unique<Samples>(*claim_.spec, claim_.parameters->model, std::move(shown),
                                         run().get<int64_t>("samples"));
  return {};
}

Result<std::optional<Metric>> RunWatch::measure(const Trainer& trainer) {
  if (!validation_) return std::optional<Metric>();
  Result<Figures> figures = validation_->run(trainer.state().phase, 0);
  KERB_CHECK(ranks_.agree(figures ? Status() : figures.error()));
  KERB_CHECK(log_.validation(trainer.state().iteration, *figures));
  const auto name = run().get<std::string>("keep_best");
  const auto best = figureOf(*figures, name);
  return best && std::isfinite(*best) ? std::optional(Metric{name, *best}) : std::nullopt;
}

Status RunWatch::drawOn(int64_t iteration, const WeightsInfo& info) {
  try {
    KERB_TRY(const auto drawn, samples_->draw(folder_, iteration, *method_, info));
    for (const auto& [name, picture] : drawn) KERB_CHECK(log_.picture(iteration, "samples/" + name, picture));
    return {};
  } catch (const std::exception& failure) {  // a second network may not fit into the device's memory
    return Error{failure.what()};
  }
}

void RunWatch::drawSamples(int64_t iteration, const WeightsInfo& info) {
  if (!samples_) return;
  if (const Status drawn = drawOn(iteration, info); !drawn)
    log_.say("no samples: " + drawn.error().message());
}

}  // namespace kerb
