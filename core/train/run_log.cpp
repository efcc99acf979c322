#include "core/train/run_log.h"

#include <ctime>

#include <ATen/ATen.h>
#include <fmt/chrono.h>
#include <fmt/format.h>

#include "core/prediction/colour_map.h"
#include "core/train/figures.h"
#include "core/weights/safetensors.h"

namespace kerb {
namespace {

/// "depth/", or nothing where there is only one step.
std::string tagPrefix(const IterationReport& report, const StepReport& step) {
  return report.steps.size() > 1 ? step.name + "/" : "";
}

std::vector<std::pair<std::string, double>> scalarsOf(const IterationReport& report) {
  std::vector<std::pair<std::string, double>> scalars;
  for (const StepReport& step : report.steps) {
    const std::string prefix = tagPrefix(report, step);
    scalars.emplace_back(prefix + "loss", step.total);
    for (const auto& [name, value] : step.terms)
      scalars.emplace_back(fmt::format("{}terms/{}", prefix, name), value);
    for (const auto& [name, value] : step.figures) scalars.emplace_back(prefix + name, value);
    const bool several = step.learning_rates.size() > 1;
    for (const auto& [optimiser, rate] : step.learning_rates)
      scalars.emplace_back(prefix + "learning_rate" + (several ? "/" + optimiser : ""), rate);
  }
  return scalars;
}

at::Tensor drawn(const Picture& picture) {
  if (picture.values.dim() == 3) return picture.values.cpu();
  const at::Tensor map = picture.values.to(at::kCPU, at::kFloat).contiguous();
  const Range range{map.min().item<double>(), map.max().item<double>()};
  return colourise(map.add(1e-12), range, ColourMap::turbo, Scaling::linear);
}

TensorMap tensorsOf(const Batch& batch) {
  TensorMap tensors{{"intrinsics", batch.intrinsics}, {"indices", at::tensor(batch.indices)}};
  const auto put = [&](const std::string& name, const std::optional<at::Tensor>& tensor) {
    if (tensor) tensors[name] = *tensor;
  };
  const auto putView = [&](const std::string& name, const std::optional<BatchView>& view) {
    if (!view) return;
    tensors[name] = view->image;
    tensors[name + ".augmented"] = view->augmented;
  };
  putView("target", batch.target);
  putView("previous", batch.previous);
  putView("next", batch.next);
  putView("stereo", batch.stereo);
  for (size_t s = 1; s < batch.pyramid.size(); ++s) put(fmt::format("target.scale{}", s), batch.pyramid[s]);
  put("partner_from_target", batch.partner_from_target);
  put("depth_m", batch.depth_m);
  put("semantics", batch.semantics);
  return tensors;
}

Status saveStep(const std::filesystem::path& path, const std::string& step, const std::string& term,
                const StepInput& input) {
  TensorMap tensors;
  for (size_t i = 0; i < input.batches.size(); ++i) {
    for (const auto& [name, tensor] : tensorsOf(input.batches[i]))
      tensors[fmt::format("{}.{}", i, name)] = tensor;
  }
  return writeSafetensors(path, tensors,
                          {{"step", step},
                           {"term", term},
                           {"iteration", std::to_string(input.iteration + 1)},
                           {"seed", std::to_string(input.seed)},
                           {"first_item", std::to_string(input.first_item)}});
}

constexpr char kNonFinite[] = "non_finite_step-";

int64_t savedStepsIn(const std::filesystem::path& folder) {
  int64_t count = 0;
  std::error_code failure;
  for (std::filesystem::directory_iterator it(folder, failure), end; !failure && it != end;
       it.increment(failure))
    count += static_cast<int64_t>(it->path().filename().string().starts_with(kNonFinite));
  return count;
}

}  // namespace

Status RunLog::open(const std::map<std::string, std::string>& hyper_parameters) {
  if (!ranks_.leads()) return {};
  file_.open(folder_ / "log.txt", std::ios::app);
  for (const std::string& line : std::exchange(early_, {})) write(line);
  KERB_TRY(events_, EventWriter::create(folder_));
  return events_->hyperParameters(hyper_parameters);
}

void RunLog::write(const std::string& line) {
  file_ << line << '\n';
  file_.flush();  // somebody may be watching it
}

void RunLog::note(const std::string& line) {
  if (!ranks_.leads()) return;
  const std::time_t now = std::time(nullptr);
  std::tm local{};
  localtime_r(&now, &local);
  const std::string dated = fmt::format("{:%Y-%m-%d %H:%M:%S} {}", local, line);
  if (file_.is_open()) {
    write(dated);
  } else {
    early_.push_back(dated);
  }
}

void RunLog::say(const std::string& line) {
  note(line);
  if (ranks_.leads() && say_) say_(line);
}

void RunLog::sayOfThisRank(const std::string& line) {
  if (ranks_.leads()) return say(line);
  if (say_) say_(fmt::format("rank {}: {}", ranks_.rank(), line));
}

Status RunLog::event(int64_t iteration, const std::string& line) {
  say(line);
  return events_ ? events_->text(iteration, "events", line) : Status();
}

Status RunLog::restored(int64_t iteration, const std::string& line) {
  say(line);
  return events_ ? events_->restart(iteration + 1) : Status();
}

void RunLog::nonFinite(const std::string& step, const std::string& term, const StepInput& input) {
  constexpr int64_t kKept = 8;
  sayOfThisRank(
      fmt::format("iteration {}: '{}' of step '{}' is not finite", input.iteration + 1, term, step));
  if (savedStepsIn(folder_) >= kKept) return;
  // Parts of a batch and ranks differ in their first item.
  const std::string name = fmt::format("{}{:08}-{}{}.safetensors", kNonFinite, input.iteration + 1, step,
                                       input.first_item > 0 ? fmt::format("-{}", input.first_item) : "");
  const Status saved = saveStep(folder_ / name, step, term, input);
  sayOfThisRank(saved ? "what the step saw is in " + name : saved.error().message());
}

RunStatus RunLog::statusOf(const Trainer& trainer) {
  RunStatus status;
  status.iteration = trainer.state().iteration;
  status.iterations = trainer.totalIterations();
  status.epoch = trainer.epoch();
  for (const OptimiserSpec& spec : trainer.plan().optimisers)
    status.learning_rates.emplace_back(spec.name, trainer.learningRate(spec.name));
  return status;
}

std::string RunLog::lineOf(const RunStatus& status) {
  Figures sums, counts;
  for (const auto& [name, value] : status.terms) {
    const size_t last = name.find_last_not_of("0123456789");
    const bool of_a_scale = last + 1 < name.size() && name[last] == '/';
    const std::string term = of_a_scale ? name.substr(0, last) : name;
    addTo(sums, term, value);
    addTo(counts, term, 1);
  }
  std::string terms;
  for (size_t i = 0; i < sums.size(); ++i)
    terms += fmt::format(" {} {:.4f}", sums[i].first, sums[i].second / counts[i].second);
  return fmt::format("epoch {} loss {:.4f}{} {:.2f} images/s {:.0f} % waiting", status.epoch + 1, status.loss,
                     terms, status.images_per_second, 100 * status.waiting_share);
}

RunStatus RunLog::count(const IterationReport& report, const Trainer& trainer) {
  seconds_ += report.seconds;
  waited_seconds_ += report.waited_seconds;
  images_ += report.images * ranks_.world();
  // Smoothed, so that time left does not jump.
  seconds_per_iteration_ =
      seconds_per_iteration_ == 0 ? report.seconds : 0.95 * seconds_per_iteration_ + 0.05 * report.seconds;
  RunStatus status = statusOf(trainer);
  status.epoch = report.epoch;
  status.phase = report.phase;
  for (const StepReport& step : report.steps) {
    status.loss += step.total;
    for (const auto& [name, value] : step.terms)
      status.terms.emplace_back(tagPrefix(report, step) + name, value);
  }
  status.images_per_second = static_cast<double>(images_) / seconds_;
  status.waiting_share = waited_seconds_ / seconds_;
  status.seconds_left = static_cast<double>(status.iterations - status.iteration) * seconds_per_iteration_;
  return status;
}

Status RunLog::pictures(const IterationReport& report) {
  for (const StepReport& step : report.steps) {
    for (const Picture& picture : step.pictures)  // only the leading rank asks for them
      KERB_CHECK(events_->image(report.iteration, tagPrefix(report, step) + picture.name, drawn(picture)));
  }
  return {};
}

Status RunLog::picture(int64_t iteration, const std::string& name, const at::Tensor& image) {
  return events_ ? events_->image(iteration, name, image) : Status();
}

Status RunLog::validation(int64_t iteration, std::vector<std::pair<std::string, double>>& figures) {
  KERB_CHECK(average(figures));
  say(fmt::format("validation after iteration {}: loss {:.6g}", iteration, figures.front().second));
  auto named = figures;
  for (auto& [name, value] : named) name = "validation/" + name;
  return events_ ? events_->scalars(iteration, named) : Status();
}

Status RunLog::scalars(const IterationReport& report) {
  auto scalars = scalarsOf(report);
  scalars.emplace_back("speed/images_per_second", static_cast<double>(images_) / seconds_);
  scalars.emplace_back("speed/waiting_share", waited_seconds_ / seconds_);
  scalars.emplace_back("epoch", static_cast<double>(report.epoch));
  seconds_ = waited_seconds_ = 0;
  images_ = 0;
  KERB_CHECK(average(scalars));
  return events_ ? events_->scalars(report.iteration, scalars) : Status();
}

/// Each rank has the loss of its share of the batch.
Status RunLog::average(std::vector<std::pair<std::string, double>>& scalars) {
  if (ranks_.world() == 1) return {};
  const at::Tensor means = at::empty({static_cast<int64_t>(scalars.size())}, at::kDouble);
  auto* mean = means.mutable_data_ptr<double>();
  for (const auto& [name, value] : scalars) *mean++ = value / static_cast<double>(ranks_.world());
  KERB_CHECK(ranks_.sum(means));
  const auto* averaged = means.const_data_ptr<double>();
  for (auto& [name, value] : scalars) value = *averaged++;
  return {};
}

}  // namespace kerb
