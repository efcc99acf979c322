// The latency probe sees a blocked event loop, and names what blocked it; the log writes off the UI thread.
#include <QCoreApplication>
#include <QEvent>
#include <thread>

#include "core/base/file.h"
#include "tests/widgets/qt_test.h"
#include "widgets/bridge/latency_probe.h"
#include "widgets/bridge/line_log.h"

namespace kerb {

using namespace std::chrono_literals;

/// Blocks its thread in the event that it is sent.
class Sleeper : public QObject {
 protected:
  bool event(QEvent* event) override {
    if (event->type() == QEvent::User) std::this_thread::sleep_for(150ms);
    return QObject::event(event);
  }
};

class LatencyTest : public QtTest {
  Q_OBJECT

 private Q_SLOTS:
  void sharesOfTheHistogram();
  void aBlockedLoopIsSeen();
  void anIdleLoopIsOnTime();
  void stoppedItSeesNothing();
  void linesAreWrittenInOrder();
  void anUnwritableFileIsAnError();
};

void LatencyTest::sharesOfTheHistogram() {
  LatencyHistogram delays;
  QCOMPARE(delays.percentile(0.5), 0.0);
  for (int i = 0; i < 98; ++i) delays.add(1.03);
  delays.add(40.0);
  delays.add(3000.0);
  QCOMPARE(delays.count(), 100);
  QVERIFY(std::abs(delays.percentile(0.5) - 1.1) < 1e-9);
  QVERIFY(std::abs(delays.percentile(0.99) - 40.1) < 1e-9);
  QCOMPARE(delays.percentile(1), 3000.0);
  QCOMPARE(delays.max(), 3000.0);
  delays.clear();
  QCOMPARE(delays.count(), 0);
  QCOMPARE(delays.max(), 0.0);
}

void LatencyTest::aBlockedLoopIsSeen() {
  Sleeper sleeper;
  LatencyProbe probe;
  int seconds = 0;
  connect(&probe, &LatencyProbe::secondPassed, this, [&seconds] { ++seconds; });
  probe.start();
  QTest::qWait(50);
  QCoreApplication::postEvent(&sleeper, new QEvent(QEvent::User));
  QVERIFY(eventually([&] { return seconds == 1; }));
  const LatencyFigures figures = probe.total();
  QVERIFY2(figures.max_ms >= 140, qPrintable(QString::number(figures.max_ms)));
  // 30 beats were due in 150 ms: the loop was late for all of them, not for one.
  QVERIFY(figures.beats >= 190);
  QVERIFY2(figures.p99_ms >= 130, qPrintable(QString::number(figures.p99_ms)));
  QVERIFY(figures.longest_event_ms >= 149);
  QVERIFY2(figures.longest_event == "User of kerb::Sleeper", figures.longest_event.c_str());
  QCOMPARE(probe.lastSecond().max_ms, figures.max_ms);
}

void LatencyTest::anIdleLoopIsOnTime() {
  LatencyProbe probe;
  probe.start();
  // On a busy machine not in every second.
  const auto isOnTime = [&] { return probe.lastSecond().beats >= 100 && probe.lastSecond().p50_ms < 20; };
  QVERIFY2(eventually(isOnTime), qPrintable(QString::number(probe.lastSecond().p50_ms)));
}

void LatencyTest::stoppedItSeesNothing() {
  LatencyProbe probe;
  QVERIFY(!probe.isRunning());
  probe.start();
  QVERIFY(probe.isRunning());
  QTest::qWait(30);
  probe.stop();
  const int64_t beats = probe.total().beats;
  QTest::qWait(30);
  QVERIFY(!probe.isRunning());
  QCOMPARE(probe.total().beats, beats);
}

void LatencyTest::linesAreWrittenInOrder() {
  const QTemporaryDir folder;
  const std::filesystem::path file = folder.filePath(QStringLiteral("log")).toStdString();
  std::string expected;
  {
    auto log = LineLog::create(file);
    QVERIFY(log);
    for (int i = 0; i < 1000; ++i) {
      (*log)->add("line " + std::to_string(i));
      expected += "line " + std::to_string(i) + "\n";
    }
  }
  QVERIFY(waitForRetired(20s));
  const auto written = readWhole(file);
  QVERIFY(written && *written == expected);
}

void LatencyTest::anUnwritableFileIsAnError() {
  const auto log = LineLog::create("/does/not/exist/log");
  QVERIFY(!log);
  QVERIFY(log.error().message().find("/does/not/exist/log") != std::string::npos);
}

}  // namespace kerb

KERB_QT_TEST_MAIN(QCoreApplication, kerb::LatencyTest)
#include "latency_test.moc"
