// What is set for one source, in the real window: applied, remembered, forgotten.
#include "app/source_settings.h"

#include <QSettings>
#include <QStatusBar>
#include <cmath>
#include <limits>

#include "tests/app/window_fixture.h"
#include "widgets/panel/message_bar.h"
#include "widgets/panel/method_panel.h"
#include "widgets/panel/playback.h"
#include "widgets/panel/source_panel.h"
#include "widgets/view/depth_view.h"

namespace kerb {
namespace {

const QString kDrive = QStringLiteral("synthetic:frames=30,width=160,height=64");

}  // namespace

class SourceSettingsTest : public WindowFixture {
  Q_OBJECT

 public:
  SourceSettingsTest() : WindowFixture(Begin::without) {}

 private Q_SLOTS:
  void roundTripAndLimit();
  void anotherCameraKeepsThePosition();
  void scaleReachesThePrediction();
  void isThereAgainAndCanBeForgotten();
  void theMethodIsThereAgain();
  void aMethodThatIsGoneGivesWayToTheUsualOne();
  void aCameraFileThatIsGoneIsSaid();
  void anotherCameraLeavesWhatIsBeingOpenedAlone();

 private:
  void openDrive();
  bool eventuallyDepth(const std::function<bool(const Prediction&)>& is);
  SourceOptions typed(const char* text) {
    SourceOptions options;
    options.camera = text;
    return options;
  }
};

void SourceSettingsTest::openDrive() {
  window_->open(kDrive);
  QVERIFY(eventually([&] { return window_->playback().isOpen(); }));
  window_->methodPanel().setChoice({"sgbm", {}, {}, "cpu", false}, true);
  Q_EMIT window_->methodPanel().requested(window_->methodPanel().choice());
  QVERIFY(eventually([&] { return window_->lastPrediction().has_value(); }, 60'000));
}

bool SourceSettingsTest::eventuallyDepth(const std::function<bool(const Prediction&)>& is) {
  return eventually(
      [&] {
        const auto& last = window_->lastPrediction();
        return last && last->prediction && is(*last->prediction);
      },
      60'000);
}

void SourceSettingsTest::roundTripAndLimit() {
  QSettings values(settings_, QSettings::IniFormat);
  SourceInfo info;
  info.path = "/a drive/video.mp4";
  info.width = 640;
  info.height = 480;
  SourceSettings settings;
  settings.camera.camera_file = "/calibration/camera.yaml";
  settings.camera.undistort = true;
  settings.scale = {ScaleRule::camera_height, 1.5};
  settings.range_mode = RangeMode::byHand;
  settings.range = {2, 50};
  settings.method = MethodChoice{{"some", "/a b/c,d.safetensors", {"text=a, b"}, "cuda:1", true}, false};
  settings.first = 10;
  settings.last = 90;
  writeSourceSettings(values, info, settings);
  const SourceSettings read = readSourceSettings(values, info);
  QCOMPARE(read.camera.camera_file.string(), settings.camera.camera_file.string());
  QVERIFY(read.camera.undistort);
  QCOMPARE(read.scale, settings.scale);
  QVERIFY(read.method == settings.method);
  QCOMPARE(read.range_mode, RangeMode::byHand);
  QCOMPARE(read.range.hi, 50.0);
  QCOMPARE(read.last, 90);
  settings.range.hi = std::numeric_limits<double>::infinity();
  writeSourceSettings(values, info, settings);
  QVERIFY(std::isfinite(readSourceSettings(values, info).range.hi));
  info.width = 1280;
  QVERIFY2(!hasSourceSettings(values, info), "pictures of another size have another camera");
  for (int i = 0; i < 120; ++i) {
    info.path = std::filesystem::path("/") / std::to_string(i);
    writeSourceSettings(values, info, settings);
  }
  values.beginGroup(QStringLiteral("sources"));
  QCOMPARE(values.childGroups().size(), 100);
  values.endGroup();
  writeSourceSettings(values, info, {});
  QVERIFY2(!hasSourceSettings(values, info), "what is as usual takes no room");
}

void SourceSettingsTest::anotherCameraKeepsThePosition() {
  openWindow();
  openDrive();
  window_->playback().seek(12);
  QVERIFY(eventually([&] { return window_->lastPrediction() && window_->lastPrediction()->index == 12; }));
  const double own = window_->playback().info().camera.fx;
  Q_EMIT window_->sourcePanel().cameraChosen(typed("200,200,80,32"));
  QVERIFY(eventually([&] { return window_->playback().info().camera.origin == CameraOrigin::given; }));
  QCOMPARE(window_->playback().info().camera.fx, 200.0 / 160);
  QCOMPARE(window_->playback().index(), 12);
  QVERIFY(eventually([&] { return window_->lastPrediction() && window_->lastPrediction()->index == 12; }));
  Q_EMIT window_->sourcePanel().cameraChosen({});
  QVERIFY(eventually([&] { return window_->playback().info().camera.fx == own; }));
  QCOMPARE(window_->playback().index(), 12);
}

void SourceSettingsTest::scaleReachesThePrediction() {
  openWindow();
  openDrive();
  QVERIFY(eventuallyDepth([](const Prediction& p) { return p.scale.kind == ScaleKind::metric; }));
  const float before = window_->lastPrediction()->prediction->depth->max().item<float>();
  Q_EMIT window_->sourcePanel().scaleChosen({ScaleRule::factor, 2});
  QVERIFY(eventuallyDepth([](const Prediction& p) { return p.scale.how == "factor 2"; }));
  QCOMPARE(window_->lastPrediction()->prediction->depth->max().item<float>(), 2 * before);
  Q_EMIT window_->sourcePanel().scaleChosen({ScaleRule::ground_truth, 1});
  QVERIFY(eventuallyDepth([](const Prediction& p) { return p.scale.how == "median of the ground truth"; }));
  window_->methodPanel().setChoice({"truth", {}, {}, "cpu", false}, true);
  Q_EMIT window_->methodPanel().requested(window_->methodPanel().choice());
  QVERIFY2(eventuallyDepth([](const Prediction& p) { return p.scale.kind == ScaleKind::metric; }),
           "the truth is not scaled");
}

void SourceSettingsTest::isThereAgainAndCanBeForgotten() {
  openWindow();
  openDrive();
  Q_EMIT window_->sourcePanel().cameraChosen(typed("200,200,80,32"));
  QVERIFY(eventually([&] { return window_->playback().info().camera.origin == CameraOrigin::given; }));
  Q_EMIT window_->sourcePanel().scaleChosen({ScaleRule::factor, 3});
  DepthSettings depth = window_->depthView().settings();
  depth.mode = RangeMode::byHand;
  depth.range = {3, 33};
  window_->depthView().setSettings(depth);
  window_->playback().setRange(5, 20);
  window_->open(QStringLiteral("synthetic:frames=9,width=96,height=64"));
  QVERIFY(eventually([&] { return window_->playback().count() == 9; }));
  QCOMPARE(window_->depthView().settings().mode, RangeMode::follow);
  QVERIFY(!window_->playback().hasRange());
  QCOMPARE(window_->playback().info().camera.origin, CameraOrigin::calibration);
  closeWindow();
  openWindow();
  openDrive();
  QCOMPARE(window_->playback().info().camera.origin, CameraOrigin::given);
  QCOMPARE(window_->depthView().settings().mode, RangeMode::byHand);
  QCOMPARE(window_->depthView().settings().range.hi, 33.0);
  QCOMPARE(window_->playback().range().first, 5);
  QCOMPARE(window_->playback().range().last, 20);
  QVERIFY(eventuallyDepth([](const Prediction& p) { return p.scale.how == "factor 3"; }));
  Q_EMIT window_->sourcePanel().forgetChosen();
  QVERIFY(eventually([&] { return window_->playback().info().camera.origin == CameraOrigin::calibration; }));
  QVERIFY(eventuallyDepth([](const Prediction& p) { return p.scale.kind == ScaleKind::metric; }));
  QVERIFY(!window_->playback().hasRange());
  QCOMPARE(window_->depthView().settings().mode, RangeMode::follow);
}

void SourceSettingsTest::theMethodIsThereAgain() {
  openWindow();
  openSource(kDrive);
  MethodPanel* panel = &window_->methodPanel();
  const std::string usual = panel->choice().method;
  const MethodRequest mine{"sgbm", {}, {"block=7"}, "cpu", false};
  panel->setChoice(mine, true);
  Q_EMIT panel->requested(panel->choice());
  QVERIFY(eventually([&] { return window_->lastPrediction().has_value(); }, 60'000));
  window_->open(QStringLiteral("synthetic:frames=9,width=96,height=64"));
  QVERIFY(eventually([&] { return window_->playback().count() == 9; }));
  QCOMPARE(panel->choice().method, usual);
  closeWindow();
  openWindow();
  openSource(kDrive);
  panel = &window_->methodPanel();
  QVERIFY(panel->choice() == mine);
  QVERIFY(panel->isLive());
  QVERIFY(eventually([&] { return window_->lastPrediction().has_value(); }, 60'000));
  actionNamed(QStringLiteral("Live Depth"))->trigger();
  window_->closeSource();
  openSource(kDrive);
  QVERIFY(!panel->isLive());
  QVERIFY(panel->choice() == mine);
  Q_EMIT window_->sourcePanel().forgetChosen();
  QVERIFY(panel->isLive());
  QCOMPARE(panel->choice().method, usual);
  QVERIFY(eventually([&] { return window_->lastPrediction().has_value(); }, 60'000));
}

void SourceSettingsTest::aMethodThatIsGoneGivesWayToTheUsualOne() {
  openWindow();
  openSource(kDrive);
  const std::string usual = window_->methodPanel().choice().method;
  const SourceInfo info = window_->playback().info();
  closeWindow();
  {
    QSettings values(settings_, QSettings::IniFormat);
    SourceSettings settings;
    settings.method = MethodChoice{{"withdrawn", {}, {}, "cpu", false}, true};
    writeSourceSettings(values, info, settings);
  }
  openWindow();
  openSource(kDrive);
  QVERIFY(eventually([&] { return window_->lastPrediction().has_value(); }, 60'000));
  QCOMPARE(window_->methodPanel().choice().method, usual);
  QVERIFY2(window_->messages().text().contains(QStringLiteral("withdrawn")),
           qPrintable(window_->messages().text()));
}

void SourceSettingsTest::aCameraFileThatIsGoneIsSaid() {
  openWindow();
  const QString path = folder_->filePath(QStringLiteral("camera.json"));
  QFile file(path);
  QVERIFY(file.open(QIODevice::WriteOnly));
  file.write(R"({"width":160,"height":64,"fx":100,"fy":100,"cx":80,"cy":32})");
  file.close();
  openDrive();
  SourceOptions options;
  options.camera_file = path.toStdString();
  Q_EMIT window_->sourcePanel().cameraChosen(options);
  QVERIFY(eventually([&] { return window_->playback().info().camera.origin == CameraOrigin::file; }));
  window_->closeSource();
  QVERIFY(QFile::remove(path));
  window_->open(kDrive);
  QVERIFY(eventually([&] { return window_->playback().isOpen(); }));
  QCOMPARE(window_->playback().info().camera.origin, CameraOrigin::calibration);
  QVERIFY(window_->messages().text().contains(QStringLiteral("camera.json")));
}

void SourceSettingsTest::anotherCameraLeavesWhatIsBeingOpenedAlone() {
  openWindow();
  openSource(kDrive);
  Q_EMIT window_->sourcePanel().cameraChosen(typed("200,200,80,32"));
  QVERIFY(eventually([&] { return window_->playback().info().camera.origin == CameraOrigin::given; }));
  window_->open(QStringLiteral("synthetic:frames=9,width=96,height=64"));
  QVERIFY(eventually([&] { return window_->playback().count() == 9; }));
  window_->open(kDrive);
  bool says_so = true;
  // Again and again: also while the source is there, and its camera is read.
  QVERIFY(eventually([&] {
    if (window_->playback().count() == 30) return true;
    says_so = says_so && window_->statusBar()->isVisible();
    Q_EMIT window_->sourcePanel().cameraChosen(typed("90,90,48,32"));
    return false;
  }));
  QVERIFY2(says_so, "it can be cancelled until it is there");
  QCOMPARE(window_->playback().info().camera.fx, 200.0 / 160);
}

}  // namespace kerb

KERB_QT_TEST_MAIN(QApplication, kerb::SourceSettingsTest)
#include "source_settings_test.moc"
