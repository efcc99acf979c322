// Reading frames and live depth: exact frames, the newest first, memory, errors, and ends that do not wait.
#include <algorithm>
#include <array>
#include <thread>

#include <ATen/ATen.h>

#include "core/method/method.h"
#include "tests/widgets/qt_test.h"
#include "tests/widgets/test_source.h"
#include "widgets/bridge/frame_fetcher.h"
#include "widgets/bridge/live_depth.h"
#include "widgets/bridge/retire.h"
#include "widgets/bridge/source_opening.h"

namespace kerb {
namespace {

/// Gives the source's depth, after a while; fails at frames that the parameter names.
class SlowMethod final : public Method {
 public:
  explicit SlowMethod(const Parameters& parameters)
      : delay_(parameters.get<int64_t>("delay_ms")), failing_(parameters.get<int64_t>("failing")) {}
  Status prepare(torch::Device, Precision) override { return {}; }
  Result<Prediction> predict(const Input& input) override {
    std::this_thread::sleep_for(std::chrono::milliseconds(delay_));
    if (input.target.index == failing_) throw std::runtime_error("out of memory");
    Prediction prediction;
    prediction.depth = input.target.depth_m;
    prediction.scale = {ScaleKind::metric, "test"};
    return prediction;
  }

 private:
  int64_t delay_, failing_;
};

MethodSpec slowSpec() {
  MethodSpec spec;
  spec.id = "slow";
  spec.title = "Slow";
  spec.needs.depth = Need::required;
  spec.parameters = {{"delay_ms", "how long it takes", int64_t{20}, 0, 10000, "ms", {}},
                     {"failing", "the frame that fails", int64_t{-1}, -1, 10000, "", {}}};
  spec.create = [](const Parameters& parameters, const Weights*) -> Result<std::shared_ptr<Method>> {
    return std::shared_ptr<Method>(std::make_shared<SlowMethod>(parameters));
  };
  return spec;
}

/// A picture whose memory tells by whom it is freed.
class TellingSource final : public Source {
 public:
  explicit TellingSource(std::shared_ptr<std::thread::id> freed_by) : freed_by_(std::move(freed_by)) {}
  SourceInfo info() const override {
    SourceInfo info;
    info.count = 1;
    return info;
  }
  Result<Frame> at(int64_t, FrameParts) const override {
    Frame frame;
    frame.index = 0;
    frame.image = at::from_blob(
        bytes_.data(), {3, 2, 2}, [by = freed_by_](void*) { *by = std::this_thread::get_id(); }, at::kByte);
    return frame;
  }
  std::unique_ptr<Source> clone() const override { return std::make_unique<TellingSource>(freed_by_); }

 private:
  std::shared_ptr<std::thread::id> freed_by_;
  mutable std::array<uint8_t, 12> bytes_{};
};

constexpr int64_t kPlenty = int64_t{64} << 20;

}  // namespace

class ReadingTest : public QtTest {
  Q_OBJECT

