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
#include "core/train/events.h"
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

Result<TrainerOptions> trainerOptions(const Parameters& run) {
  TrainerOptions options;
  KERB_TRY(const DeviceChoice device, chooseDevice(run.get<std::string>("device")));
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
Status saveBatch(const fs::path& folder, const std::string& term, const std::vector<Batch>& batches) {
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
  return writeSafetensors(folder / "non_finite_batch.safetensors", tensors, {{"term", term}});
}

class Run {
 public:
  Run(const RunRequest& request, const MethodSpec& spec, RunConfig config, RunParameters parameters)
      : request_(request), spec_(spec), config_(std::move(config)), parameters_(std::move(parameters)) {}

  Status prepare(const JobContext& job);
  Result<RunResult> loop(RunControl& control, const JobContext& job);

 private:
  void say(const std::string& line);
  Status restore();
  Status obey(const RunControl::Orders& orders);
  Status save();
  Status saveWhereDue(bool ordered);
  Status log(const IterationReport& report);
  RunStatus statusAfter(const IterationReport& report);
  WeightsInfo weightsInfo() const;
  int64_t number(const char* name) const { return parameters_.run.get<int64_t>(name); }

  const RunRequest& request_;
  const MethodSpec& spec_;
  RunConfig config_;
  RunParameters parameters_;
  std::ofstream log_;
  std::shared_ptr<Method> method_;
  std::unique_ptr<Trainer> trainer_;
  std::unique_ptr<EventWriter> events_;
  // Since the last line of scalars.
  double seconds_ = 0, waited_seconds_ = 0;
  int64_t images_ = 0;
  double seconds_per_iteration_ = 0;
};

void Run::say(const std::string& line) {
  const std::time_t now = std::time(nullptr);
  std::tm local{};
  localtime_r(&now, &local);
  log_ << fmt::format("{:%Y-%m-%d %H:%M:%S} {}", local, line) << std::endl;
  if (request_.say) request_.say(line);
}

Status Run::prepare(const JobContext& job) {
  log_.open(request_.folder / "log.txt", std::ios::app);
  KERB_TRY(method_, makeMethod(spec_, parameters_));
  KERB_TRY(TrainingPlan plan, spec_.plan(method_, parameters_.training));
  KERB_TRY(auto data, openRunData(config_, plan, [this](const std::string& line) { say(line); }, job));
  KERB_TRY(const TrainerOptions options, trainerOptions(parameters_.run));
  KERB_TRY(trainer_, Trainer::create(method_, std::move(plan), std::move(data), options));
  trainer_->on_non_finite = [this](const std::string& term, const std::vector<Batch>& batches) {
    const Status saved = saveBatch(request_.folder, term, batches);
    say(saved ? fmt::format("the batch whose '{}' is not finite was saved in the run folder", term)
              : saved.error().message());
  };
  if (request_.resume) KERB_CHECK(restore());
  KERB_TRY(events_, EventWriter::create(request_.folder));
  Settings all = parameters_.model.asText();
  all.merge(parameters_.training.asText());
  all.merge(parameters_.run.asText());
  KERB_CHECK(events_->hyperParameters(all));
  say(fmt::format("{} {}: {} on {}, {} iterations in all, {} an epoch",
                  request_.resume ? "goes on:" : "begins:", request_.version, spec_.title,
                  options.device.str(), trainer_->totalIterations(), trainer_->iterationsPerEpoch()));
  return {};
}

Status Run::restore() {
  if (listCheckpoints(request_.folder).empty()) {
    say("there is no checkpoint yet: begins anew");
    return {};
  }
  std::vector<std::string> damaged;
  KERB_TRY(const Checkpoint checkpoint, readNewestCheckpoint(request_.folder, damaged));
  for (const std::string& line : damaged) say("left aside: " + line);
  if (checkpoint.model.info.method != spec_.id)
    return Error{fmt::format("is of method '{}', not '{}'", checkpoint.model.info.method, spec_.id),
                 checkpoint.folder.string()};
  KERB_CHECK(copyInto(*method_, checkpoint.model.tensors));
  KERB_CHECK(method_->restoreExtraState(checkpoint.extra));
  KERB_CHECK(trainer_->restore(checkpoint.state, checkpoint.optimisers));
  KERB_CHECK(dropCheckpointsAfter(request_.folder, checkpoint.folder));
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
  KERB_CHECK(writeCheckpoint(request_.folder, *trainer_, *method_, weightsInfo(), {}));
  return pruneCheckpoints(request_.folder, number("keep"));
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
      KERB_CHECK(events_->text(trainer_->state().iteration, "events", line));
      say(line);
    }
  }
  return {};
}

