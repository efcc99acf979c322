#include "core/job/engine.h"

#include <atomic>
#include <latch>

#include <ATen/ATen.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/job/batch.h"
#include "tests/synthetic_source.h"

namespace kerb {
namespace {

using ::testing::HasSubstr;

/// Depth = the frame's value; waits at a gate; fails or throws on request.
class Echo final : public Method {
 public:
  Status prepare(torch::Device, Precision) override {
    return prepare_fails ? Status(Error{"no memory"}) : Status();
  }
  Result<Prediction> predict(const Input& input) override {
    ++calls;
    while (closed) std::this_thread::yield();
    if (input.target.index == throws_at) throw std::runtime_error("kernel died");
    Prediction prediction;
    prediction.depth = input.target.image[0].to(at::kFloat);
    return prediction;
  }
  std::atomic<bool> closed{false};
  std::atomic<int> calls{0};
  bool prepare_fails = false;
  int64_t throws_at = -1;
};

MethodSpec spec(Need previous = Need::none) {
  MethodSpec s;
  s.id = "echo";
  s.needs.previous = previous;
  return s;
}

std::unique_ptr<Engine> start(const std::shared_ptr<Echo>& method, const MethodSpec& s = spec()) {
  auto engine = Engine::create(s, method, {}, EngineOptions{.device = "cpu"});
  EXPECT_TRUE(engine);
  return *std::move(engine);
}

Input inputAt(const SyntheticSource& source, int64_t index) { return {*source.at(index, {}), {}, {}, {}}; }

TEST(Engine, PredictsInOrder) {
  const auto method = std::make_shared<Echo>();
  const auto engine = start(method);
  const SyntheticSource source(5, 4, 6);
  for (int64_t i = 0; i < 5; ++i) {
    const TimedPrediction timed = engine->enqueue(inputAt(source, i)).get();
    ASSERT_TRUE(timed.prediction);
    EXPECT_EQ(timed.prediction->depth->max().item<float>(), static_cast<float>(i));
  }
}

TEST(Engine, FailedPreparationIsTheCreatorsError) {
  const auto method = std::make_shared<Echo>();
  method->prepare_fails = true;
  const auto engine = Engine::create(spec(), method, {}, {.device = "cpu"});
  ASSERT_FALSE(engine);
  EXPECT_EQ(engine.error().what, "no memory");
}

TEST(Engine, AnExceptionEndsOnePredictionOnly) {
  const auto method = std::make_shared<Echo>();
  method->throws_at = 1;
  const auto engine = start(method);
  const SyntheticSource source(3, 4, 6);
  const auto failed = engine->enqueue(inputAt(source, 1)).get();
  ASSERT_FALSE(failed.prediction);
  EXPECT_THAT(failed.prediction.error().message(), HasSubstr("kernel died"));
  EXPECT_TRUE(engine->enqueue(inputAt(source, 2)).get().prediction);
}

TEST(Engine, LatestWinsAndTheReplacedAreCounted) {
  const auto method = std::make_shared<Echo>();
  method->closed = true;
  const auto engine = start(method);
  const SyntheticSource source(10, 4, 6);
  std::vector<int64_t> seen;
  std::latch two(2);
  const auto done = [&](const Input& input, const TimedPrediction&) {
    seen.push_back(input.target.index);
    two.count_down();
  };
  engine->submitLive(inputAt(source, 0), done);
  while (method->calls == 0) std::this_thread::yield();  // frame 0 is being predicted
  for (int64_t i = 1; i < 10; ++i) engine->submitLive(inputAt(source, i), done);
  method->closed = false;
  two.wait();
  EXPECT_THAT(seen, ::testing::ElementsAre(0, 9));
  EXPECT_EQ(engine->dropped(), 8);
}

TEST(Engine, EndsWhileWorkWaits) {
  const auto method = std::make_shared<Echo>();
  method->closed = true;
  auto engine = start(method);
  const SyntheticSource source(3, 4, 6);
  auto running = engine->enqueue(inputAt(source, 0));
  while (method->calls == 0) std::this_thread::yield();
  auto waiting = engine->enqueue(inputAt(source, 1));
  std::jthread opener([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    method->closed = false;
  });
  engine.reset();
  EXPECT_TRUE(running.get().prediction);
  const auto dropped = waiting.get();
  ASSERT_FALSE(dropped.prediction);
  EXPECT_TRUE(dropped.prediction.error().cancelled);
}

TEST(Batch, KeepsOrderSkipsBrokenFramesAndReportsProgress) {
  SyntheticSource source(20, 4, 6);
  source.breakFrame(7);
  const auto engine = start(std::make_shared<Echo>());
  std::vector<int64_t> indices;
  for (int64_t i = 0; i < 20; i += 1) indices.push_back(i);
  std::vector<int64_t> good;
  std::vector<int64_t> bad;
  int64_t last_done = 0;
  const JobContext context{{}, [&](const Progress& p) {
                             last_done = p.done;
                             EXPECT_EQ(p.total, 20);
                           }};
  const Status status = runBatch(
      source, *engine, indices, {},
      [&](const BatchItem& item) -> Status {
        (item.prediction ? good : bad).push_back(item.index);
        if (item.prediction) {
          EXPECT_EQ(item.prediction->depth->min().item<float>(), static_cast<float>(item.index));
        }
        return {};
      },
      context);
  ASSERT_TRUE(status);
  EXPECT_EQ(good.size(), 19U);
  EXPECT_TRUE(std::ranges::is_sorted(good));
  EXPECT_THAT(bad, ::testing::ElementsAre(7));
  EXPECT_EQ(last_done, 20);
}

TEST(Batch, ReadsAheadOnlyALittle) {
  const SyntheticSource source(1000, 4, 6);
  const auto engine = start(std::make_shared<Echo>());
  std::vector<int64_t> indices(1000);
  std::iota(indices.begin(), indices.end(), 0);
  int64_t most_ahead = 0;
  int64_t consumed = 0;
  ASSERT_TRUE(runBatch(source, *engine, indices, {},
                       [&](const BatchItem&) -> Status {
                         most_ahead = std::max(most_ahead, source.reads() - consumed++);
                         return {};
                       },
                       {}));
  EXPECT_LE(most_ahead, 8);
}

TEST(Batch, TheConsumersErrorEndsIt) {
  const SyntheticSource source(1000, 4, 6);
  const auto engine = start(std::make_shared<Echo>());
  std::vector<int64_t> indices(1000);
  std::iota(indices.begin(), indices.end(), 0);
  int calls = 0;
  const Status status = runBatch(
      source, *engine, indices, {},
      [&](const BatchItem&) -> Status { return ++calls == 3 ? Status(Error{"disk full"}) : Status(); }, {});
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().what, "disk full");
  EXPECT_EQ(calls, 3);
}

TEST(Batch, IsCancelledInTheMiddle) {
  const SyntheticSource source(1000, 4, 6);
  const auto engine = start(std::make_shared<Echo>());
  std::vector<int64_t> indices(1000);
  std::iota(indices.begin(), indices.end(), 0);
  std::stop_source stop;
  int calls = 0;
  const Status status = runBatch(source, *engine, indices, {},
                                 [&](const BatchItem&) -> Status {
                                   if (++calls == 5) stop.request_stop();
                                   return {};
                                 },
                                 {stop.get_token(), {}});
  ASSERT_FALSE(status);
  EXPECT_TRUE(status.error().cancelled);
  EXPECT_EQ(calls, 5);
}

TEST(Batch, GivesTheTruePreviousFrameAndSaysWhereThereIsNone) {
  const SyntheticSource source(3, 4, 6);
  const auto engine = start(std::make_shared<Echo>(), spec(Need::required));
  std::vector<int64_t> previous;
  std::vector<size_t> fallbacks;
  ASSERT_TRUE(runBatch(source, *engine, {0, 2}, {},
                       [&](const BatchItem& item) -> Status {
                         previous.push_back(item.input->previous->index);
                         fallbacks.push_back(item.prediction->fallbacks.size());
                         return {};
                       },
                       {}));
  EXPECT_THAT(previous, ::testing::ElementsAre(0, 1));
  EXPECT_THAT(fallbacks, ::testing::ElementsAre(1, 0));
}

}  // namespace
}  // namespace kerb