 private Q_SLOTS:
  void cacheReadsOnceAndKeepsWhatIsNear();
  void cacheReadsAgainWhereMorePartsAreWanted();
  void cacheIsFreedOnAnotherThread();
  void readerGivesTheNewestAndReadsOn();
  void readerGivesWhatIsInMemoryWhileItReadsOn();
  void readerReadsOnFromWhatWasSent();
  void readerReportsBrokenFramesAndGoesOn();
  void readerGivesWhatCanBeRead();
  void endingAReaderDoesNotWait();
  void openingGivesSourceOrError();
  void openingCanBeGivenUp();
  void liveDepthPredictsTheNewest();
  void liveDepthSaysWhatIsMissing();
  void liveDepthSurvivesAFailure();
  void anotherSourceGetsNothingOfTheOld();
  void endingLiveDepthInTheMiddleDoesNotWait();
};

void ReadingTest::cacheReadsOnceAndKeepsWhatIsNear() {
  auto source = std::make_shared<TestSource>(100, 10, 10);
  const auto shared = source->shared();
  const FrameCache cache(source, 300 * 5);  // five frames
  for (int round = 0; round < 3; ++round) QVERIFY(cache.at(50, FrameParts{}));
  QCOMPARE(shared->reads.load(), 1);
  cache.setFocus(50);
  for (const int64_t index : {49, 51, 52, 90, 53}) QVERIFY(cache.at(index, FrameParts{}));
  QCOMPARE(cache.spans(), (std::vector<FrameSpan>{{49, 53}}));
  QVERIFY(!cache.at(100, FrameParts{}));
}

void ReadingTest::cacheReadsAgainWhereMorePartsAreWanted() {
  auto source = std::make_shared<TestSource>(10, 8, 8);
  const FrameCache cache(source, kPlenty);
  QVERIFY(!cache.at(3, FrameParts{})->depth_m);
  const auto frame = cache.at(3, FrameParts{.depth = true});
  QVERIFY(frame->depth_m);
  QVERIFY(cache.has(3, FrameParts{}));
  QVERIFY(cache.has(3, FrameParts{.depth = true}));
  QVERIFY(!cache.has(3, FrameParts{.semantics = true}));
}

void ReadingTest::cacheIsFreedOnAnotherThread() {
  const auto freed_by = std::make_shared<std::thread::id>();
  auto cache = std::make_shared<const FrameCache>(std::make_shared<TellingSource>(freed_by), kPlenty);
  QVERIFY(cache->at(0, FrameParts{}));
  QVERIFY(*freed_by == std::thread::id());
  cache.reset();
  QVERIFY(waitForRetired(std::chrono::seconds(60)));
  QVERIFY(*freed_by != std::thread::id() && *freed_by != std::this_thread::get_id());
}

void ReadingTest::readerGivesTheNewestAndReadsOn() {
  auto source = std::make_shared<TestSource>(60, 16, 8);
  const auto shared = source->shared();
  shared->delay_ms = 30;
  std::vector<int64_t> got;
  std::vector<FrameSpan> cached;
  FrameFetcher reader(
      std::make_shared<const FrameCache>(source, kPlenty),
      [&](const ReadFrame& read) { got.push_back((*read.frame)->index); },
      [&](std::vector<FrameSpan> spans) { cached = std::move(spans); });
  for (int64_t index = 0; index < 20; ++index) reader.want({index, {}, false, 1, {0, 59}});
  QVERIFY(eventually([&] { return !got.empty() && got.back() == 19; }));
  QVERIFY2(got.size() <= 3, "wishes that were replaced were read");
  shared->delay_ms = 0;
  QVERIFY(eventually([&] { return !cached.empty() && cached.back() == FrameSpan{19, 59}; }));
}

void ReadingTest::readerGivesWhatIsInMemoryWhileItReadsOn() {
  auto source = std::make_shared<TestSource>(60, 16, 8);
  const auto shared = source->shared();
  std::vector<int64_t> got;
  std::vector<FrameSpan> cached;
  FrameFetcher reader(
      std::make_shared<const FrameCache>(source, kPlenty),
      [&](const ReadFrame& read) { got.push_back((*read.frame)->index); },
      [&](std::vector<FrameSpan> spans) { cached = std::move(spans); });
  reader.want({0, {}, false, 1, {0, 9}});
  QVERIFY(eventually([&] { return cached == std::vector<FrameSpan>{{0, 9}}; }));
  shared->delay_ms = 1500;
  const int64_t reads = shared->reads;
  reader.want({9, {}, false, 1, {0, 59}});  // reads on, which takes long
  QVERIFY(eventually([&] { return shared->reads > reads; }));
  reader.want({8, {}, false, 1, {0, 59}});
  QVERIFY(eventually([&] { return got.back() == 8; }));
  QVERIFY2(cached == (std::vector<FrameSpan>{{0, 9}}), "a frame in memory waited for one that is read");
  // What was asked for before and comes later does not take its place.
  reader.want({30, {}, false, 0, {0, 59}});
  QVERIFY(eventually([&] { return shared->reads > reads + 1; }));
  reader.want({7, {}, false, 0, {0, 59}});
  QTest::qWait(2500);
  QCOMPARE(got.back(), 7);
  QVERIFY(std::ranges::find(got, 30) == got.end());
}

void ReadingTest::readerReadsOnFromWhatWasSent() {
  std::vector<int64_t> got;
  std::vector<FrameSpan> cached;
  FrameFetcher reader(
      std::make_shared<const FrameCache>(std::make_shared<TestSource>(60, 16, 8), kPlenty),
      [&](const ReadFrame& read) { got.push_back((*read.frame)->index); },
      [&](std::vector<FrameSpan> spans) { cached = std::move(spans); });
  reader.want({4, {}, false, 0, {0, 59}});
  QVERIFY(eventually([&] { return cached == std::vector<FrameSpan>{{4, 4}}; }));
  reader.readOnFrom({4, {}, false, 1, {0, 59}});
  QVERIFY(eventually([&] { return cached == std::vector<FrameSpan>{{4, 59}}; }));
  QCOMPARE(got, std::vector<int64_t>{4});
}

void ReadingTest::readerReportsBrokenFramesAndGoesOn() {
  auto source = std::make_shared<TestSource>(20, 16, 8);
  source->shared()->broken = {5, 7};
  std::string message;
  std::vector<FrameSpan> cached;
  FrameFetcher reader(
      std::make_shared<const FrameCache>(source, kPlenty),
      [&](const ReadFrame& read) { message = read.frame ? "" : read.frame.error().message(); },
      [&](std::vector<FrameSpan> spans) { cached = std::move(spans); });
  reader.want({5, {}, false, 1, {0, 19}});
  QVERIFY(eventually([&] { return !message.empty(); }));
  QCOMPARE(message, std::string("/test, frame 5: does not decode. Get a whole file"));
  QVERIFY(eventually([&] { return cached == std::vector<FrameSpan>{{6, 6}, {8, 19}}; }));
}

void ReadingTest::readerGivesWhatCanBeRead() {
  auto source = std::make_shared<TestSource>(4, 16, 8);
  source->shared()->broken = {3};
  source->shared()->broken_labels = {1, 2, 3};
  source->shared()->broken_depth = {2, 3};
  std::optional<ReadFrame> got;
  FrameFetcher reader(
      std::make_shared<const FrameCache>(source, kPlenty), [&](ReadFrame read) { got = std::move(read); },
      [](const std::vector<FrameSpan>&) {});
  const auto reads = [&](int64_t index) {
    got.reset();
    reader.want({index, {.depth = true, .semantics = true}, false, 1, {0, 3}});
    return eventually([&] { return got.has_value(); });
  };
  QVERIFY(reads(0) && got->frame && !got->lacking);
  for (int round = 0; round < 2; ++round) {  // also of what the cache has by then
    QVERIFY(reads(1) && got->frame && got->lacking);
    QVERIFY2((*got->frame)->depth_m && !(*got->frame)->semantics, "a label takes nothing else away");
    QCOMPARE(got->lacking->message(), std::string("/test/label: is 3x2, but its image is 16x8"));
  }
  QVERIFY(reads(2) && got->frame && got->lacking);
  QVERIFY(!(*got->frame)->depth_m && !(*got->frame)->semantics);
  QCOMPARE((*got->frame)->image.max().item<int>(), 2);
  QVERIFY(reads(3) && !got->frame);
  QVERIFY(got->frame.error().message().find("does not decode") != std::string::npos);
}

void ReadingTest::endingAReaderDoesNotWait() {
  auto source = std::make_shared<TestSource>(20, 16, 8);
  source->shared()->delay_ms = 400;
  auto reader = std::make_unique<FrameFetcher>(
      std::make_shared<const FrameCache>(source, kPlenty),
      [](const ReadFrame&) { QFAIL("read after the end"); }, [](const std::vector<FrameSpan>&) {});
  reader->want({0, {}, false, 1, {0, 19}});
  QVERIFY(eventually([&] { return source->shared()->reads > 0; }));
  QElapsedTimer timer;
  timer.start();
  reader.reset();
  QVERIFY2(timer.elapsed() < 150, "destroying a reader waited for its frame");
}

void ReadingTest::openingGivesSourceOrError() {
  std::shared_ptr<const Source> source;
  std::string message;
  const auto receive = [&](const Result<std::shared_ptr<const Source>>& opened) {
    if (opened)
      source = *opened;
    else
      message = opened.error().message();
  };
  const SourceOpening good("synthetic:frames=7", {}, [](const Progress&) {}, receive);
  QVERIFY(eventually([&] { return source != nullptr; }));
  QCOMPARE(source->info().count, 7);
  const SourceOpening bad("/does/not/exist", {}, [](const Progress&) {}, receive);
  QVERIFY(eventually([&] { return !message.empty(); }));
  QVERIFY(message.find("/does/not/exist") != std::string::npos);
}

void ReadingTest::openingCanBeGivenUp() {
  QElapsedTimer timer;
  timer.start();
  for (int i = 0; i < 20; ++i) {
    const SourceOpening opening(
        "synthetic", {}, [](const Progress&) {},
        [](const Result<std::shared_ptr<const Source>>&) { QFAIL("given up"); });
  }
  QVERIFY2(timer.elapsed() < 500, "giving up waited");
  QTest::qWait(50);
}

void ReadingTest::liveDepthPredictsTheNewest() {
  const std::vector<MethodSpec> catalogue{slowSpec()};
  std::vector<LiveState::Kind> states;
  std::vector<LiveResult> results;
  LiveDepth live(
      catalogue, [&](const LiveState& state) { states.push_back(state.kind); },
      [&](LiveResult result) { results.push_back(std::move(result)); });
  live.setSource(std::make_shared<TestSource>(200, 16, 8));
  live.use(MethodRequest{"slow", {}, {"delay_ms=60"}, "cpu", false});
  QVERIFY(eventually([&] { return !states.empty() && states.back() == LiveState::Kind::ready; }));
  for (int64_t index = 0; index < 100; ++index) live.show(index);
  QVERIFY(eventually([&] { return !results.empty() && results.back().index == 99; }));
  QVERIFY2(results.size() <= 3, "frames that were replaced were predicted");
  const LiveResult& last = results.back();
  QVERIFY(last.prediction && last.prediction->depth);
  QCOMPARE(last.prediction->depth->max().item<float>(), 100.0F);
  QVERIFY(last.milliseconds >= 55);
  QCOMPARE(last.dropped, 100 - static_cast<int64_t>(results.size()));
  live.use(std::nullopt);
  QVERIFY(eventually([&] { return states.back() == LiveState::Kind::off; }));
}

void ReadingTest::liveDepthSaysWhatIsMissing() {
  const std::vector<MethodSpec> catalogue{slowSpec()};
  std::string message;
  LiveDepth live(
      catalogue, [&](const LiveState& state) { message = state.error.message(); }, [](const LiveResult&) {});
  auto source = std::make_shared<TestSource>(5, 16, 8);
  source->shared()->info.has.depth = false;
  live.setSource(source);
  live.use(MethodRequest{"slow", {}, {}, "cpu", false});
  QVERIFY(eventually([&] { return message.find("depth ground truth") != std::string::npos; }));
  live.use(MethodRequest{"fast", {}, {}, "cpu", false});
  QVERIFY(eventually([&] { return message.find("fast") != std::string::npos; }));
  live.use(MethodRequest{"slow", "/no/model.safetensors", {}, "cpu", false});
  QVERIFY(eventually([&] { return !message.empty() && message.find("fast") == std::string::npos; }));
}

void ReadingTest::liveDepthSurvivesAFailure() {
  const std::vector<MethodSpec> catalogue{slowSpec()};
  bool ready = false;
  std::vector<LiveResult> results;
  LiveDepth live(
      catalogue, [&](const LiveState& state) { ready = state.kind == LiveState::Kind::ready; },
      [&](LiveResult result) { results.push_back(std::move(result)); });
  live.setSource(std::make_shared<TestSource>(20, 16, 8));
  live.use(MethodRequest{"slow", {}, {"failing=3"}, "cpu", false});
  QVERIFY(eventually([&] { return ready; }));
  live.show(3);
  QVERIFY(eventually([&] { return results.size() == 1; }));
  QVERIFY(!results[0].prediction);
  QVERIFY(results[0].error.message().find("out of memory") != std::string::npos);
  live.show(4);
  QVERIFY(eventually([&] { return results.size() == 2; }));
  QVERIFY(results[1].prediction != nullptr);
}

void ReadingTest::anotherSourceGetsNothingOfTheOld() {
  const std::vector<MethodSpec> catalogue{slowSpec()};
  bool ready = false;
  std::vector<int64_t> indices;
  LiveDepth live(
      catalogue, [&](const LiveState& state) { ready = state.kind == LiveState::Kind::ready; },
      [&](const LiveResult& result) { indices.push_back(result.index); });
  live.setSource(std::make_shared<TestSource>(20, 16, 8));
  live.use(MethodRequest{"slow", {}, {"delay_ms=150"}, "cpu", false});
  QVERIFY(eventually([&] { return ready; }));
  live.show(11);
  QTest::qWait(50);  // the prediction runs now
  live.setSource(std::make_shared<TestSource>(20, 16, 8));
  live.show(2);
  QVERIFY(eventually([&] { return !indices.empty(); }));
  QCOMPARE(indices, std::vector<int64_t>{2});
}

void ReadingTest::endingLiveDepthInTheMiddleDoesNotWait() {
  const std::vector<MethodSpec> catalogue{slowSpec()};
  bool ready = false;
  auto live = std::make_unique<LiveDepth>(
      catalogue, [&](const LiveState& state) { ready = state.kind == LiveState::Kind::ready; },
      [](const LiveResult&) { QFAIL("predicted after the end"); });
  live->setSource(std::make_shared<TestSource>(20, 16, 8));
  live->use(MethodRequest{"slow", {}, {"delay_ms=800"}, "cpu", false});
  QVERIFY(eventually([&] { return ready; }));
  live->show(1);
  QTest::qWait(100);
  QElapsedTimer timer;
  timer.start();
  live.reset();
  QVERIFY2(timer.elapsed() < 150, "destroying live depth waited for the prediction");
  QVERIFY(waitForRetired(std::chrono::seconds(20)));  // it uses the catalogue
}

}  // namespace kerb

KERB_QT_TEST_MAIN(QCoreApplication, kerb::ReadingTest)
#include "reading_test.moc"
