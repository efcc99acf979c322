#include "core/train/train_run.h"

#include <chrono>

#include <ATen/ATen.h>
#include <fmt/format.h>

#include "core/base/guarded.h"
#include "core/train/checkpoint.h"
#include "core/train/control_server.h"
#include "core/train/distributed_orders.h"
#include "core/train/distributed_start.h"
#include "core/train/gradient_buckets.h"
#include "core/train/rates_by_hand.h"
#include "core/train/run_checkpoints.h"
#include "core/train/run_data.h"
#include "core/train/run_folder.h"
#include "core/train/run_footage.h"
#include "core/train/run_log.h"
#include "core/train/run_resume.h"
#include "core/train/run_setup.h"
#include "core/weights/copy_into.h"

namespace kerb {
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
        checkpoints_(request.folder, claim, ranks, log_) {}

  Status prepare(const JobContext& job);
  /// On the leading rank, where there is a place for the socket.
  std::unique_ptr<ControlServer> openControl(RunControl& control);
  Result<RunResult> train(RunControl& control, const JobContext& job);

 private:
  Status makeTrainer(const JobContext& job);
  /// All ranks go on from what the leading one has.
  Status shareModel();
  Result<IterationReport> iterate(bool pictures);
  Result<RunResult> loop(RunControl& control, const JobContext& job);
  Settings allParameters() const;
  Result<RunControl::Orders> nextOrders(RunControl& control, const JobContext& job);
  Status obey(const RunControl::Orders& orders, RunControl& control);
  Status log(const IterationReport& report);
  Status end(bool discard);
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
  std::shared_ptr<Method> method_;
  std::unique_ptr<Trainer> trainer_;
  RunCheckpoints checkpoints_;  ///< after the trainer, which it uses
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
  if (!claim_.config.model.contains("baseline")) checkpoints_.setBaseline(baselineOf(plan, data, say));
  KERB_TRY(const TrainerOptions options, trainerOptions(parameters.run, ranks_));
  KERB_CHECK(ranks_.useDevice(options.device));
  StreamData shown = data.at(plan.streams.front().name);
  KERB_TRY(trainer_, Trainer::create(method_, std::move(plan), std::move(data), options));
  KERB_CHECK(checkpoints_.open(method_, *trainer_, std::move(shown), options, job));
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

Status Run::shareModel() {
  const auto restore = [this] { return restoreRun(request_, claim_, ranks_, log_, *method_, *trainer_); };
  if (request_.resume) KERB_CHECK(ranks_.agree(guarded(restore, thrownWhile("restoring"))));
  KERB_CHECK(ranks_.agree(rates_.begin(*trainer_, laterRates(request_, restarted_))));
  if (ranks_.world() == 1) return {};
  std::vector<at::Tensor> tensors;
  for (const auto& [name, tensor] : tensorsOf(*method_)) tensors.push_back(tensor);
  KERB_CHECK(ranks_.broadcast(tensors));
  trainer_->exchange = std::make_unique<GradientBuckets>(request_.ranks);
  return {};
}

/// A checkpoint is written before a rate changes: the point to go back to.
Status Run::obey(const RunControl::Orders& orders, RunControl& control) {
  if (!orders.wantsWork()) return {};
  KERB_CHECK(checkpoints_.save());
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
  KERB_CHECK(ranks_.agree(saves ? guarded([this] { return checkpoints_.save(); }, thrownWhile("saving"))
                                : Status()));
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
  const Status saved = guarded([this] { return checkpoints_.save(); });
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
    KERB_CHECK(checkpoints_.saveWhereDue(control, job));
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
