#include "core/train/train_run.h"

#include <algorithm>
#include <chrono>

#include <ATen/ATen.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/base/guarded.h"
#include "core/train/checkpoint.h"
#include "core/train/control_server.h"
#include "core/train/distributed_orders.h"
#include "core/train/distributed_start.h"
#include "core/train/gradient_buckets.h"
#include "core/train/rates_by_hand.h"
#include "core/train/run_data.h"
#include "core/train/run_folder.h"
#include "core/train/run_footage.h"
#include "core/train/run_log.h"
#include "core/train/run_setup.h"
#include "core/train/run_watch.h"
#include "core/weights/copy_into.h"

namespace kerb {
namespace fs = std::filesystem;
namespace {

/// LibTorch throws where memory runs out, and of a device that has failed whatever is asked of it.
Error thrownWhile(const char* doing) {
  return {"", doing, "Where memory ran out: free some, or use less (batch_size, or accumulate)"};
}

class Run {
 public:
  Run(const RunRequest& request, bool restarted, Ranks& ranks, const Claim& claim)
      : request_(request),
        restarted_(restarted),
        ranks_(ranks),
        shared_orders_(ranks),
        claim_(claim),
        spec_(*claim.spec),
        log_(request.folder, ranks, request.say),
        rates_(request.folder, ranks, log_),
        watch_(request.folder, claim, ranks, log_) {}

  Status prepare(const JobContext& job);
  /// On the leading rank, where there is a place for the socket.
  std::unique_ptr<ControlServer> openControl(RunControl& control);
  Result<RunResult> train(RunControl& control, const JobContext& job);

 private:
  Status makeTrainer(const JobContext& job);
  /// All ranks go on from what the leading one has.
  Status shareModel();
  RatesByHand::Later laterRates() const;
  Result<IterationReport> iterate(bool pictures);
  Result<RunResult> loop(RunControl& control, const JobContext& job);
  Settings allParameters() const;
  Result<Checkpoint> namedCheckpoint() const;
  Result<std::optional<Checkpoint>> chosenCheckpoint();
  Status restore();
  Result<RunControl::Orders> nextOrders(RunControl& control, const JobContext& job);
  Status obey(const RunControl::Orders& orders, RunControl& control);
  Status save();
  void prune();
  Status measure(const RunControl& control, const JobContext& job);
  Status saveWhereDue(const RunControl& control, const JobContext& job);
  Status log(const IterationReport& report);
  Status end(bool discard);
  WeightsInfo weightsInfo() const;
  int64_t number(const char* name) const { return claim_.parameters->run.get<int64_t>(name); }

