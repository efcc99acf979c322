// Playing by the frames' own times: what is shown when, forwards and backwards, and what the time says.
#include "widgets/panel/frame_times.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QSignalSpy>
#include <algorithm>
#include <iterator>

#include "tests/widgets/qt_test.h"
#include "tests/widgets/test_source.h"
#include "widgets/panel/playback.h"

namespace kerb {
namespace {

FrameTimes timesOf(std::vector<double> times_s, double fps) {
  SourceInfo info;
  info.count = std::ssize(times_s);
  info.fps = fps;
  info.times_s = std::make_shared<const std::vector<double>>(std::move(times_s));
  return FrameTimes(info);
}

std::shared_ptr<TestSource> sourceWith(std::vector<double> times_s, double fps) {
  auto source = std::make_shared<TestSource>(std::ssize(times_s), 32, 16);
  source->shared()->info.fps = fps;
  source->shared()->info.times_s = std::make_shared<const std::vector<double>>(std::move(times_s));
  return source;
}

/// A playback, and when it came to which frame.
struct TimedPlayer {
  Playback playback;
  QElapsedTimer clock;
  struct Move {
    qint64 index, ms;
  };
  std::vector<Move> moves;

  explicit TimedPlayer(const std::shared_ptr<const Source>& source) {
    playback.open(source);
    playback.setLoopMode(LoopMode::once);
    QObject::connect(&playback, &Playback::positionChanged, &playback, [this](qint64 index) {
      if (clock.isValid()) moves.push_back({index, clock.elapsed()});
    });
  }
  bool cameTo(qint64 index) const { return std::ranges::find(moves, index, &Move::index) != moves.end(); }
};

/// The index is still being built: the times come later.
class IndexedLater final : public Source {
 public:
  explicit IndexedLater(std::shared_ptr<const TestSource> frames) : frames_(std::move(frames)) {}
  SourceInfo info() const override {
    SourceInfo info = frames_->info();
    info.count_is_final = false;
    info.times_s.reset();
    return info;
  }
  Result<SourceInfo> completeInfo(std::stop_token) const override { return frames_->info(); }
  Result<Frame> at(int64_t index, FrameParts parts) const override { return frames_->at(index, parts); }
  std::unique_ptr<Source> clone() const override { return std::make_unique<IndexedLater>(*this); }

 private:
  std::shared_ptr<const TestSource> frames_;
};

const std::vector<double> kOneLong{0, 0.04, 0.08, 1.08, 1.12, 1.16};  // frame 2 lasts a second

}  // namespace

class FrameTimesTest : public QtTest {
  Q_OBJECT

