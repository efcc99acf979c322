#include "core/train/rates_by_hand.h"

#include <fmt/format.h>

namespace kerb {

std::map<std::string, double> RatesByHand::ratesOf(const Trainer& trainer) const {
  std::map<std::string, double> rates;
  for (const OptimiserSpec& spec : trainer.plan().optimisers)
    rates[spec.name] = trainer.learningRate(spec.name);
  return rates;
}

Status RatesByHand::begin(const Trainer& trainer, Later later) {
  const int64_t iteration = trainer.state().iteration;
  KERB_TRY(ahead_, readRateChanges(folder_));
  std::erase_if(ahead_, [&](const RateChange& c) { return c.iteration < iteration; });
  if (later == Later::forgotten) {
    if (!std::exchange(ahead_, {}).empty() && iteration > 0)
      log_.say("learning rates that were set by hand later are forgotten");
    const Status forgotten = ranks_.leads() ? forgetRateChanges(folder_, iteration) : Status();
    KERB_CHECK(ranks_.agree(forgotten));
  }
  current_ = ratesOf(trainer);
  for (const auto& [name, factor] : trainer.state().learning_rate_factors) {
    if (factor != 1)
      log_.say(fmt::format("learning rate of {}: {:.6g} as set by hand, {:.6g} times its schedule", name,
                           current_.at(name), factor));
  }
  return {};
}

Status RatesByHand::catchUp(Trainer& trainer) {
  const int64_t iteration = trainer.state().iteration;
  for (const auto& [name, rate] : ratesOf(trainer)) {
    if (rate != std::exchange(current_[name], rate))
      KERB_CHECK(
          log_.event(iteration, fmt::format("learning rate of {} is {:.6g} by its schedule", name, rate)));
  }
  while (!ahead_.empty() && ahead_.front().iteration <= iteration) {
    const RateChange change = ahead_.front();
    ahead_.erase(ahead_.begin());
    KERB_CHECK(apply(trainer, change.optimiser, change.rate, "again, as by hand before"));
  }
  return {};
}

Result<std::string> RatesByHand::set(Trainer& trainer, const std::string& optimiser, double rate) {
  const int64_t iteration = trainer.state().iteration;
  if (!ahead_.empty()) {
    ahead_.clear();
    log_.say("learning rates that were set later, before the resume, are forgotten");
  }
  const RateChange change{iteration, optimiser, rate};
  KERB_CHECK(ranks_.agree(ranks_.leads() ? appendRateChange(folder_, change) : Status()));
  KERB_CHECK(apply(trainer, optimiser, rate, "by hand"));
  return fmt::format("the learning rate of {} is {} from iteration {} on",
                     optimiser.empty() ? "every optimiser" : optimiser, rate, iteration + 1);
}

Status RatesByHand::apply(Trainer& trainer, const std::string& optimiser, double rate, const char* how) {
  for (const OptimiserSpec& spec : trainer.plan().optimisers) {
    if (!optimiser.empty() && spec.name != optimiser) continue;
    const double scheduled =
        trainer.learningRate(spec.name) / trainer.state().learning_rate_factors.at(spec.name);
    KERB_CHECK(trainer.setLearningRateFactor(spec.name, rate / scheduled));
    KERB_CHECK(log_.event(trainer.state().iteration,
                          fmt::format("learning rate of {} set to {} {}", spec.name, rate, how)));
  }
  current_ = ratesOf(trainer);
  return {};
}

}  // namespace kerb
