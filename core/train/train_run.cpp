#include "core/train/train_run.h"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <ctime>
#include <fstream>
#include <limits>

#include <ATen/ATen.h>
#include <fcntl.h>
#include <fmt/chrono.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include "core/base/device.h"
#include "core/base/file.h"
#include "core/method/open.h"
#include "core/prediction/colour_map.h"
#include "core/train/checkpoint.h"
#include "core/train/distributed_orders.h"
#include "core/train/distributed_start.h"
#include "core/train/events.h"
#include "core/train/gradient_buckets.h"
#include "core/train/run_data.h"
#include "core/weights/copy_into.h"
#include "core/weights/safetensors.h"

namespace kerb {
namespace fs = std::filesystem;
namespace {

using Clock = std::chrono::steady_clock;

/// Held as long as a process trains in the folder; the system lets go of it when the process dies.
class FolderLock {
 public:
  static Result<FolderLock> take(const fs::path& folder) {
    const fs::path path = folder / ".lock";
    const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    if (descriptor < 0) return systemError("cannot create", path, errno);
    FolderLock lock(descriptor);
    if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0)
      return Error{"another process trains in this folder", folder.string(), "Wait for it, or stop it"};
    return lock;
  }
  FolderLock(FolderLock&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
  FolderLock& operator=(FolderLock&&) = delete;
  ~FolderLock() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }

 private:
  explicit FolderLock(int descriptor) : descriptor_(descriptor) {}
  int descriptor_;
};

Precision precisionOf(const std::string& name) {
  if (name == "bf16") return Precision::bf16;
  return name == "fp16" ? Precision::fp16 : Precision::fp32;
}

Result<TrainerOptions> trainerOptions(const Parameters& run, const Ranks& ranks) {
  TrainerOptions options;
  options.rank = ranks.rank();
  options.world = ranks.world();
  KERB_TRY(const DeviceChoice device, chooseDevice(ranks.deviceName(run.get<std::string>("device"))));
  options.device = device.device;
  options.seed = static_cast<uint64_t>(run.get<int64_t>("seed"));
  options.precision = precisionOf(run.get<std::string>("precision"));
  options.channels_last = run.get<bool>("channels_last");
  options.accumulate = run.get<int64_t>("accumulate");
  options.loader_threads = run.get<int64_t>("threads");
  options.skip_broken = run.get<std::string>("on_broken") == "skip";
  options.skip_non_finite = run.get<std::string>("on_non_finite") == "skip";
  return options;
}

/// The method, new or from a weights file, with all that is drawn drawn from the seed.
Result<std::shared_ptr<Method>> makeMethod(const MethodSpec& spec, const RunParameters& parameters) {
  const std::string weights = parameters.run.get<std::string>("weights");
  at::manual_seed(static_cast<uint64_t>(parameters.run.get<int64_t>("seed")));
  if (weights.empty()) return spec.create(parameters.model, nullptr);
  KERB_TRY(const Weights loaded, loadWeights(weights));
  return spec.create(parameters.model, &loaded);
}

/// "depth/reprojection/0", or without the step's name where there is only one.
std::vector<std::pair<std::string, double>> scalarsOf(const IterationReport& report) {
  std::vector<std::pair<std::string, double>> scalars;
  for (const StepReport& step : report.steps) {
    const std::string prefix = report.steps.size() > 1 ? step.name + "/" : "";
    scalars.emplace_back(prefix + "loss", step.total);
    for (const auto& [name, value] : step.terms)
      scalars.emplace_back(fmt::format("{}terms/{}", prefix, name), value);
    for (const auto& [name, value] : step.figures) scalars.emplace_back(prefix + name, value);
    scalars.emplace_back(prefix + "learning_rate", step.learning_rate);
  }
  return scalars;
}

at::Tensor drawn(const Picture& picture) {
  if (picture.values.dim() == 3) return picture.values.cpu();
  const at::Tensor map = picture.values.to(at::kCPU, at::kFloat).contiguous();
  const Range range{map.min().item<double>(), map.max().item<double>()};
  return colourise(map.add(1e-12), range, ColourMap::turbo, Scaling::linear);
}

/// The batch that broke a run, for a look at it.
Status saveBatch(const fs::path& path, const std::string& term, const std::vector<Batch>& batches) {
  TensorMap tensors;
  for (size_t i = 0; i < batches.size(); ++i) {
    const Batch& batch = batches[i];
    const auto put = [&](const std::string& name, const at::Tensor& tensor) {
      tensors[fmt::format("{}.{}", i, name)] = tensor;
    };
    put("target", batch.target.augmented);
    put("intrinsics", batch.intrinsics);
    if (batch.previous) put("previous", batch.previous->augmented);
    if (batch.next) put("next", batch.next->augmented);
    if (batch.stereo) put("stereo", batch.stereo->augmented);
    put("indices", at::tensor(batch.indices));
  }
  return writeSafetensors(path, tensors, {{"term", term}});
}

class Run {
 public:
  Run(const RunRequest& request, Ranks& ranks, const MethodSpec& spec, RunConfig config,
      RunParameters parameters)
      : request_(request),
        ranks_(ranks),
        shared_orders_(ranks),
        spec_(spec),
        config_(std::move(config)),
        parameters_(std::move(parameters)) {}

