// The real window with a method that a test slows down or breaks, and with data that is damaged.
#include <QPushButton>
#include <QTreeWidget>
#include <atomic>
#include <thread>

#include <ATen/ATen.h>

#include "core/prediction/video_writer.h"
#include "core/source/image_file.h"
#include "tests/app/window_fixture.h"
#include "widgets/cloud/cloud_panel.h"
#include "widgets/panel/message_bar.h"
#include "widgets/panel/method_panel.h"
#include "widgets/panel/playback.h"
#include "widgets/view/depth_view.h"

namespace kerb {
namespace {

constexpr int64_t kWidth = 64, kHeight = 48;

/// What Fake does from now on.
std::atomic<int> delay_ms{0};
std::atomic<bool> fails{false};
std::atomic<int> calls{0};

double depthOf(int64_t index) { return 10.0 + 20.0 * static_cast<double>(index); }
int classOf(int64_t index) { return static_cast<int>(index % 19); }

/// The same depth and the same class everywhere, by the frame's number.
class Fake final : public Method {
 public:
  Status prepare(torch::Device, Precision) override { return {}; }
  Result<Prediction> predict(const Input& input) override {
    ++calls;
    std::this_thread::sleep_for(std::chrono::milliseconds(delay_ms));
    if (fails) return Error{"the memory is used up"};
    const int64_t index = input.target.index;
    Prediction prediction;
    prediction.depth = at::full({kHeight, kWidth}, depthOf(index), at::kFloat);
    prediction.scale = {ScaleKind::metric, "test"};
    prediction.semantics =
        SemanticMap{at::full({kHeight, kWidth}, classOf(index), at::kByte), Taxonomy::cityscapes};
    return prediction;
  }
};

MethodSpec fakeSpec() {
  MethodSpec spec;
  spec.id = "fake";
  spec.title = "Fake";
  spec.create = [](const Parameters&, const Weights*) -> Result<std::shared_ptr<Method>> {
    return std::shared_ptr<Method>(std::make_shared<Fake>());
  };
  return spec;
}

const MethodRequest kFake{"fake", {}, {}, "cpu", false};

at::Tensor grey(int value) { return at::full({kHeight, kWidth}, value, at::kByte); }

}  // namespace

class LiveViewsTest : public WindowFixture {
  Q_OBJECT

 private Q_SLOTS:
  void predictedClassesStayWhilePlaying();
  void classesGoWithTheMethod();
  void predictedClassesCanBeShownOverLabels();
  void theRangeFollowsInAFolder();
  void aFailingMethodSaysSoOnce();
  void aFailureEndsWithTheNextDepth();
  void damagedLabelsLeaveThePicture();
  void aFrameWithoutLabelsSaysSo();
  void aDamagedDepthFileLeavesThePicture();
  void eachDamagedStretchSaysSo();
  void aGoodFrameLeavesAnotherMessage();
  void aCutVideoSaysSoAndPlaysToItsEnd();
  void aVideoWithADamagedStretchPlaysOn();

