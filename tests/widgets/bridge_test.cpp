// The bridge: nothing lost that should arrive, nothing delivered after the receiver's end, nobody waits.
#include <QCoreApplication>
#include <QElapsedTimer>
#include <algorithm>
#include <atomic>
#include <map>
#include <mutex>
#include <stdexcept>
#include <thread>
#include <vector>

#include "tests/widgets/qt_test.h"
#include "widgets/bridge/job_queue.h"
#include "widgets/bridge/latest_worker.h"
#include "widgets/bridge/mailbox.h"
#include "widgets/bridge/retire.h"

namespace kerb {

class BridgeTest : public QtTest {
  Q_OBJECT

 private Q_SLOTS:
  void latestArrivesAndReplacesWhatWaited();
  void orderedKeepsOrderFromOneThread();
  void orderedLosesNothingFromManyThreads();
  void receivesOnTheUiThread();
  void nothingArrivesAfterTheEnd();
  void receiverMayDestroyItsMailbox();
  void sendersMeetEndingReceivers();
  void workerSkipsJobsThatWereReplaced();
  void workerTurnsExceptionsIntoErrors();
  void endingABusyWorkerDoesNotWait();
  void jobsRunInOrderOneAfterTheOther();
  void aJobTellsHowFarAndHowFast();
  void waitingAndRunningJobsCanBeStopped();
  void failedJobsCanBeTriedAgain();
  void endingTheQueueDoesNotWaitAndStopsItsJob();
};

void BridgeTest::latestArrivesAndReplacesWhatWaited() {
  std::vector<int> got;
  const Latest<int> mailbox([&](int value) { got.push_back(value); });
  std::jthread([sender = mailbox.sender()] {
    for (int i = 0; i < 1000; ++i) sender.send(i);
  }).join();
  QVERIFY(eventually([&] { return !got.empty(); }));
  QCOMPARE(got, std::vector<int>{999});
}

void BridgeTest::orderedKeepsOrderFromOneThread() {
  std::vector<int> got, expected;
  const Ordered<int> mailbox([&](int value) { got.push_back(value); });
  const std::jthread thread([sender = mailbox.sender()] {
    for (int i = 0; i < 5000; ++i) sender.send(i);
  });
  for (int i = 0; i < 5000; ++i) expected.push_back(i);
  QVERIFY(eventually([&] { return got.size() == expected.size(); }));
  QCOMPARE(got, expected);
}

void BridgeTest::orderedLosesNothingFromManyThreads() {
  int64_t sum = 0;
  int count = 0;
  const Ordered<int> mailbox([&](int value) { sum += value, ++count; });
  {
    std::vector<std::jthread> threads;
    for (int t = 0; t < 4; ++t)
      threads.emplace_back([sender = mailbox.sender()] {
        for (int i = 1; i <= 2000; ++i) sender.send(i);
      });
    QVERIFY(eventually([&] { return count == 8000; }));
  }
  QCOMPARE(sum, int64_t{4} * 2000 * 2001 / 2);
}

void BridgeTest::receivesOnTheUiThread() {
  std::thread::id where;
  const Latest<int> mailbox([&](int) { where = std::this_thread::get_id(); });
  const std::jthread thread([sender = mailbox.sender()] { sender.send(1); });
  QVERIFY(eventually([&] { return where != std::thread::id(); }));
  QCOMPARE(where, std::this_thread::get_id());
}

void BridgeTest::nothingArrivesAfterTheEnd() {
  bool arrived = false;
  auto latest = std::make_unique<Latest<int>>([&](int) { arrived = true; });
  auto ordered = std::make_unique<Ordered<int>>([&](int) { arrived = true; });
  const auto to_latest = latest->sender();
  const auto to_ordered = ordered->sender();
  std::jthread([&] { to_latest.send(1), to_ordered.send(1); }).join();
  latest.reset();
  ordered.reset();
  to_latest.send(2);
  to_ordered.send(2);
  QTest::qWait(20);
  QVERIFY(!arrived);
}

void BridgeTest::receiverMayDestroyItsMailbox() {
  std::unique_ptr<Ordered<int>> ordered;
  std::vector<int> got;
  ordered = std::make_unique<Ordered<int>>([&](int value) {
    got.push_back(value);
    if (value == 2) ordered.reset();
  });
  for (int i = 0; i < 5; ++i) ordered->sender().send(i);
  QVERIFY(eventually([&] { return !ordered; }));
  QTest::qWait(20);
  QCOMPARE(got, (std::vector<int>{0, 1, 2}));

  std::unique_ptr<Latest<int>> latest;
  latest = std::make_unique<Latest<int>>([&](int) { latest.reset(); });
  latest->sender().send(1);
  QVERIFY(eventually([&] { return !latest; }));
}

void BridgeTest::sendersMeetEndingReceivers() {
  for (int round = 0; round < 200; ++round) {
    std::atomic<bool> go{true};
    auto latest = std::make_unique<Latest<std::vector<int>>>([](const std::vector<int>&) {});
    auto ordered = std::make_unique<Ordered<std::vector<int>>>([](const std::vector<int>&) {});
    const std::jthread thread([&go, a = latest->sender(), b = ordered->sender()] {
      while (go) a.send(std::vector<int>(8)), b.send(std::vector<int>(8));
    });
    QCoreApplication::processEvents();
    latest.reset();
    ordered.reset();
    QCoreApplication::processEvents();
    go = false;
  }
}

void BridgeTest::workerSkipsJobsThatWereReplaced() {
  std::atomic<int> worked{0};
  std::atomic<bool> hold{true};
  int last = -1;
  LatestWorker<int, int> worker(
      [&](int job, const std::stop_token&) -> Result<int> {
        ++worked;
        while (hold) std::this_thread::yield();
        return job * 2;
      },
      [&](Result<int> result) { last = *result; });
  worker.submit(0);
  QVERIFY(eventually([&] { return worked == 1; }));
  for (int i = 1; i <= 100; ++i) worker.submit(i);
  hold = false;
  QVERIFY(eventually([&] { return last == 200; }));
  QCOMPARE(worked.load(), 2);
}

void BridgeTest::workerTurnsExceptionsIntoErrors() {
  std::string what;
  LatestWorker<int, int> worker(
      [](int, const std::stop_token&) -> Result<int> { throw std::invalid_argument("wrong shape"); },
      [&](const Result<int>& result) { what = result ? "" : result.error().what; });
  worker.submit(1);
  QVERIFY(eventually([&] { return what == "wrong shape"; }));
}

void BridgeTest::endingABusyWorkerDoesNotWait() {
  std::atomic<bool> began{false};
  auto worker = std::make_unique<LatestWorker<int, int>>(
      [&](int, const std::stop_token&) -> Result<int> {
        began = true;
        std::this_thread::sleep_for(std::chrono::milliseconds(300));
        return 0;
      },
      [](const Result<int>&) { QFAIL("received after the end"); });
  worker->submit(1);
  QVERIFY(eventually([&] { return began.load(); }));
  QElapsedTimer timer;
  timer.start();
  worker.reset();
  QVERIFY2(timer.elapsed() < 100, "destroying a worker waited for its job");
  QVERIFY(!waitForRetired(std::chrono::milliseconds(1)));
  QVERIFY(waitForRetired(std::chrono::seconds(10)));
}

namespace {

/// A queue, and the newest state of each of its jobs.
struct Jobs {
  std::map<int64_t, JobState> states;
  JobQueue queue{[this](const JobState& state) { states[state.id] = state; }};