  Status prepare(const JobContext& job);
  /// All ranks go on from what the leading one has.
  Status shareModel();
  Result<RunResult> loop(RunControl& control, const JobContext& job);

 private:
  void say(const std::string& line);
  void sayOfThisRank(const std::string& line);
  void reportNonFinite(const std::string& term, const std::vector<Batch>& batches);
  Status makeTrainer(const JobContext& job);
  Status openEvents();
  Result<std::optional<Checkpoint>> chosenCheckpoint();
  Status restore();
  Result<RunControl::Orders> nextOrders(RunControl& control, const JobContext& job);
  Status average(std::vector<std::pair<std::string, double>>& scalars);
  Status obey(const RunControl::Orders& orders);
  Status save();
  Status saveWhereDue(bool ordered);
  Status log(const IterationReport& report);
  RunStatus statusAfter(const IterationReport& report);
  WeightsInfo weightsInfo() const;
  int64_t number(const char* name) const { return parameters_.run.get<int64_t>(name); }

  const RunRequest& request_;
  Ranks& ranks_;
  SharedOrders shared_orders_;
  const MethodSpec& spec_;
  RunConfig config_;
  RunParameters parameters_;
  std::ofstream log_;
  std::shared_ptr<Method> method_;
  std::unique_ptr<Trainer> trainer_;
  std::unique_ptr<EventWriter> events_;  ///< of the leading rank
  at::Device device_{at::kCPU};
  // Since the last line of scalars.
  double seconds_ = 0, waited_seconds_ = 0;
  int64_t images_ = 0;
  double seconds_per_iteration_ = 0;
};

/// What is so on every rank is said once.
void Run::say(const std::string& line) {
  if (!ranks_.leads()) return;
  const std::time_t now = std::time(nullptr);
  std::tm local{};
  localtime_r(&now, &local);
  log_ << fmt::format("{:%Y-%m-%d %H:%M:%S} {}", local, line) << std::endl;
  if (request_.say) request_.say(line);
}

void Run::sayOfThisRank(const std::string& line) {
  if (ranks_.leads()) return say(line);
  if (request_.say) request_.say(fmt::format("rank {}: {}", ranks_.rank(), line));
}

void Run::reportNonFinite(const std::string& term, const std::vector<Batch>& batches) {
  const std::string suffix = ranks_.leads() ? "" : fmt::format(".rank{}", ranks_.rank());
  const fs::path path = request_.folder / fmt::format("non_finite_batch{}.safetensors", suffix);
  const Status saved = saveBatch(path, term, batches);
  sayOfThisRank(saved ? fmt::format("the batch whose '{}' is not finite was saved in the run folder", term)
                      : saved.error().message());
}

Status Run::makeTrainer(const JobContext& job) {
  KERB_TRY(method_, makeMethod(spec_, parameters_));
  KERB_TRY(TrainingPlan plan, spec_.plan(method_, parameters_.training));
  KERB_TRY(auto data, openRunData(config_, plan, [this](const std::string& line) { say(line); }, job));
  KERB_TRY(const TrainerOptions options, trainerOptions(parameters_.run, ranks_));
  KERB_CHECK(ranks_.useDevice(options.device));
  device_ = options.device;
  KERB_TRY(trainer_, Trainer::create(method_, std::move(plan), std::move(data), options));
  trainer_->on_non_finite = [this](const std::string& term, const std::vector<Batch>& batches) {
    reportNonFinite(term, batches);
  };
  return {};
}

Status Run::prepare(const JobContext& job) {
  if (ranks_.leads()) log_.open(request_.folder / "log.txt", std::ios::app);
  KERB_CHECK(makeTrainer(job));
  if (ranks_.leads()) KERB_CHECK(openEvents());
  say(fmt::format("{} {}: {} on {}{}, {} iterations in all, {} an epoch",
                  request_.resume ? "goes on:" : "begins:", request_.version, spec_.title, device_.str(),
                  ranks_.world() > 1 ? fmt::format(", {} ranks", ranks_.world()) : "",
                  trainer_->totalIterations(), trainer_->iterationsPerEpoch()));
  return {};
}

Status Run::openEvents() {
  KERB_TRY(events_, EventWriter::create(request_.folder));
  Settings all = parameters_.model.asText();
  all.merge(parameters_.training.asText());
  all.merge(parameters_.run.asText());
  return events_->hyperParameters(all);
}

Status Run::shareModel() {
  if (request_.resume) KERB_CHECK(ranks_.agree(restore()));
  if (ranks_.world() == 1) return {};
  std::vector<at::Tensor> tensors;
  for (const auto& [name, tensor] : tensorsOf(*method_)) tensors.push_back(tensor);
  KERB_CHECK(ranks_.broadcast(tensors));
  trainer_->exchange = std::make_unique<GradientBuckets>(request_.ranks);
  return {};
}

/// The newest one that is whole, as the leading rank sees it; none where nothing was saved yet.
Result<std::optional<Checkpoint>> Run::chosenCheckpoint() {
  std::vector<std::string> damaged;
  std::optional<Result<Checkpoint>> newest;
  if (ranks_.leads() && !listCheckpoints(request_.folder).empty())
    newest = readNewestCheckpoint(request_.folder, damaged);
  for (const std::string& line : damaged) say("left aside: " + line);
  KERB_CHECK(ranks_.agree(newest && !*newest ? newest->error() : Status()));
  KERB_TRY(const auto folders, ranks_.gather(newest ? (*newest)->folder.string() : ""));
  if (folders.front().empty()) return std::optional<Checkpoint>();
  if (!newest) newest = readCheckpoint(folders.front());
  KERB_CHECK(*newest);
  return std::optional(**std::move(newest));
}

Status Run::restore() {
  KERB_TRY(const auto chosen, chosenCheckpoint());
  if (!chosen) {
    say("there is no checkpoint yet: begins anew");
    return {};
  }
  const Checkpoint& checkpoint = *chosen;
  if (checkpoint.model.info.method != spec_.id)
    return Error{fmt::format("is of method '{}', not '{}'", checkpoint.model.info.method, spec_.id),
                 checkpoint.folder.string()};
  KERB_CHECK(copyInto(*method_, checkpoint.model.tensors));
  KERB_CHECK(method_->restoreExtraState(checkpoint.extra));
  KERB_CHECK(trainer_->restore(checkpoint.state, checkpoint.optimisers));
  if (ranks_.leads()) KERB_CHECK(dropCheckpointsAfter(request_.folder, checkpoint.folder));
  say(fmt::format("restored {} (iteration {})", checkpoint.folder.filename().string(),
                  checkpoint.state.iteration));
  return {};
}

WeightsInfo Run::weightsInfo() const {
  WeightsInfo info;
  info.method = spec_.id;
  info.parameters = parameters_.model.asText();
  std::tie(info.input_width, info.input_height) = method_->inputSize();
  info.training = fmt::format("iteration {} of {}", trainer_->state().iteration, trainer_->totalIterations());
  for (const DataSpec& data : config_.data) info.training += ", " + data.source;
  return info;
}

Status Run::save() {
  if (!ranks_.leads()) return {};
  KERB_CHECK(writeCheckpoint(request_.folder, *trainer_, *method_, weightsInfo(), {}));
  if (const Status pruned = pruneCheckpoints(request_.folder, number("keep")); !pruned)
    say(pruned.error().message());  // no reason to stop: the new one is whole
  return {};
}

Status Run::saveWhereDue(bool ordered) {
  const int64_t every = number("checkpoint_every");
  const int64_t done = trainer_->state().iteration;
  const bool due =
      every > 0 ? done % every == 0 : trainer_->state().phase_iteration % trainer_->iterationsPerEpoch() == 0;
  return due || ordered || trainer_->finished() ? save() : Status();
}

Status Run::obey(const RunControl::Orders& orders) {
  for (const auto& [optimiser, rate] : orders.learning_rates) {
    for (const OptimiserSpec& spec : trainer_->plan().optimisers) {
      if (!optimiser.empty() && spec.name != optimiser) continue;
      const double scheduled =
          trainer_->learningRate(spec.name) / trainer_->state().learning_rate_factors.at(spec.name);
      KERB_CHECK(trainer_->setLearningRateFactor(spec.name, rate / scheduled));
      const std::string line = fmt::format("learning rate of {} set to {} by hand", spec.name, rate);
      if (events_) KERB_CHECK(events_->text(trainer_->state().iteration, "events", line));
      say(line);
    }
  }
  return {};
}

RunStatus Run::statusAfter(const IterationReport& report) {
  seconds_ += report.seconds;
  waited_seconds_ += report.waited_seconds;
  images_ += report.images * ranks_.world();
  // Smoothed, so that time left does not jump.
  seconds_per_iteration_ =
      seconds_per_iteration_ == 0 ? report.seconds : 0.95 * seconds_per_iteration_ + 0.05 * report.seconds;
  RunStatus status;
  status.iteration = report.iteration;
  status.iterations = trainer_->totalIterations();
  status.epoch = report.epoch;
  status.phase = report.phase;
  for (const StepReport& step : report.steps) status.loss += step.total;
  status.images_per_second = static_cast<double>(images_) / seconds_;
  status.waiting_share = waited_seconds_ / seconds_;
  status.seconds_left = static_cast<double>(status.iterations - status.iteration) * seconds_per_iteration_;
  for (const OptimiserSpec& spec : trainer_->plan().optimisers)
    status.learning_rates.emplace_back(spec.name, trainer_->learningRate(spec.name));
  return status;
}

Status Run::log(const IterationReport& report) {
  for (const std::string& line : trainer_->takeSkipped()) sayOfThisRank("left out, " + line);
  for (const StepReport& step : report.steps) {
    if (step.skipped)
      say(fmt::format("iteration {}: step '{}' was not finite and trained nothing", report.iteration,
                      step.name));
    for (const Picture& picture : step.pictures)  // only the leading rank asks for them
      KERB_CHECK(events_->image(report.iteration, picture.name, drawn(picture)));
  }
  if (report.iteration % number("log_every") != 0 && !trainer_->finished()) return {};
  auto scalars = scalarsOf(report);
  scalars.emplace_back("speed/images_per_second", static_cast<double>(images_) / seconds_);
  scalars.emplace_back("speed/waiting_share", waited_seconds_ / seconds_);
  scalars.emplace_back("epoch", static_cast<double>(report.epoch));
  seconds_ = waited_seconds_ = 0;
  images_ = 0;
  KERB_CHECK(average(scalars));
  return !events_ ? Status() : events_->scalars(report.iteration, scalars);
}

/// Each rank has the loss of its share of the batch.
Status Run::average(std::vector<std::pair<std::string, double>>& scalars) {
  if (ranks_.world() == 1) return {};
  std::vector<double> values;
  for (const auto& [name, value] : scalars) values.push_back(value);
  const at::Tensor means = at::tensor(values, at::kDouble).div_(ranks_.world());
  KERB_CHECK(ranks_.sum(means));
  const auto* mean = means.const_data_ptr<double>();
  for (auto& [name, value] : scalars) value = *mean++;
  return {};
}

/// Blocks while paused. The others wait for the leading rank, which tells them every second that it lives.
Result<RunControl::Orders> Run::nextOrders(RunControl& control, const JobContext& job) {
  if (ranks_.world() == 1) return control.take(job.stop);
  while (true) {
    KERB_TRY(auto orders, shared_orders_.next(control.takeWithin(job.stop, std::chrono::seconds(1))));
    if (!orders.paused) return orders;
  }
}

Result<RunResult> Run::loop(RunControl& control, const JobContext& job) {
  const int64_t picture_every = number("picture_every");
  RunResult result;
  bool discard = false;
  while (!trainer_->finished()) {
    KERB_TRY(const RunControl::Orders orders, nextOrders(control, job));
    KERB_CHECK(obey(orders));
    discard = orders.discard;
    if (orders.stop) break;
    if (orders.save) {
      KERB_CHECK(save());
      continue;  // a paused run stays paused
    }
    const int64_t next = trainer_->state().iteration + 1;
    KERB_TRY(const IterationReport report,
             trainer_->iterate(events_ && picture_every > 0 && next % picture_every == 1 % picture_every));
    const RunStatus status = statusAfter(report);
    control.publish(status);
    KERB_CHECK(log(report));
    KERB_CHECK(saveWhereDue(false));
    job.progress(fmt::format("epoch {} loss {:.4f} {:.2f} images/s {:.0f} % waiting", status.epoch + 1,
                             status.loss, status.images_per_second, 100 * status.waiting_share),
                 status.iteration, status.iterations);
  }
  // Nobody leaves before the last checkpoint is there: a launcher may end all when one has ended.
  KERB_CHECK(ranks_.agree(trainer_->finished() || discard ? Status() : save()));
  result.iteration = trainer_->state().iteration;
  result.finished = trainer_->finished();
  const auto all = listCheckpoints(request_.folder);
  if (!all.empty()) result.checkpoint = all.back();
  say(fmt::format("{} after iteration {}", result.finished ? "finished" : "stopped", result.iteration));
  return result;
}

/// The configuration of the run, checked against what is in the folder.
Result<RunConfig> configOf(const RunRequest& request, const std::vector<MethodSpec>& catalogue, bool leads) {
  std::error_code ignored;
  const bool there = fs::exists(runFile(request.folder), ignored);
  if (!request.resume) {
    if (there && leads)
      return Error{"holds a run already", request.folder.string(),
                   "Go on with it with --resume, or choose another folder"};
    if (leads && !listCheckpoints(request.folder).empty())
      return Error{"holds the checkpoints of a run that has no run.toml", request.folder.string(),
                   "Choose another folder, or move them away"};
    return request.config;
  }
  if (!there)
    return Error{"holds no run to resume", request.folder.string(), "Check the folder; a run has a run.toml"};
  KERB_TRY(RunConfig config, readRunConfig(runFile(request.folder)));
  if (!request.method.empty() && request.method != config.method)
    return Error{fmt::format("is a run of method '{}', not '{}'", config.method, request.method),
                 request.folder.string(), "Leave --method out to go on with it"};
  KERB_TRY(const MethodSpec* spec, findMethod(catalogue, config.method));
  KERB_CHECK(assignAll(config, *spec, request.overrides));
  return config;
}

/// What is settled before the first rank reads data: that the folder is free, and what is to be done in it.
struct Claim {
  RunConfig config;
  const MethodSpec* spec = nullptr;
  std::optional<RunParameters> parameters;
  std::optional<FolderLock> lock;  ///< of the leading rank

