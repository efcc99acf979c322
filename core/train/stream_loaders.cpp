#include "core/train/stream_loaders.h"

#include <fmt/format.h>

#include "core/base/checksums.h"
#include "core/base/draws.h"

namespace kerb {

Result<std::unique_ptr<Loader>> StreamLoaders::open(const TrainingPlan& plan, const std::string& name,
                                                    int64_t drawn) const {
  const StreamSpec& spec = plan.stream(name);
  LoaderOptions loading;
  loading.batch = share_;
  // Streams of equal length must not meet in the same pairs in every epoch.
  const bool first = name == plan.streams.front().name;
  loading.seed = first ? options_.seed : Draws{options_.seed, crc32c(name.data(), name.size())}.next();
  loading.threads = static_cast<int>(options_.loader_threads);
  loading.rank = options_.rank;
  loading.world = options_.world;
  loading.parts = options_.accumulate;
  loading.skip_broken = options_.skip_broken;
  loading.augmentation = spec.augmentation;
  const StreamData& data = data_.at(name);
  return Loader::create(*data.source, data.targets, spec.sample, loading, drawn);
}

namespace {

Error withWayOn(Error broken) {
  if (broken.cancelled) return broken;
  broken.fix += broken.fix.empty() ? "Leave" : "; or leave";
  broken.fix += " such frames out: --set on_broken=skip";
  return broken;
}

}  // namespace

Result<std::vector<Batch>> StreamLoaders::draw(const TrainingPlan& plan, const StepSpec& step,
                                               std::map<std::string, int64_t>& drawn) {
  std::vector<Batch> batches;
  for (const std::string& name : step.streams) {
    auto& loader = loaders_[name];
    if (!loader) {
      KERB_TRY(loader, open(plan, name, drawn[name]));
    }
    auto batch = loader->next();
    if (!batch) return withWayOn(batch.error());
    ++drawn[name];
    batches.push_back(*std::move(batch));
  }
  return batches;
}

std::vector<std::string> StreamLoaders::takeSkipped() {
  std::vector<std::string> all;
  for (const auto& [name, loader] : loaders_) {
    if (!loader) continue;  // it could not be opened
    for (std::string& line : loader->takeSkipped()) all.push_back(fmt::format("{}: {}", name, line));
  }
  return all;
}

double StreamLoaders::waitedSeconds() const {
  double seconds = 0;
  for (const auto& [name, loader] : loaders_) seconds += loader ? loader->waitedSeconds() : 0;
  return seconds;
}

}  // namespace kerb