  int64_t add(std::function<Result<QString>(const JobContext&)> work) {
    return queue.add({QStringLiteral("job"), "/place", true, std::move(work)});
  }
  bool is(int64_t id, JobState::Kind kind) { return states[id].kind == kind; }
};

Result<QString> untilStopped(const JobContext& context) {
  while (!context.cancelled()) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  return Error::cancelledByUser();
}

}  // namespace

void BridgeTest::jobsRunInOrderOneAfterTheOther() {
  Jobs jobs;
  std::atomic<int> running{0};
  std::mutex mutex;
  std::vector<int> order;
  for (int i = 0; i < 5; ++i)
    jobs.add([&, i](const JobContext&) -> Result<QString> {
      if (++running != 1) return Error{"two at once"};
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
      const std::scoped_lock lock(mutex);
      order.push_back(i);
      --running;
      return QStringLiteral("job %1").arg(i);
    });
  QVERIFY(eventually([&] {
    return std::ranges::all_of(jobs.states, [](const auto& each) { return each.second.hasEnded(); });
  }));
  QCOMPARE(order, (std::vector<int>{0, 1, 2, 3, 4}));
  QCOMPARE(jobs.states[3].result, QStringLiteral("job 2"));
}

void BridgeTest::aJobTellsHowFarAndHowFast() {
  Jobs jobs;
  std::atomic<bool> goes_on{false};
  const int64_t id = jobs.add([&](const JobContext& context) -> Result<QString> {
    context.progress("frames", 10, 100);  // the first ten were there
    std::this_thread::sleep_for(std::chrono::milliseconds(600));
    context.progress("frames", 40, 100);
    while (!goes_on) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    return QString();
  });
  QVERIFY(eventually([&] { return jobs.states[id].rate > 0; }));
  const JobState state = jobs.states[id];
  goes_on = true;
  QCOMPARE(state.progress.done, 40);
  QVERIFY2(state.rate > 5 && state.rate <= 50, qPrintable(QString::number(state.rate)));
  QVERIFY(std::abs(state.left_s - 60 / state.rate) < 1e-6);
  QVERIFY(eventually([&] { return jobs.is(id, JobState::Kind::done); }));
}

void BridgeTest::waitingAndRunningJobsCanBeStopped() {
  Jobs jobs;
  const int64_t first = jobs.add(untilStopped);
  const int64_t second = jobs.add([](const JobContext&) -> Result<QString> { return QString(); });
  QVERIFY(eventually([&] { return jobs.is(first, JobState::Kind::running); }));
  jobs.queue.stop(second);
  QVERIFY(jobs.is(second, JobState::Kind::stopped));
  jobs.queue.stop(first);
  QVERIFY(jobs.states[first].is_stopping);
  QVERIFY(eventually([&] { return jobs.is(first, JobState::Kind::stopped); }));
  jobs.queue.again(second);
  QVERIFY(eventually([&] { return jobs.is(second, JobState::Kind::done); }));
  jobs.queue.again(second);
  QVERIFY2(jobs.is(second, JobState::Kind::done), "what is done is not done again");
}

void BridgeTest::failedJobsCanBeTriedAgain() {
  Jobs jobs;
  std::atomic<int> times{0};
  const int64_t id = jobs.add([&](const JobContext&) -> Result<QString> {
    if (++times == 1) return Error{"the disk is full", "/place"};
    if (times == 2) throw std::runtime_error("a bug");
    return QStringLiteral("there");
  });
  QVERIFY(eventually([&] { return jobs.is(id, JobState::Kind::failed); }));
  QCOMPARE(jobs.states[id].error.what, "the disk is full");
  jobs.queue.again(id);
  QVERIFY(eventually([&] { return jobs.is(id, JobState::Kind::failed); }));
  QCOMPARE(jobs.states[id].error.what, "a bug");
  jobs.queue.again(id);
  QVERIFY(eventually([&] { return jobs.is(id, JobState::Kind::done); }));
  jobs.queue.forget(id);
  jobs.queue.again(id);
  QCOMPARE(times, 3);
}

void BridgeTest::endingTheQueueDoesNotWaitAndStopsItsJob() {
  std::atomic<bool> began{false}, ended{false}, began_second{false};
  auto jobs = std::make_unique<Jobs>();
  jobs->add([&](const JobContext& context) {
    began = true;
    auto stopped = untilStopped(context);
    std::this_thread::sleep_for(std::chrono::milliseconds(300));
    ended = true;
    return stopped;
  });
  jobs->add([&](const JobContext&) -> Result<QString> {
    began_second = true;
    return QString();
  });
  QVERIFY(eventually([&] { return began.load(); }));
  QElapsedTimer timer;
  timer.start();
  jobs.reset();
  QVERIFY(timer.elapsed() < 150);
  QVERIFY(waitForRetired(std::chrono::seconds(20)));
  QVERIFY(ended);
  QVERIFY(!began_second);
}

}  // namespace kerb

KERB_QT_TEST_MAIN(QCoreApplication, kerb::BridgeTest)
#include "bridge_test.moc"