  Status take(const RunRequest& request, const std::vector<MethodSpec>& catalogue, const Ranks& ranks) {
    KERB_TRY(config, configOf(request, catalogue, ranks.leads()));
    KERB_TRY(spec, findMethod(catalogue, config.method));
    if (spec->plan == nullptr) return Error{fmt::format("{} has nothing to train", spec->title)};
    KERB_TRY(parameters, parametersOf(config, *spec));
    if (!ranks.leads()) return {};
    KERB_CHECK(ensureWritableFolder(request.folder));
    KERB_TRY(FolderLock taken, FolderLock::take(request.folder));
    lock.emplace(std::move(taken));
    return {};
  }
};

}  // namespace

fs::path runFile(const fs::path& folder) { return folder / "run.toml"; }

Result<RunResult> train(const RunRequest& request, const std::vector<MethodSpec>& catalogue,
                        RunControl& control, const JobContext& job) {
  RunRequest whole = request;
  if (!whole.ranks) {
    KERB_TRY(whole.ranks, Ranks::join({}));
  }
  Ranks* const ranks = whole.ranks.get();
  KERB_TRY(const bool restarted, wasRestarted(request.folder, *ranks));
  whole.resume = request.resume || restarted;
  Claim claim;
  KERB_CHECK(ranks->agree(claim.take(whole, catalogue, *ranks)));
  Run run(whole, *ranks, *claim.spec, claim.config, std::move(*claim.parameters));
  KERB_CHECK(ranks->agree(run.prepare(job)));
  KERB_CHECK(run.shareModel());
  if (ranks->leads()) KERB_CHECK(writeRunConfig(runFile(request.folder), claim.config));
  KERB_CHECK(rememberRun(request.folder, *ranks));
  return run.loop(control, job);
}

}  // namespace kerb
