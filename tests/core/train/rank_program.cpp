// One rank of the tests of training on several: rank_program WHAT [FILE]. What went wrong goes to stderr.
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <functional>

#include "core/train/distributed_orders.h"
#include "core/train/gradient_buckets.h"
#include "core/train/run_footage.h"
#include "core/weights/copy_into.h"
#include "core/weights/safetensors.h"
#include "tests/core/train/toy_method.h"

namespace kerb {
namespace {

[[noreturn]] void fail(const std::string& why) {
  std::fprintf(stderr, "%s\n", why.c_str());
  std::_Exit(1);
}

void require(bool condition, const std::string& what) {
  if (!condition) fail("not so: " + what);
}

template <class T>
T need(Result<T> result) {
  if (!result) fail(result.error().message());
  return *std::move(result);
}

void need(const Status& status) {
  if (!status) fail(status.error().message());
}

std::shared_ptr<Ranks> joined(int64_t seconds = 60) {
  return need(Ranks::join(need(rankPlace()), {.arrival = std::chrono::seconds(seconds),
                                              .notice = std::chrono::seconds(1),
                                              .say = [](const std::string& line) {
                                                std::fprintf(stderr, "%s\n", line.c_str());
                                              }}));
}

/// As Monodepth2's ties: each sample's own noise, by its place in the whole batch, whoever computes it.
LossFunction withNoise(const LossFunction& loss) {
  return [loss](const StepInput& input) {
    StepInput noisy = input;
    at::Tensor& image = noisy.batches.at(0).target.augmented;
    image = image.clone();
    for (int64_t i = 0; i < image.size(0); ++i)
      image[i].add_(Draws{input.seed, static_cast<uint64_t>(input.first_item + i)}.uniform() - 0.5);
    return loss(noisy);
  };
}

/// Small buckets: the toy has 5 of them.
constexpr int64_t kBucketBytes = 100;

struct Training {
  std::shared_ptr<ToyMethod> toy = std::make_shared<ToyMethod>();
  std::unique_ptr<Trainer> trainer;
  GradientBuckets* buckets = nullptr;