RunStatus Run::statusAfter(const IterationReport& report) {
  seconds_ += report.seconds;
  waited_seconds_ += report.waited_seconds;
  images_ += report.images;
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
  for (const std::string& line : trainer_->takeSkipped()) say("left out, " + line);
  for (const StepReport& step : report.steps) {
    if (step.skipped)
      say(fmt::format("iteration {}: step '{}' was not finite and trained nothing", report.iteration,
                      step.name));
    for (const Picture& picture : step.pictures)
      KERB_CHECK(events_->image(report.iteration, picture.name, drawn(picture)));
  }
  if (report.iteration % number("log_every") != 0 && !trainer_->finished()) return {};
  auto scalars = scalarsOf(report);
  scalars.emplace_back("speed/images_per_second", static_cast<double>(images_) / seconds_);
  scalars.emplace_back("speed/waiting_share", waited_seconds_ / seconds_);
  scalars.emplace_back("epoch", static_cast<double>(report.epoch));
  seconds_ = waited_seconds_ = 0;
  images_ = 0;
  return events_->scalars(report.iteration, scalars);
}

Result<RunResult> Run::loop(RunControl& control, const JobContext& job) {
  const int64_t picture_every = number("picture_every");
  RunResult result;
  bool discard = false;
  while (!trainer_->finished()) {
    const RunControl::Orders orders = control.take(job.stop);
    KERB_CHECK(obey(orders));
    discard = orders.discard;
    if (orders.stop) break;
    if (orders.save) KERB_CHECK(save());
    const int64_t next = trainer_->state().iteration + 1;
    KERB_TRY(const IterationReport report,
             trainer_->iterate(picture_every > 0 && next % picture_every == 1 % picture_every));
    const RunStatus status = statusAfter(report);
    control.publish(status);
    KERB_CHECK(log(report));
    KERB_CHECK(saveWhereDue(false));
    job.progress(fmt::format("epoch {} loss {:.4f} {:.2f} images/s {:.0f} % waiting", status.epoch + 1,
                             status.loss, status.images_per_second, 100 * status.waiting_share),
                 status.iteration, status.iterations);
  }
  if (!trainer_->finished() && !discard) KERB_CHECK(save());
  result.iteration = trainer_->state().iteration;
  result.finished = trainer_->finished();
  const auto all = listCheckpoints(request_.folder);
  if (!all.empty()) result.checkpoint = all.back();
  say(fmt::format("{} after iteration {}", result.finished ? "finished" : "stopped", result.iteration));
  return result;
}

/// The configuration of the run, checked against what is in the folder.
Result<RunConfig> configOf(const RunRequest& request, const std::vector<MethodSpec>& catalogue) {
  std::error_code ignored;
  const bool there = fs::exists(runFile(request.folder), ignored);
  if (!request.resume) {
    if (there)
      return Error{"holds a run already", request.folder.string(),
                   "Go on with it with --resume, or choose another folder"};
    return request.config;
  }
  if (!there)
    return Error{"holds no run to resume", request.folder.string(), "Check the folder; a run has a run.toml"};
  KERB_TRY(RunConfig config, readRunConfig(runFile(request.folder)));
  if (!request.method.empty() && request.method != config.method)
    return Error{fmt::format("is a run of method '{}', not '{}'", config.method, request.method),
                 request.folder.string(), "Leave --method out to go on with it"};
  KERB_TRY(const MethodSpec* spec, findMethod(catalogue, config.method));
  for (const std::string& setting : request.overrides) {
    const size_t equals = setting.find('=');
    if (equals == std::string::npos) return Error{fmt::format("'{}' is not name=value", setting), "--set"};
    KERB_CHECK(assign(config, *spec, setting.substr(0, equals), setting.substr(equals + 1)));
  }
  return config;
}

}  // namespace

fs::path runFile(const fs::path& folder) { return folder / "run.toml"; }

Result<RunResult> train(const RunRequest& request, const std::vector<MethodSpec>& catalogue,
                        RunControl& control, const JobContext& job) {
  KERB_TRY(RunConfig config, configOf(request, catalogue));
  KERB_TRY(const MethodSpec* spec, findMethod(catalogue, config.method));
  if (spec->plan == nullptr) return Error{fmt::format("{} has nothing to train", spec->title)};
  KERB_TRY(RunParameters parameters, parametersOf(config, *spec));
  KERB_CHECK(ensureWritableFolder(request.folder));
  KERB_TRY(const FolderLock lock, FolderLock::take(request.folder));
  Run run(request, *spec, config, std::move(parameters));
  KERB_CHECK(run.prepare(job));
  KERB_CHECK(writeRunConfig(runFile(request.folder), config));
  return run.loop(control, job);
}

}  // namespace kerb
