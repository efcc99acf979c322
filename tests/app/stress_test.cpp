// The real window under a restless hand: fast scrubbing, models and sources switched while depth is computed.
// 5 s each, or KERB_STRESS_SECONDS, which CTest sets to 30 for the one that runs offscreen.
#include <QDockWidget>
#include <algorithm>
#include <random>

#include <ATen/ATen.h>

#include "core/prediction/video_writer.h"
#include "core/source/image_file.h"
#include "core/weights/shipped.h"
#include "tests/app/window_fixture.h"
#include "widgets/bridge/latency_probe.h"
#include "widgets/panel/language.h"
#include "widgets/panel/message_bar.h"
#include "widgets/panel/method_panel.h"
#include "widgets/panel/playback.h"
#include "widgets/panel/timeline.h"
#include "widgets/view/depth_view.h"

namespace kerb {
namespace {

constexpr int kFrames = 200;

int stressMs() {
  bool is_number = false;
  const int seconds = qEnvironmentVariableIntValue("KERB_STRESS_SECONDS", &is_number);
  return 1000 * (is_number ? std::max(1, seconds) : 5);
}

/// A light bar that wanders over noise: every frame differs, and there is something to decode.
at::Tensor pictureOfFrame(int64_t i, int64_t width, int64_t height) {
  at::Tensor picture = at::randint(40, 90, {3, height, width}, at::kByte);
  picture.narrow(2, i * (width - 16) / kFrames, 16).fill_(220);
  return picture;
}

}  // namespace

class StressTest : public WindowFixture {
  Q_OBJECT

 private Q_SLOTS:
  void scrubsFast();
  void switchesEverythingWhileInferring();

 private:
  QString makeVideo();
  QString makeImages();
  MethodRequest methodFor(const QString& source, uint32_t which) const;

  std::mt19937 random_{5};
};

QString StressTest::makeVideo() {
  const QString path = folder_->filePath(QStringLiteral("bar.mp4"));
  auto writer =
      VideoWriter::create(path.toStdString(), 480, 270, {.fps = 25, .quality = 30, .key_interval = 50});
  for (int64_t i = 0; writer && i < kFrames; ++i) {
    if (!writer->add(pictureOfFrame(i, 480, 270))) return {};
  }
  return writer && writer->finish() ? path : QString();
}

QString StressTest::makeImages() {
  const QString path = folder_->filePath(QStringLiteral("images"));
  QDir().mkpath(path);
  for (int64_t i = 0; i < 12; ++i) {
    const QString file = QStringLiteral("%1/%2.jpg").arg(path).arg(i);
    if (!writeImage(file.toStdString(), pictureOfFrame(i, 640, 360))) return {};
  }
  return path;
}

void StressTest::scrubsFast() {
  const QString video = makeVideo();
  QVERIFY(!video.isEmpty());
  openSource(video);
  Playback& player = window_->playback();
  std::vector<qint64> shown;
  connect(&player, &Playback::frameReady, this,
          [&](const std::shared_ptr<const Frame>& frame) { shown.push_back(frame->index); });
  auto* bar = window_->findChild<Timeline*>();
  const auto at = [&](qint64 frame) { return QPoint(qRound(bar->xOf(frame)), bar->height() / 2); };
  LatencyProbe probe;
  probe.start();
  QTest::mousePress(bar, Qt::LeftButton, {}, at(0));
  QElapsedTimer clock;
  clock.start();
  int moves = 0;
  for (qint64 frame = 0; clock.elapsed() < stressMs(); ++moves) {
    // There and back in strides, and now and then far away.
    frame = moves % 40 == 0 ? static_cast<qint64>(random_() % kFrames) : (frame + 7) % kFrames;
    QTest::mouseMove(bar, at(frame));
    QTest::qWait(2);
  }
  QTest::mouseMove(bar, at(17));
  QTest::mouseRelease(bar, Qt::LeftButton, {}, at(17));
  const LatencyFigures figures = probe.total();
  QCOMPARE(player.index(), 17);
  QVERIFY(eventually([&] { return !shown.empty() && shown.back() == 17; }));
  qInfo("%d moves, %zu pictures, event loop p99 %.1f ms, longest %.1f ms", moves, shown.size(),
        figures.p99_ms, figures.max_ms);
  QVERIFY2(shown.size() >= static_cast<size_t>(3 * stressMs() / 1000),
           "the picture goes along with the hand");
  QVERIFY(window_->messages().isHidden());
  if (window_->methodPanel().isLive())
    QVERIFY(eventually([&] { return window_->lastPrediction() && window_->lastPrediction()->index == 17; },
                       60'000));
}

/// One that can serve the source.
MethodRequest StressTest::methodFor(const QString& source, uint32_t which) const {
  MethodRequest starter;
  starter.method = "depth_semantics";
  starter.weights = shippedWeights(kStarter);
  if (!source.startsWith(QStringLiteral("synthetic"))) return starter;
  if (which % 3 == 0 && !starter.weights.empty()) return starter;
  return {which % 3 == 1 ? "sgbm" : "truth", {}, {}, "cpu", false};
}

void StressTest::switchesEverythingWhileInferring() {
  const QStringList sources{QStringLiteral("synthetic:frames=30,width=160,height=64"), makeVideo(),
                            makeImages(), QStringLiteral("synthetic:frames=9,width=96,height=64,seed=3")};
  openSource(sources.front());
  QString open = sources.front();
  auto* depth = window_->findChild<QDockWidget*>(QStringLiteral("depth"));
  QElapsedTimer clock;
  clock.start();
  int rounds = 0;
  for (; clock.elapsed() < stressMs(); ++rounds) {
    const uint32_t which = random_();
    if (which % 2 == 0) window_->open(open = sources[static_cast<qsizetype>(which / 2 % 4)]);
    const MethodRequest method = methodFor(open, which / 8);
    window_->methodPanel().setChoice(method, true);
    Q_EMIT window_->methodPanel().requested(method);
    window_->playback().isPlaying() ? window_->playback().step(1) : window_->playback().play();
    if (which % 5 == 0) depth->setFloating(!depth->isFloating());
    if (which % 7 == 0) theme_->choose(theme_->isDark() ? ThemeChoice::light : ThemeChoice::dark);
    if (which % 11 == 0)
      window_->resize(900 + static_cast<int>(which % 400), 600 + static_cast<int>(which % 300));
    if (which % 13 == 0) window_->language().choose(Language::known().at(which % 3).code);
    QTest::qWait(static_cast<int>(which % 80));
  }
  window_->language().choose(QStringLiteral("en"));
  window_->open(QStringLiteral("synthetic:frames=31,width=160,height=64"));
  QVERIFY(eventually([&] { return window_->playback().count() == 31; }));
  window_->playback().stop();
  window_->playback().seek(11);
  const MethodRequest last = methodFor(sources.front(), 2);
  window_->methodPanel().setChoice(last, true);
  Q_EMIT window_->methodPanel().requested(last);
  QVERIFY(eventually([&] { return window_->lastPrediction() && window_->lastPrediction()->index == 11; },
                     60'000));
  QCOMPARE(window_->lastPrediction()->prediction->scale.kind, ScaleKind::metric);
  QVERIFY2(window_->messages().isHidden(), qPrintable(window_->messages().text()));
  qInfo("%d rounds", rounds);
}

}  // namespace kerb

KERB_QT_TEST_MAIN(QApplication, kerb::StressTest)
#include "stress_test.moc"
