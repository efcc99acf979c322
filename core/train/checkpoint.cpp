#include "core/train/checkpoint.h"

#include <algorithm>
#include <limits>

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <torch/nn/module.h>

#include "core/base/checksums.h"
#include "core/base/file.h"
#include "core/weights/copy_into.h"
#include "core/weights/safetensors.h"

namespace kerb {
namespace fs = std::filesystem;
namespace {

using nlohmann::json;

constexpr char kModel[] = "model.safetensors", kOptimiser[] = "optimizer.safetensors",
               kExtra[] = "extra.safetensors", kState[] = "state.json", kPrefix[] = "step-",
               kPartial[] = ".partial-", kChecksum[] = "trainer_checksum";
constexpr int kFormat = 1;

fs::path checkpointsOf(const fs::path& run) { return run / "checkpoints"; }

Result<uint32_t> checksumOf(const fs::path& file) {
  KERB_TRY(const std::string bytes, readWhole(file, uint64_t{1} << 36));
  return crc32c(bytes.data(), bytes.size());
}

/// Of the trainer's part of state.json, whatever its white space.
uint32_t checksumOfText(const json& trainer) {
  const std::string text = trainer.dump();
  return crc32c(text.data(), text.size());
}

json toJson(const TrainerState& s) {
  return {{"iteration", s.iteration},   {"phase", s.phase},
          {"phase_name", s.phase_name}, {"phase_iteration", s.phase_iteration},
          {"batch", s.batch},           {"parts", s.parts},
          {"targets", s.targets},       {"content", s.content},
          {"drawn", s.drawn},           {"learning_rate_factors", s.learning_rate_factors},
          {"loss_scale", s.loss_scale}, {"loss_scale_steps", s.loss_scale_steps}};
}

TrainerState stateFrom(const json& j) {
  TrainerState s;
  s.iteration = j.at("iteration");
  s.phase = j.at("phase");
  s.phase_name = j.value("phase_name", std::string());
  s.phase_iteration = j.at("phase_iteration");
  s.batch = j.value("batch", int64_t{0});
  s.parts = j.value("parts", int64_t{0});
  s.targets = j.value("targets", s.targets);
  s.content = j.value("content", s.content);
  s.drawn = j.at("drawn").get<std::map<std::string, int64_t>>();
  s.learning_rate_factors = j.at("learning_rate_factors").get<std::map<std::string, double>>();
  s.loss_scale = j.at("loss_scale");
  s.loss_scale_steps = j.at("loss_scale_steps");
  return s;
}

void addMetric(json& state, const Metric& metric) {
  state["metric"] = metric.value;
  state["metric_name"] = metric.name;
  state["metric_larger_is_better"] = metric.larger_is_better;
}

/// The files of a checkpoint into a folder that nobody looks at yet.
Status writeFiles(const fs::path& folder, const Trainer& trainer, const Method& method,
                  const WeightsInfo& info, const std::optional<Metric>& metric) {
  KERB_CHECK(saveWeights(folder / kModel, info, tensorsOf(method)));
  KERB_CHECK(writeSafetensors(folder / kOptimiser, trainer.optimiserState(), {}));
  std::vector<std::string> names{kModel, kOptimiser};
  if (const TensorMap extra = method.extraState(); !extra.empty()) {
    KERB_CHECK(writeSafetensors(folder / kExtra, extra, {}));
    names.emplace_back(kExtra);
  }
  json state{{"format", kFormat}, {"trainer", toJson(trainer.state())}, {"checksums", json::object()}};
  state[kChecksum] = checksumOfText(state["trainer"]);
  if (metric) addMetric(state, *metric);
  for (const std::string& name : names) {
    KERB_TRY(state["checksums"][name], checksumOf(folder / name));
  }
  return writeWhole(folder / kState, state.dump(2) + "\n");
}

Result<json> readState(const fs::path& folder) {
  KERB_TRY(const std::string text, readWhole(folder / kState));
  json state = json::parse(text, nullptr, /*allow_exceptions=*/false);
  const auto format = state.find("format");
  if (format == state.end() || !format->is_number_integer() || *format != kFormat)
    return Error{"is no state of a checkpoint that this Kerb can read", (folder / kState).string()};
  return state;
}

Error damagedFile(const fs::path& file) {
  return {"the checksum differs: the checkpoint is damaged", file.string(),
          "Go on from an older checkpoint of the run"};
}

/// Those of older versions have no checksum of it.
Status checkState(const fs::path& folder, const json& state) {
  if (!state.contains(kChecksum) || state[kChecksum] == checksumOfText(state.at("trainer"))) return {};
  return damagedFile(folder / kState);
}

Status checkFiles(const fs::path& folder, const json& checksums) {
  for (const auto& [name, expected] : checksums.items()) {
    KERB_TRY(const uint32_t found, checksumOf(folder / name));
    if (found != expected.get<uint32_t>()) return damagedFile(folder / name);
  }
  return {};
}

/// Under its own name a checkpoint is whole, also while it is deleted.
Status removeWhole(const fs::path& folder) {
  fs::path doomed = folder;
  std::error_code failure;
  if (!folder.filename().string().starts_with(kPartial)) {
    doomed = folder.parent_path() / (kPartial + folder.filename().string());
    fs::rename(folder, doomed, failure);
  }
  if (!failure) fs::remove_all(doomed, failure);
  if (failure) return systemError("cannot delete the old checkpoint", folder, failure.value());
  return {};
}

bool before(const fs::path& a, const fs::path& b) {
  return naturalLess(a.filename().string(), b.filename().string());
}

struct Judged {
  int64_t phase = 0;
  std::optional<Metric> metric;
};

/// What is damaged is not known.
Judged judgementOf(const json& state) {
  Judged judged;
  const auto trainer = state.find("trainer"), value = state.find("metric");
  const json name = state.contains("metric_name") ? state["metric_name"] : json("loss");
  if (trainer != state.end() && trainer->contains("phase") && trainer->at("phase").is_number_integer())
    judged.phase = trainer->at("phase");
  const auto larger = state.find("metric_larger_is_better");
  const bool larger_is_better = larger != state.end() && larger->is_boolean() && larger->get<bool>();
  if (value != state.end() && value->is_number() && name.is_string())
    judged.metric = {name.get<std::string>(), value->get<double>(), larger_is_better};
  return judged;
}

bool comparable(const Judged& a, const Judged& b) {
  return a.phase == b.phase && a.metric->name == b.metric->name &&
         a.metric->larger_is_better == b.metric->larger_is_better;
}

bool asGood(const Metric& a, const Metric& b) {
  return a.larger_is_better ? a.value >= b.value : a.value <= b.value;
}

}  // namespace

Status writeCheckpoint(const fs::path& run, const Trainer& trainer, const Method& method,
                       const WeightsInfo& info, const std::optional<Metric>& metric) {
  const fs::path whole = checkpointAt(run, trainer.state().iteration);
  const fs::path partial = whole.parent_path() / (kPartial + whole.filename().string());
  std::error_code failure;
  if (fs::exists(whole, failure)) return {};
  fs::remove_all(partial, failure);
  if (!fs::create_directories(partial, failure) && failure)
    return systemError("cannot create the folder", partial, failure.value());
  Status written = writeFiles(partial, trainer, method, info, metric);
  if (written) return renameSynced(partial, whole);
  fs::remove_all(partial, failure);
  return written;
}

std::vector<fs::path> listCheckpoints(const fs::path& run) {
  std::vector<fs::path> found;
  std::error_code failure;
  for (fs::directory_iterator it(checkpointsOf(run), failure), end; !failure && it != end;
       it.increment(failure)) {
    if (it->path().filename().string().starts_with(kPrefix)) found.push_back(it->path());
  }
  std::ranges::sort(found, before);
  return found;
}

fs::path checkpointAt(const fs::path& run, int64_t iteration) {
  return checkpointsOf(run) / fmt::format("{}{:08}", kPrefix, iteration);
}

Status noteMetric(const fs::path& folder, const Metric& metric) {
  KERB_TRY(json state, readState(folder));
  addMetric(state, metric);
  return writeWhole(folder / kState, state.dump(2) + "\n");
}

fs::path bestCheckpoint(const fs::path& run) {
  const auto all = listCheckpoints(run);
  fs::path best;
  Judged best_judged;
  for (auto folder = all.rbegin(); folder != all.rend(); ++folder) {
    const Result<json> state = readState(*folder);
    const Judged judged = state ? judgementOf(*state) : Judged{};
    if (!judged.metric) continue;
    if (best_judged.metric &&
        !(comparable(judged, best_judged) && asGood(*judged.metric, *best_judged.metric)))
      continue;
    best_judged = judged;
    best = *folder;
  }
  return best;
}

Result<Checkpoint> readCheckpoint(const fs::path& folder) {
  try {
    KERB_TRY(const json state, readState(folder));
    KERB_CHECK(checkState(folder, state));
    KERB_CHECK(checkFiles(folder, state.at("checksums")));
    Checkpoint checkpoint;
    checkpoint.folder = folder;
    checkpoint.state = stateFrom(state.at("trainer"));
    KERB_TRY(checkpoint.model, loadWeights(folder / kModel));
    KERB_TRY(const Safetensors optimisers, readSafetensors(folder / kOptimiser));
    checkpoint.optimisers = optimisers.tensors;
    if (state.at("checksums").contains(kExtra)) {
      KERB_TRY(const Safetensors extra, readSafetensors(folder / kExtra));
      checkpoint.extra = extra.tensors;
    }
    checkpoint.metric = judgementOf(state).metric;
    return checkpoint;
  } catch (const json::exception& wrong) {
    return Error{fmt::format("cannot be read: {}", wrong.what()), (folder / kState).string()};
  }
}

Result<Checkpoint> readNewestCheckpoint(const fs::path& run, std::vector<std::string>& damaged) {
  auto all = listCheckpoints(run);
  for (; !all.empty(); all.pop_back()) {
    auto checkpoint = readCheckpoint(all.back());
    if (checkpoint) return checkpoint;
    damaged.push_back(checkpoint.error().message());
  }
  if (damaged.empty()) return Error{"has no checkpoint to go on from", run.string(), "Start the run anew"};
  return Error{fmt::format("has no checkpoint that is whole; the newest: {}", damaged.front()), run.string()};
}

Status setCheckpointsAsideAfter(const fs::path& run, const fs::path& folder) {
  const auto all = listCheckpoints(run);
  for (auto it = std::upper_bound(all.begin(), all.end(), folder, before); it != all.end(); ++it) {
    const std::string name = "aside-" + it->filename().string();
    fs::path aside = it->parent_path() / name;
    std::error_code failure;
    for (int n = 2; fs::exists(aside, failure); ++n)
      aside = it->parent_path() / fmt::format("{}-{}", name, n);
    fs::rename(*it, aside, failure);
    if (failure) return systemError("cannot rename", *it, failure.value());
  }
  return {};
}

Status pruneCheckpoints(const fs::path& run, int64_t keep) {
  auto all = listCheckpoints(run);
  const fs::path best = bestCheckpoint(run);
  all.resize(static_cast<size_t>(std::max<int64_t>(0, static_cast<int64_t>(all.size()) - keep)));
  std::erase(all, best);
  std::error_code failure;
  for (fs::directory_iterator it(checkpointsOf(run), failure), end; !failure && it != end;
       it.increment(failure)) {
    if (it->path().filename().string().starts_with(kPartial)) all.push_back(it->path());
  }
  for (const fs::path& folder : all) KERB_CHECK(removeWhole(folder));
  return {};
}

}  // namespace kerb