 private:
  const std::vector<MethodSpec>& catalogue() const override {
    static const std::vector<MethodSpec> all{fakeSpec()};
    return all;
  }
  QString makeImages(int64_t count) const;
  QString makeVideo(const QString& name) const;
  qint64 playToTheEnd();
  void write(const QString& name, const at::Tensor& image) const;
  void writeDamaged(const QString& name) const;
  void openDamaged(std::initializer_list<int> damaged, int64_t count);
  void openAndPredict(int64_t frames);
  QString note() { return window_->pictureView().canvas()->note(); }
  bool eventuallySays(const QString& text) {
    return eventually([&] { return window_->messages().text().contains(text); });
  }
  void choose(const std::optional<MethodRequest>& method) { Q_EMIT window_->methodPanel().requested(method); }
  void tryAgain();
};

void LiveViewsTest::write(const QString& name, const at::Tensor& image) const {
  const QString path = folder_->filePath(name);
  QVERIFY(QDir().mkpath(QFileInfo(path).path()));
  QVERIFY(writeImage(path.toStdString(), image));
}

void LiveViewsTest::writeDamaged(const QString& name) const {
  QFile file(folder_->filePath(name));
  QVERIFY(QDir().mkpath(QFileInfo(file).path()));
  QVERIFY(file.open(QIODevice::WriteOnly));
  file.write("this is no picture");
}

QString LiveViewsTest::makeImages(int64_t count) const {
  for (int64_t i = 0; i < count; ++i)
    write(QStringLiteral("images/%1.png").arg(i), grey(static_cast<int>(5 * i)));
  return folder_->filePath(QStringLiteral("images"));
}

/// A folder of images, some of which cannot be read.
void LiveViewsTest::openDamaged(std::initializer_list<int> damaged, int64_t count) {
  const QString folder = makeImages(count);
  for (const int each : damaged) writeDamaged(QStringLiteral("images/%1.png").arg(each));
  openSource(folder);
}

/// A folder of images, with Fake at work on it.
void LiveViewsTest::openAndPredict(int64_t frames) {
  delay_ms = 0;
  fails = false;
  openSource(makeImages(frames));
  choose(kFake);
  QVERIFY(
      eventually([&] { return window_->lastPrediction() && window_->depthView().canvas()->hasPicture(); }));
}

void LiveViewsTest::tryAgain() {
  for (auto* button : window_->messages().findChildren<QPushButton*>()) {
    if (button->text() == QStringLiteral("Try Again")) return QTest::mouseClick(button, Qt::LeftButton);
  }
  QFAIL("there is no button");
}

void LiveViewsTest::predictedClassesStayWhilePlaying() {
  openAndPredict(40);
  delay_ms = 150;  // a frame lasts 100
  int behind = 0;
  connect(&window_->pictureView(), &SemanticView::overlayPainted, this, [&](const PaintedOverlay& painted) {
    if (painted.has_labels && painted.note.starts_with("classes of frame ")) ++behind;
  });
  window_->playback().play();
  QVERIFY2(eventually([&] { return behind >= 5; }), "labels come after the frame that they are of");
  QVERIFY(!window_->findChild<QTreeWidget*>(QStringLiteral("classes"))->isHidden());
  window_->playback().stop();
  QVERIFY(eventually(
      [&] { return note().isEmpty() && window_->lastPrediction()->index == window_->playback().index(); }));
  QCOMPARE(window_->pictureView().labels()->ids.max().item<int>(), classOf(window_->playback().index()));
}

void LiveViewsTest::classesGoWithTheMethod() {
  openAndPredict(3);
  bool has_labels = false;
  connect(&window_->pictureView(), &SemanticView::overlayPainted, this,
          [&](const PaintedOverlay& painted) { has_labels = painted.has_labels; });
  window_->playback().seek(1);
  QVERIFY(eventually([&] { return has_labels; }));
  choose(std::nullopt);
  QVERIFY(!window_->pictureView().labels());
  QVERIFY(eventually([&] { return !has_labels; }));
  QVERIFY(window_->findChild<QTreeWidget*>(QStringLiteral("classes"))->isHidden());
}

void LiveViewsTest::predictedClassesCanBeShownOverLabels() {
  delay_ms = 0;
  fails = false;
  for (int i = 0; i < 2; ++i) {
    write(QStringLiteral("kitti/image_2/00000%1_10.png").arg(i), grey(50));
    write(QStringLiteral("kitti/semantic/00000%1_10.png").arg(i), grey(7));  // road
  }
  openSource(folder_->filePath(QStringLiteral("kitti")));
  window_->playback().step(1);
  QAction* wanted = window_->findChild<QAction*>(QStringLiteral("classes-labels-2"));
  QVERIFY(wanted != nullptr && !wanted->isEnabled());
  choose(kFake);
  QVERIFY(eventually([&] { return wanted->isEnabled(); }));
  const auto shows = [&](int id) {
    return eventually([&] {
      const auto labels = window_->pictureView().labels();
      return labels && labels->ids.max().item<int>() == id;
    });
  };
  QVERIFY(shows(0));
  wanted->trigger();
  QVERIFY(shows(classOf(1)));
  choose(std::nullopt);
  QVERIFY(!wanted->isEnabled());
  QVERIFY(shows(0));
}

void LiveViewsTest::theRangeFollowsInAFolder() {
  openAndPredict(3);
  const DepthView& depth = window_->depthView();
  QCOMPARE(depth.range().hi, depthOf(0));
  window_->playback().step(1);
  QVERIFY2(eventually([&] { return depth.range().hi > depthOf(0); }), "the range stands still");
  QVERIFY(depth.range().hi < depthOf(0) + 0.3 * (depthOf(1) - depthOf(0)));
}

void LiveViewsTest::aFailingMethodSaysSoOnce() {
  openAndPredict(40);
  window_->playback().play();
  fails = true;
  QVERIFY(eventuallySays(QStringLiteral("memory is used up")));
  const qint64 good = window_->lastPrediction()->index;
  window_->messages().dismiss();
  const int before = calls;
  QVERIFY(eventually([&] { return calls >= before + 5; }));
  QVERIFY2(window_->messages().isHidden(), "what was dismissed came back");
  QCOMPARE(window_->lastPrediction()->index, good);
  QVERIFY2(window_->depthView().canvas()->hasPicture(), "the last good frame stays");
  choose(kFake);  // another try of it is another method
  QVERIFY(eventuallySays(QStringLiteral("memory is used up")));
}

void LiveViewsTest::aFailureEndsWithTheNextDepth() {
  openAndPredict(3);
  fails = true;
  window_->playback().step(1);
  QVERIFY(eventuallySays(QStringLiteral("Depth of frame 1")));
  tryAgain();
  QVERIFY2(eventuallySays(QStringLiteral("Depth of frame 1")), "it fails again, and says so");
  fails = false;
  tryAgain();
  QVERIFY(eventually([&] { return window_->lastPrediction()->index == 1; }));
  QVERIFY(window_->messages().isHidden());
  fails = true;
  choose(kFake);
  QVERIFY(eventuallySays(QStringLiteral("Depth of frame 1")));
  fails = false;
  window_->playback().step(1);
  QVERIFY(eventually([&] { return window_->messages().isHidden(); }));
}

void LiveViewsTest::damagedLabelsLeaveThePicture() {
  for (int i = 0; i < 4; ++i) write(QStringLiteral("camvid/test/%1.png").arg(i), grey(50 + i));
  write(QStringLiteral("camvid/testannot/0.png"), grey(3));
  write(QStringLiteral("camvid/testannot/1.png"), at::zeros({5, 9}, at::kByte));
  writeDamaged(QStringLiteral("camvid/testannot/2.png"));
  write(QStringLiteral("camvid/testannot/3.png"), grey(4));
  openSource(folder_->filePath(QStringLiteral("camvid")));
  QCOMPARE(window_->playback().info().layout, std::string("camvid"));
  std::optional<PaintedOverlay> painted;
  connect(&window_->pictureView(), &SemanticView::overlayPainted, this,
          [&](const PaintedOverlay& each) { painted = each; });
  for (const int damaged : {1, 2}) {
    window_->playback().seek(damaged);
    QVERIFY(eventually([&] { return painted && painted->picture.index == damaged; }));
    QVERIFY(!painted->has_labels);
    QCOMPARE(painted->picture.image.pixelColor(20, 20), QColor(50 + damaged, 50 + damaged, 50 + damaged));
    QVERIFY2(note().contains(QStringLiteral("testannot/%1.png").arg(damaged)), qPrintable(note()));
    QVERIFY(window_->messages().isHidden());
  }
  QVERIFY(window_->playback().frames()->has(1, FrameParts{}));
  window_->playback().seek(3);
  QVERIFY(eventually([&] { return painted->picture.index == 3; }));
  QVERIFY(painted->has_labels && note().isEmpty());
}

void LiveViewsTest::aFrameWithoutLabelsSaysSo() {
  delay_ms = 0;
  fails = false;
  for (int i = 0; i < 2; ++i) write(QStringLiteral("kitti/image_2/00000%1_10.png").arg(i), grey(50));
  write(QStringLiteral("kitti/semantic/000000_10.png"), grey(7));
  openSource(folder_->filePath(QStringLiteral("kitti")));
  QCOMPARE(window_->playback().info().layout, std::string("kitti_semantics"));
  const QString said = QStringLiteral("no labels for this frame");
  QVERIFY(note().isEmpty());
  window_->playback().step(1);
  QVERIFY(eventually([&] { return note() == said; }));
  choose(kFake);
  QVERIFY(eventually([&] { return window_->pictureView().labels().has_value(); }));
  QVERIFY2(eventually([&] { return note() == said; }), "predicted classes are no labels");
  window_->playback().step(-1);
  QVERIFY(eventually([&] { return note().isEmpty(); }));
}

void LiveViewsTest::aDamagedDepthFileLeavesThePicture() {
  write(QStringLiteral("selection/image/0000000000.png"), grey(50));
  writeDamaged(QStringLiteral("selection/groundtruth_depth/0000000000.png"));
  QVERIFY(QDir().mkpath(folder_->filePath(QStringLiteral("selection/intrinsics"))));
  openSource(folder_->filePath(QStringLiteral("selection")));
  QVERIFY(window_->playback().info().has.depth);
  QVERIFY(window_->cloudPanel().isVisible());  // it wants the depth
  QVERIFY2(eventually([&] { return note().contains(QStringLiteral("groundtruth_depth/0000000000.png")); }),
           qPrintable(note()));
  QVERIFY(window_->messages().isHidden());
}

void LiveViewsTest::eachDamagedStretchSaysSo() {
  openDamaged({1, 2, 4, 5}, 7);
  Playback& playback = window_->playback();
  int failures = 0;
  connect(&playback, &Playback::frameFailed, this, [&] { ++failures; });
  playback.step(1);
  QVERIFY(eventuallySays(QStringLiteral("Frame 1")));
  QVERIFY2(eventually([&] { return note() == QStringLiteral("picture of frame 0"); }), qPrintable(note()));
  tryAgain();
  QVERIFY2(eventuallySays(QStringLiteral("Frame 1")), "it fails again, and says so");
  window_->messages().dismiss();
  playback.step(1);
  QVERIFY(eventually([&] { return failures >= 3; }));
  QVERIFY2(window_->messages().isHidden(), "one message for a stretch");
  playback.step(1);
  QVERIFY(eventually([&] { return note().isEmpty(); }));
  playback.step(1);
  QVERIFY2(eventuallySays(QStringLiteral("Frame 4")), "another stretch");
  QVERIFY(eventually([&] { return note() == QStringLiteral("picture of frame 3"); }));
  playback.step(1);
  QVERIFY(eventually([&] { return failures >= 5; }));
  QVERIFY(window_->messages().text().contains(QStringLiteral("Frame 4")));
  playback.step(1);
  QVERIFY(eventually([&] { return window_->messages().isHidden() && note().isEmpty(); }));
}

void LiveViewsTest::aGoodFrameLeavesAnotherMessage() {
  openDamaged({1}, 3);
  window_->playback().step(1);
  QVERIFY(eventuallySays(QStringLiteral("Frame 1")));
  window_->messages().showText(MessageBar::Kind::info, QStringLiteral("it is written"));
  QVERIFY(eventually([&] { return !note().isEmpty(); }));
  window_->playback().step(1);
  QVERIFY(eventually([&] { return note().isEmpty(); }));
  QVERIFY(window_->messages().text().contains(QStringLiteral("it is written")));
}

/// 60 frames of noise, which take many bytes.
QString LiveViewsTest::makeVideo(const QString& name) const {
  const QString path = folder_->filePath(name);
  auto writer = VideoWriter::create(path.toStdString(), kWidth, kHeight, {.quality = 1});
  if (!writer) return {};
  for (int i = 0; i < 60; ++i) {
    if (!writer->add(at::randint(255, {3, kHeight, kWidth}, at::kByte))) return {};
  }
  return writer->finish() ? path : QString();
}

/// Plays once, faster than usual, until it stops; the frame whose picture is there then.
qint64 LiveViewsTest::playToTheEnd() {
  Playback& playback = window_->playback();
  qint64 shown = -1;
  const auto watch = connect(&playback, &Playback::frameReady, this,
                             [&](const std::shared_ptr<const Frame>& frame) { shown = frame->index; });
  playback.setLoopMode(LoopMode::once);
  playback.setSpeed(4);
  playback.play();
  eventually([&] { return !playback.isPlaying(); });
  disconnect(watch);
  return shown;
}

void LiveViewsTest::aCutVideoSaysSoAndPlaysToItsEnd() {
  const QString path = makeVideo(QStringLiteral("cut.mp4"));
  QFile file(path);
  QVERIFY(file.resize(file.size() / 2));
  openSource(path);
  const SourceInfo& info = window_->playback().info();
  QVERIFY(info.ends_early);
  QVERIFY(eventuallySays(QStringLiteral("cut.mp4 ends early")));
  QVERIFY2(info.count > 10 && info.count < 50, qPrintable(QString::number(info.count)));
  QCOMPARE(playToTheEnd(), qint64{info.count - 1});
  QCOMPARE(window_->playback().index(), qint64{info.count - 1});
}

void LiveViewsTest::aVideoWithADamagedStretchPlaysOn() {
  const QString path = makeVideo(QStringLiteral("damaged.mp4"));
  QFile file(path);
  QVERIFY(file.open(QIODevice::ReadWrite));
  QVERIFY(file.seek(file.size() / 2));
  file.write(QByteArray(static_cast<int>(file.size() / 10), '\0'));
  file.close();
  openSource(path);
  QCOMPARE(window_->playback().info().count, 60);
  QCOMPARE(playToTheEnd(), 59);
  QVERIFY(eventually([&] { return !note().contains(QStringLiteral("picture of frame")); }));
  window_->playback().seek(33);
  QVERIFY2(eventuallySays(QStringLiteral("Frame 33")), qPrintable(window_->messages().text()));
  QVERIFY2(eventually([&] { return note().startsWith(QStringLiteral("picture of frame")); }),
           qPrintable(note()));
}

}  // namespace kerb

KERB_QT_TEST_MAIN(QApplication, kerb::LiveViewsTest)
#include "live_views_test.moc"