  const RunRequest& request_;
  bool restarted_;  ///< by the launcher: what the command changes was changed in the first attempt
  Ranks& ranks_;
  SharedOrders shared_orders_;
  const Claim& claim_;
  const MethodSpec& spec_;
  RunLog log_;
  RatesByHand rates_;
  bool rests_ = false;
  double baseline_m_ = 0;  ///< of the stereo pairs; 0: there are none, or the run was told
  std::shared_ptr<Method> method_;
  std::unique_ptr<Trainer> trainer_;
  RunWatch watch_;
};

Status Run::makeTrainer(const JobContext& job) {
  RunParameters parameters = *claim_.parameters;
  if (!claim_.starts_from_nothing) {
    KERB_TRY(parameters, withoutFilesToStartFrom(std::move(parameters), spec_));
  }
  KERB_TRY(method_, makeMethod(spec_, parameters));
  KERB_TRY(TrainingPlan plan, spec_.plan(method_, parameters.training));
  const auto say = [this](const std::string& line) { log_.say(line); };
  const FootageScans scans(request_.folder, ranks_, request_.resume);
  KERB_TRY(auto data, openRunData(claim_.config, plan, say, scans, job));
  if (!claim_.config.model.contains("baseline")) baseline_m_ = baselineOf(plan, data, say);
  KERB_TRY(const TrainerOptions options, trainerOptions(parameters.run, ranks_));
  KERB_CHECK(ranks_.useDevice(options.device));
  StreamData shown = data.at(plan.streams.front().name);
  KERB_TRY(trainer_, Trainer::create(method_, std::move(plan), std::move(data), options));
  KERB_CHECK(watch_.open(method_, *trainer_, std::move(shown), options, job));
  trainer_->on_non_finite = [this](const std::string& step, const std::string& term, const StepInput& input) {
    log_.nonFinite(step, term, input);
  };
  log_.say(fmt::format("{} {}: {} on {}{}, {} iterations in all, {} an epoch",
                       request_.resume ? "goes on:" : "begins:", request_.version, spec_.title,
                       options.device.str(),
                       ranks_.world() > 1 ? fmt::format(", {} ranks", ranks_.world()) : "",
                       trainer_->totalIterations(), trainer_->iterationsPerEpoch()));
  return {};
}

Settings Run::allParameters() const {
  Settings all = claim_.parameters->model.asText();
  all.merge(claim_.parameters->training.asText());
  all.merge(claim_.parameters->run.asText());
  return all;
}

Status Run::prepare(const JobContext& job) {
  KERB_CHECK(makeTrainer(job));
  return log_.open(allParameters());
}

/// Whoever goes back to a checkpoint, or chooses another rate, wants none of what was tried after it.
RatesByHand::Later Run::laterRates() const {
  const bool other_rate = std::ranges::any_of(request_.overrides, [](const std::string& text) {
    return text.substr(0, text.find('=')).ends_with("learning_rate");
  });
  const bool again = restarted_ || (request_.resume && request_.from.empty() && !other_rate);
  return again ? RatesByHand::Later::set_again : RatesByHand::Later::forgotten;
}

Status Run::shareModel() {
  if (request_.resume)
    KERB_CHECK(ranks_.agree(guarded([this] { return restore(); }, thrownWhile("restoring"))));
  KERB_CHECK(ranks_.agree(rates_.begin(*trainer_, laterRates())));
  if (ranks_.world() == 1) return {};
  std::vector<at::Tensor> tensors;
  for (const auto& [name, tensor] : tensorsOf(*method_)) tensors.push_back(tensor);
  KERB_CHECK(ranks_.broadcast(tensors));
  trainer_->exchange = std::make_unique<GradientBuckets>(request_.ranks);
  return {};
}

Result<Checkpoint> Run::namedCheckpoint() const {
  std::vector<std::string> names;
  for (const fs::path& folder : listCheckpoints(request_.folder)) names.push_back(folder.filename().string());
  if (std::ranges::find(names, request_.from) == names.end())
    return Error{fmt::format("has no checkpoint '{}'", request_.from), request_.folder.string(),
                 fmt::format("There are: {}", fmt::join(names, ", "))};
  return readCheckpoint(request_.folder / "checkpoints" / request_.from);
}

/// The one that was asked for, else the newest one that is whole, as the leading rank sees it; none where
/// nothing was saved yet.
Result<std::optional<Checkpoint>> Run::chosenCheckpoint() {
  std::vector<std::string> damaged;
  std::optional<Result<Checkpoint>> newest;
  if (ranks_.leads() && !request_.from.empty()) {
    newest = namedCheckpoint();
  } else if (ranks_.leads() && !listCheckpoints(request_.folder).empty()) {
    newest = readNewestCheckpoint(request_.folder, damaged);
  }
  for (const std::string& line : damaged) log_.say("left aside: " + line);
  KERB_CHECK(ranks_.agree(newest && !*newest ? newest->error() : Status()));
  KERB_TRY(const auto folders, ranks_.gather(newest ? (*newest)->folder.string() : ""));
  if (folders.front().empty()) return std::optional<Checkpoint>();
  if (!newest) newest = readCheckpoint(folders.front());
  KERB_CHECK(*newest);
  return std::optional(**std::move(newest));
}

Status Run::restore() {
  KERB_TRY(const auto chosen, chosenCheckpoint());
  if (!chosen) return log_.restored(0, "there is no checkpoint yet: begins anew");
  const Checkpoint& checkpoint = *chosen;
  if (checkpoint.model.info.method != spec_.id)
    return Error{fmt::format("is of method '{}', not '{}'", checkpoint.model.info.method, spec_.id),
                 checkpoint.folder.string()};
  KERB_CHECK(copyInto(*method_, checkpoint.model.tensors));
  KERB_CHECK(method_->restoreExtraState(checkpoint.extra));
  const TrainerState fresh = trainer_->state();
  KERB_CHECK(trainer_->restore(checkpoint.state, checkpoint.optimisers));
  if (ranks_.leads()) KERB_CHECK(setCheckpointsAsideAfter(request_.folder, checkpoint.folder));
  const int64_t iteration = checkpoint.state.iteration;
  KERB_CHECK(log_.restored(iteration, fmt::format("restored {} (iteration {})",
                                                  checkpoint.folder.filename().string(), iteration)));
  const auto differs = [](const auto& was, const auto& is) { return !was.empty() && was != is; };
  if (differs(checkpoint.state.targets, fresh.targets)) {
    KERB_CHECK(log_.event(iteration, "the data is not what it was: the order of frames is a new one"));
  } else if (differs(checkpoint.state.content, fresh.content)) {
    KERB_CHECK(log_.event(iteration, "the data is not what it was: as many frames, but other ones"));
  }
  if (checkpoint.state.phase != trainer_->state().phase)
    KERB_CHECK(log_.event(iteration, fmt::format("phase '{}' has no more epochs, '{}' begins",
                                                 checkpoint.state.phase_name, trainer_->state().phase_name)));
  for (const std::string& change : claim_.changes) KERB_CHECK(log_.event(iteration, "changed: " + change));
  return {};
}

WeightsInfo Run::weightsInfo() const {
  WeightsInfo info;
  info.method = spec_.id;
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

Status Run::save() {
  if (!ranks_.leads()) return {};
  return writeCheckpoint(request_.folder, *trainer_, *method_, weightsInfo(), {});
}

void Run::prune() {
  if (!ranks_.leads()) return;
  if (const Status pruned = pruneCheckpoints(request_.folder, number("keep")); !pruned)
    log_.say(pruned.error().message());  // no reason to stop: the new one is whole
}

/// Of the checkpoint that was just written. An order to stop ends it, as job.stop does.
Status Run::measure(const RunControl& control, const JobContext& job) {
  std::stop_source either;
  const auto stop = [&] { either.request_stop(); };
  const std::stop_callback by_job(job.stop, stop), by_order(control.stopOrdered(), stop);
  KERB_TRY(const auto metric, watch_.measure(*trainer_, {either.get_token(), job.report}));
  if (!metric || !ranks_.leads()) return {};
  return noteMetric(checkpointAt(request_.folder, trainer_->state().iteration), *metric);
}

/// What was trained is saved before anything that may take long or fail: frames to validate on, a second
/// network for samples.
Status Run::saveWhereDue(const RunControl& control, const JobContext& job) {
  const int64_t every = number("checkpoint_every");
  const int64_t done = trainer_->state().iteration;
  const bool due =
      every > 0 ? done % every == 0 : trainer_->state().phase_iteration % trainer_->iterationsPerEpoch() == 0;
  if (!due && !trainer_->finished()) return {};
  KERB_CHECK(save());
  const Status measured = measure(control, job);
  prune();
  watch_.drawSamples(done, weightsInfo());
  return measured;
}

/// A checkpoint is written before a rate changes: the point to go back to.
Status Run::obey(const RunControl::Orders& orders, RunControl& control) {
  if (!orders.wantsWork()) return {};
  KERB_CHECK(save());
  std::string said = fmt::format("saved after iteration {}", trainer_->state().iteration);
  for (const auto& [optimiser, rate] : orders.learning_rates) {
    KERB_TRY(const std::string changed, rates_.set(*trainer_, optimiser, rate));
    said += "; " + changed;
  }
  RunStatus status = control.status();
  status.learning_rates = RunLog::statusOf(*trainer_).learning_rates;
  control.publish(status);
  control.finish(orders.numbers, said);
  return {};
}

Status Run::log(const IterationReport& report) {
  for (const std::string& line : trainer_->takeSkipped()) log_.sayOfThisRank("left out, " + line);
  for (const StepReport& step : report.steps) {
    if (step.skipped)
      log_.say(fmt::format("iteration {}: step '{}' was not finite and trained nothing", report.iteration,
                           step.name));
  }
  KERB_CHECK(log_.pictures(report));
  if (trainer_->state().phase_iteration == 0)
    KERB_CHECK(log_.event(report.iteration, fmt::format("phase '{}' is done, '{}' begins", report.phase,
                                                        trainer_->state().phase_name)));
  const bool due = report.iteration % number("log_every") == 0 || trainer_->finished();
  return due ? log_.scalars(report) : Status();
}

std::unique_ptr<ControlServer> Run::openControl(RunControl& control) {
  if (!ranks_.leads()) return nullptr;
  auto server = ControlServer::open(request_.folder, control);
  if (server) return *std::move(server);
  log_.say("`kerb ctl` cannot reach this run: " + server.error().message());
  return nullptr;
}

/// Blocks while paused. The others wait for the leading rank, which tells them every second that it lives.
Result<RunControl::Orders> Run::nextOrders(RunControl& control, const JobContext& job) {
  while (true) {
    RunControl::Orders orders = control.take(job.stop, std::chrono::seconds(1));
    if (ranks_.world() > 1) {
      KERB_TRY(orders, shared_orders_.next(orders));
    }
    if (!orders.paused && !orders.wantsWork() && std::exchange(rests_, false)) log_.say("goes on");
    if (!orders.paused) return orders;
    const std::string said = fmt::format("paused after iteration {}", trainer_->state().iteration);
    if (!std::exchange(rests_, true)) log_.say(said);
    control.finish(orders.numbers, said);
  }
}

/// Nobody leaves before the last checkpoint is there: a launcher may end all when one has ended.
Status Run::end(bool discard) {
  const bool saves = !trainer_->finished() && !discard;
  KERB_CHECK(ranks_.agree(saves ? guarded([this] { return save(); }, thrownWhile("saving")) : Status()));
  log_.say(fmt::format("{} after iteration {}", trainer_->finished() ? "finished" : "stopped",
                       trainer_->state().iteration));
  return {};
}

/// What cannot go on keeps what it has; older checkpoints stay, too: the fault may lie in what was trained
/// last.
Result<IterationReport> Run::iterate(bool pictures) {
  auto report = trainer_->iterate(pictures);
  if (report) return report;
  const int64_t done = trainer_->state().iteration;
  if (done == 0) return report;
  if (!trainer_->isWhole()) {
    log_.say(
        fmt::format("iteration {} was half done: a resume goes on from the checkpoint before it", done + 1));
    return report;
  }
  const Status saved = guarded([this] { return save(); });
  if (saved) {
    log_.say(fmt::format("saved after iteration {}, before the one that failed", done));
    return report;
  }
  Error both = report.error();
  both.what += fmt::format(" (and what was trained before could not be saved: {})", saved.error().message());
  return both;
}

Result<RunResult> Run::loop(RunControl& control, const JobContext& job) {
  const int64_t picture_every = number("picture_every");
  bool discard = false;
  control.publish(RunLog::statusOf(*trainer_));
  while (!trainer_->finished()) {
    KERB_CHECK(rates_.catchUp(*trainer_));
    KERB_TRY(const RunControl::Orders orders, nextOrders(control, job));
    KERB_CHECK(obey(orders, control));
    discard = orders.discard;
    if (orders.stop) break;
    if (orders.wantsWork()) continue;  // a paused run stays paused
    const int64_t next = trainer_->state().iteration + 1;
    const bool pictures = picture_every > 0 && next % picture_every == 1 % picture_every;
    KERB_TRY(const IterationReport report, iterate(log_.wantsPictures() && pictures));
    const RunStatus status = log_.count(report, *trainer_);
    control.publish(status);
    KERB_CHECK(log(report));
    KERB_CHECK(saveWhereDue(control, job));
    job.progress(RunLog::lineOf(status), status.iteration, status.iterations);
  }
  KERB_CHECK(end(discard));
  RunResult result{trainer_->state().iteration, trainer_->finished(), {}};
  const auto all = listCheckpoints(request_.folder);
  if (!all.empty()) result.checkpoint = all.back();
  return result;
}

Result<RunResult> Run::train(RunControl& control, const JobContext& job) {
  const Status shared = guarded([this] { return shareModel(); }, thrownWhile("preparing"));
  if (!shared) log_.note("did not go on: " + shared.error().message());
  KERB_CHECK(shared);
  KERB_CHECK(rememberRun(request_.folder, ranks_));  // first: from run.toml on there is a run to go on with
  if (ranks_.leads()) KERB_CHECK(writeRunConfig(runFile(request_.folder), claim_.config));
  auto result = guarded([&] { return loop(control, job); }, thrownWhile("training"));
  if (!result) log_.note("ended: " + result.error().message());
  return result;
}

std::string outcomeOf(const RunResult& result) {
  return fmt::format(
      "{} after iteration {}{}", result.finished ? "finished" : "stopped", result.iteration,
      result.checkpoint.empty() ? "" : "; the newest checkpoint: " + result.checkpoint.string());
}

}  // namespace

Result<RunResult> train(const RunRequest& request, const std::vector<MethodSpec>& catalogue,
                        RunControl& control, const JobContext& job) {
  RunRequest whole = request;
  if (!whole.ranks) {
    KERB_TRY(whole.ranks, Ranks::join({}));
  }
  Ranks* const ranks = whole.ranks.get();
  KERB_TRY(const bool restarted, wasRestarted(request.folder, *ranks));
  if (restarted) {
    whole.resume = true;
    whole.from.clear();  // the first attempt went back to it, and trained on
  }
  Claim claim;
  const Status claimed =
      guarded([&] { return claim.take(whole, catalogue, *ranks); }, thrownWhile("preparing"));
  if (const Status taken = ranks->agree(claimed); !taken) {
    claim.giveUp(request.folder);
    return taken.error();
  }
  Run run(whole, restarted, *ranks, claim);
  const Status ready = guarded([&] { return run.prepare(job); }, thrownWhile("preparing"));
  if (const Status prepared = ranks->agree(ready); !prepared) {
    claim.giveUp(request.folder);
    return prepared.error();
  }
  const auto server = run.openControl(control);
  const Result<RunResult> result = run.train(control, job);
  if (!result) claim.giveUp(request.folder);
  control.end(result ? Result<std::string>(outcomeOf(*result)) : result.error());
  return result;
}

}  // namespace kerb