  explicit Training(const std::shared_ptr<Ranks>& ranks, int64_t accumulate = 1) {
    TrainingPlan plan = flowPlan(toy, 12);
    plan.batch = 8;
    for (StepSpec& step : plan.phases[0].cycle) step.loss = withNoise(step.loss);
    trainer =
        kerb::trainer(toy, plan, {.accumulate = accumulate, .rank = ranks->rank(), .world = ranks->world()});
    if (ranks->world() == 1) return;
    auto made = std::make_unique<GradientBuckets>(ranks, kBucketBytes);
    buckets = made.get();
    trainer->exchange = std::move(made);
  }
  IterationReport step() const { return need(trainer->iterate(false)); }
};

/// The weights after a whole run, by the leading rank into a file; ACCUMULATE parts a batch.
void train(const char* file, int64_t accumulate) {
  const auto ranks = joined();
  const Training training(ranks, accumulate);
  // Rank 1 begins elsewhere and must follow.
  if (!ranks->leads()) training.toy->head_a->weight.data().add_(1);
  std::vector<at::Tensor> tensors;
  for (const auto& [name, tensor] : tensorsOf(*training.toy)) tensors.push_back(tensor);
  need(ranks->broadcast(tensors));
  while (!training.trainer->finished()) training.step();
  if (training.buckets != nullptr) {
    const auto counts = training.buckets->counts();
    require(counts.buckets > 2 && counts.early == counts.buckets, "every exchange began during backward");
  }
  TensorMap weights;
  for (const auto& [name, tensor] : tensorsOf(*training.toy)) weights[name] = tensor.detach().clone();
  if (ranks->leads()) need(writeSafetensors(file, weights, {}));
  need(ranks->agree({}));
}

/// Odd iterations train shared and head_a alone; head_b has momentum and must not move in a single bit.
void untrained() {
  const auto ranks = joined();
  const Training training(ranks);
  training.step();
  for (int i = 0; i < 3; ++i) {
    const at::Tensor before = training.toy->head_b->weight.detach().clone();
    const at::Tensor trained = training.toy->head_a->weight.detach().clone();
    training.step();
    require(at::equal(before, training.toy->head_b->weight), "an untrained parameter stays");
    require(!training.toy->head_b->weight.grad().defined(), "an untrained parameter has no gradient");
    require(!at::equal(trained, training.toy->head_a->weight), "a trained parameter moves");
    training.step();
  }
}

/// A step that trains head_b, but whose loss reaches it on no rank, or only on rank 1.
void unused() {
  const auto ranks = joined();
  const auto toy = std::make_shared<ToyMethod>();
  std::vector<NamedParameter> both;
  for (const auto& item : toy->named_parameters()) both.push_back({item.key(), item.value()});
  GradientBuckets buckets(ranks, kBucketBytes);
  const at::Tensor image = at::full({1, 3, 4, 4}, 0.5);
  for (const bool by_rank_1 : {false, true}) {
    buckets.start(both);
    buckets.lastPart();
    at::Tensor loss = toy->head_a->forward(toy->features(image)).sum();
    const bool reaches_b = by_rank_1 && ranks->rank() == 1;
    if (reaches_b) loss = loss + 4 * toy->head_b->bias.sum();
    loss.backward();
    need(buckets.finish());
    require(toy->head_a->weight.grad().defined(), "head a has a gradient");
    require(!toy->head_b->weight.grad().defined(), "what no rank uses has none");
    require(toy->head_b->bias.grad().defined() == by_rank_1, "what one rank uses has one");
    if (by_rank_1) require(toy->head_b->bias.grad().item<double>() == 2, "it is the mean over both ranks");
  }
  require(need(buckets.allAgree(true)), "all agree");
  require(!need(buckets.allAgree(ranks->rank() == 0)), "one does not");
}

/// Head a alone, with batch norm; `watched` gets its loss to run.
std::unique_ptr<Trainer> normTraining(
    const std::shared_ptr<Ranks>& ranks, const std::shared_ptr<ToyMethod>& toy,
    const std::function<StepOutput(const LossFunction& loss, const StepInput& input)>& watched) {
  TrainingPlan plan = flowPlan(toy);
  plan.batch = 8;
  plan.phases[0].cycle.resize(1);
  StepSpec& step = plan.phases[0].cycle[0];
  step.trains[0].modules.emplace_back("norm");
  step.loss = [watched, loss = step.loss](const StepInput& input) { return watched(loss, input); };
  auto made =
      kerb::trainer(toy, plan, {.skip_non_finite = true, .rank = ranks->rank(), .world = ranks->world()});
  made->exchange = std::make_unique<GradientBuckets>(ranks, kBucketBytes);
  return made;
}

/// To the bit.
void requireTheLeadingOnes(Ranks& ranks, const ToyMethod& toy) {
  for (const auto& [name, tensor] : tensorsOf(toy)) {
    const at::Tensor leading = tensor.detach().clone();
    need(ranks.broadcast({leading}));
    require(at::equal(leading, tensor), "all ranks have the same " + name);
  }
}

/// The running statistics of batch norm become the mean of those that each rank saw.
void statistics() {
  const auto ranks = joined();
  const auto toy = std::make_shared<ToyMethod>(/*with_norm=*/true);
  const auto now = [&] { return at::cat({toy->norm->running_mean, toy->norm->running_var}); };
  at::Tensor own;
  const auto training = normTraining(ranks, toy, [&](const LossFunction& loss, const StepInput& input) {
    StepInput seen = input;  // far apart
    seen.batches.at(0).target.augmented = input.batches.at(0).target.augmented + ranks->rank();
    StepOutput output = loss(seen);
    own = now();
    return output;
  });
  need(training->iterate(false));
  const at::Tensor mean = own / 2;
  need(ranks->sum(mean));
  require(!at::allclose(own, mean, 0, 1e-3), "else this tests nothing: the shares have other statistics");
  require(at::allclose(now(), mean, 1e-5, 1e-6), "the statistics are the mean of those of the shares");
  requireTheLeadingOnes(*ranks, *toy);
}

/// What rank 1 sees in the second iteration is not finite: no rank trains in it.
void skips() {
  const auto ranks = joined();
  const auto toy = std::make_shared<ToyMethod>(/*with_norm=*/true);
  const auto training = normTraining(ranks, toy, [&](const LossFunction& loss, const StepInput& input) {
    StepInput seen = input;
    if (ranks->rank() == 1 && input.iteration == 1)
      seen.batches.at(0).target.augmented = at::full_like(input.batches.at(0).target.augmented, NAN);
    return loss(seen);
  });
  require(!need(training->iterate(false)).steps.at(0).skipped, "the first step trains");
  const TensorMap before = copyOf(*toy);
  require(need(training->iterate(false)).steps.at(0).skipped, "the second step is left out on every rank");
  require(changed(before, *toy).empty(), "nothing moves in it");
  requireTheLeadingOnes(*ranks, *toy);
  require(!need(training->iterate(false)).steps.at(0).skipped, "the third step trains");
  require(!at::equal(before.at("head_a.weight"), toy->head_a->weight), "and moves");
  requireTheLeadingOnes(*ranks, *toy);
}

/// Rank 1 dies between two steps; rank 0 must get an Error.
void death() {
  const auto ranks = joined();
  const Training training(ranks);
  training.step();
  if (ranks->rank() == 1) std::_Exit(0);
  const auto after = training.trainer->iterate(false);
  require(!after, "a step without the other rank is an Error");
  std::fprintf(stderr, "%s\n", after.error().message().c_str());
}

/// Orders and words between ranks.
void words() {
  const auto ranks = joined();
  const std::string mine = std::string(static_cast<size_t>(3 * ranks->rank()), 'x') + "\n";
  require(need(ranks->gather(mine)) == std::vector<std::string>({"\n", "xxx\n"}), "gather gives all");
  RunControl::Orders orders;
  SharedOrders shared_orders(*ranks);
  require(!need(shared_orders.next(orders)).stop, "nobody said stop");
  orders.stop = ranks->rank() == 1;
  orders.paused = orders.save = ranks->leads();
  orders.numbers = {ranks->rank() + 7};
  if (ranks->leads()) orders.learning_rates = {{"adam", 0.125}, {"", 1}};
  require(!need(shared_orders.next(orders)).stop, "orders are on their way");
  const auto shared = need(shared_orders.next({}));
  require(shared.stop && shared.save && !shared.paused, "stop of any, all else of the leading rank");
  require(shared.learning_rates == decltype(orders.learning_rates){{"adam", 0.125}, {"", 1}}, "rates");
  require(shared.numbers == (ranks->leads() ? decltype(shared.numbers){7} : decltype(shared.numbers)()),
          "the leading rank answers for its orders");
  const Status bad = ranks->agree(ranks->rank() == 1 ? Status(Error{"no data", "/d"}) : Status());
  require(!bad && bad.error().message().find("no data") != std::string::npos, "all get the Error");
  need(ranks->agree({}));
}

/// The leading rank looks through footage, and says so at every step of it.
void scan(const char* folder) {
  const auto ranks = joined();
  const FootageScans scans(folder, *ranks, false, std::chrono::milliseconds(0));
  const SyntheticSource source(200, 8, 16);
  int steps = 0;
  const JobContext job{{}, [&](const Progress&) { ++steps; }};
  const Motion motion = need(scans.motionIn({}, 0, source, job));
  require(motion.difference.size() == 200, "every rank has all of it");
  require((steps > 2) == ranks->leads(), "one looks, the others wait");
}

}  // namespace
}  // namespace kerb

int main(int argc, char** argv) {
  const std::string what = argc > 1 ? argv[1] : "";
  if (what == "train") kerb::train(argv[2], argc > 3 ? std::atoi(argv[3]) : 1);
  if (what == "untrained") kerb::untrained();
  if (what == "unused") kerb::unused();
  if (what == "statistics") kerb::statistics();
  if (what == "skips") kerb::skips();
  if (what == "death") kerb::death();
  if (what == "words") kerb::words();
  if (what == "scan") kerb::scan(argv[2]);
  if (what == "arrive") kerb::need(kerb::joined(argc > 2 ? std::atoi(argv[2]) : 2)->agree({}));
}