 private Q_SLOTS:
  void aConstantRateCountsFrames();
  void aFrameLastsUntilTheNext();
  void backwardsAFrameLastsAsLong();
  void framesThatLastNoTimeArePassedOver();
  void aLongFrameStays();
  void aLongFrameStaysBackwards();
  void shortFramesAreNotWaitedFor();
  void loopsAndTurnsRound();
  void theTimeIsTheFramesOwn();
  void timesMayComeLater();
};

void FrameTimesTest::aConstantRateCountsFrames() {
  SourceInfo info;
  info.count = 100;
  info.fps = 25;
  const FrameTimes times(info);
  QCOMPARE(times.secondsOf(50), 2.0);
  QCOMPARE(times.shortestSeconds(), 0.04);
  QCOMPARE(times.after(5, 0.03), 5);
  QCOMPARE(times.after(5, 0.1), 7);
  QCOMPARE(times.after(5, -0.03), 5);
  QCOMPARE(times.after(5, -0.1), 3);
  QCOMPARE(FrameTimes().fps(), 10.0);
}

void FrameTimesTest::aFrameLastsUntilTheNext() {
  const FrameTimes times = timesOf({0, 0.1, 0.15, 2.15, 2.25}, 2);
  QCOMPARE(times.secondsOf(2), 0.15);
  QCOMPARE(times.secondsOf(6), 3.25);
  QCOMPARE(times.shortestSeconds(), 0.15 - 0.1);
  QCOMPARE(times.after(0, 0), 0);
  QCOMPARE(times.after(0, 0.09), 0);
  QCOMPARE(times.after(0, 0.12), 1);
  QCOMPARE(times.after(0, 2.1), 2);
  QCOMPARE(times.after(0, 2.2), 3);
  QCOMPARE(times.after(2, 1.9), 2);
  QCOMPARE(times.after(2, 2.05), 3);
  QCOMPARE(times.after(4, 0.4), 4);
  QCOMPARE(times.after(4, 0.6), 5);
}

void FrameTimesTest::backwardsAFrameLastsAsLong() {
  const FrameTimes times = timesOf({0, 0.1, 0.15, 2.15, 2.25}, 2);
  QCOMPARE(times.after(4, -0.4), 4);
  QCOMPARE(times.after(4, -0.55), 3);
  QCOMPARE(times.after(3, -0.09), 3);
  QCOMPARE(times.after(3, -0.12), 2);
  QCOMPARE(times.after(3, -2.05), 2);
  QCOMPARE(times.after(3, -2.12), 1);
  QCOMPARE(times.after(3, -2.2), 0);
  QCOMPARE(times.after(3, -2.3), -1);
}

void FrameTimesTest::framesThatLastNoTimeArePassedOver() {
  const FrameTimes times = timesOf({0, 0.1, 0.1, 0.25}, 10);
  QCOMPARE(times.shortestSeconds(), 0.1);
  QCOMPARE(times.after(0, 0.05), 0);
  QCOMPARE(times.after(0, 0.15), 2);
  QCOMPARE(times.after(3, -0.15), 2);
  QCOMPARE(times.after(3, -0.3), 0);
}

void FrameTimesTest::aLongFrameStays() {
  TimedPlayer player(sourceWith(kOneLong, 5));
  player.playback.setSpeed(2);
  player.clock.start();
  player.playback.play();
  QVERIFY(eventually([&] { return !player.playback.isPlaying(); }));
  QCOMPARE(player.playback.index(), 5);
  QCOMPARE(std::ssize(player.moves) + player.playback.dropped(), 5);
  const auto after_it = std::ranges::find_if(player.moves, [](const auto& move) { return move.index > 2; });
  QVERIFY2(after_it->ms >= 540, qPrintable(QString::number(after_it->ms)));
}

void FrameTimesTest::aLongFrameStaysBackwards() {
  TimedPlayer player(sourceWith(kOneLong, 5));
  player.playback.setSpeed(2);
  player.playback.seek(3);
  player.clock.start();
  player.playback.playBackwards();
  QVERIFY(eventually([&] { return !player.playback.isPlaying(); }));
  QCOMPARE(player.playback.index(), 0);
  QCOMPARE(std::ssize(player.moves) + player.playback.dropped(), 3);
  const auto after_it = std::ranges::find_if(player.moves, [](const auto& move) { return move.index < 2; });
  QVERIFY2(after_it->ms >= 520, qPrintable(QString::number(after_it->ms)));
}

void FrameTimesTest::shortFramesAreNotWaitedFor() {
  constexpr double kFrameIn40Seconds = 1 / 40.0;
  TimedPlayer player(sourceWith({0, 0.02, 0.05, 0.06}, kFrameIn40Seconds));
  player.playback.play();
  QVERIFY(eventually([&] { return player.playback.index() == 3; }));
}

void FrameTimesTest::loopsAndTurnsRound() {
  TimedPlayer player(sourceWith({0, 0.02, 0.05, 0.06, 0.1, 90}, 25));
  player.playback.setRange(1, 3);
  player.playback.setLoopMode(LoopMode::loop);
  player.clock.start();
  player.playback.play();
  const auto times_at = [&](qint64 index) {
    return std::ranges::count(player.moves, index, &TimedPlayer::Move::index);
  };
  QVERIFY(eventually([&] { return times_at(1) >= 3; }));
  player.playback.setLoopMode(LoopMode::pingPong);
  QVERIFY(eventually([&] { return player.playback.speed() < 0; }));
  QVERIFY(eventually([&] { return player.playback.speed() > 0; }));
  player.playback.stop();
  QVERIFY(!player.cameTo(0) && !player.cameTo(4));
}

void FrameTimesTest::theTimeIsTheFramesOwn() {
  TimedPlayer player(sourceWith(kOneLong, 5));
  Playback& playback = player.playback;
  QCOMPARE(playback.timeText(3), QStringLiteral("0:01.08"));
  playback.setTimeUnit(TimeUnit::seconds);
  QCOMPARE(playback.timeText(3), QStringLiteral("1.08 s"));
  playback.setTimeUnit(TimeUnit::timeCode);
  QCOMPARE(playback.timeText(3), QStringLiteral("00:00:00:03"));
}

void FrameTimesTest::timesMayComeLater() {
  TimedPlayer player(std::make_shared<IndexedLater>(sourceWith(kOneLong, 5)));
  QSignalSpy completed(&player.playback, &Playback::infoCompleted);
  QCOMPARE(player.playback.timeText(3), QStringLiteral("0:00.60"));
  QVERIFY(eventually([&] { return completed.count() == 1; }));
  QCOMPARE(player.playback.timeText(3), QStringLiteral("0:01.08"));
}

}  // namespace kerb

KERB_QT_TEST_MAIN(QCoreApplication, kerb::FrameTimesTest)
#include "frame_times_test.moc"
