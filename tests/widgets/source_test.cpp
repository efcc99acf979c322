// What is set for a source: its camera, how depth becomes metres, and what the panels say about both.
#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QDropEvent>
#include <QLabel>
#include <QLineEdit>
#include <QMimeData>
#include <QPushButton>
#include <QStandardItemModel>

#include "core/method/method.h"
#include "tests/widgets/qt_test.h"
#include "tests/widgets/test_source.h"
#include "widgets/bridge/camera_change.h"
#include "widgets/bridge/live_depth.h"
#include "widgets/panel/camera_editor.h"
#include "widgets/panel/playback.h"
#include "widgets/panel/scale_editor.h"
#include "widgets/panel/source_panel.h"
#include "widgets/view/depth_view.h"
#include "widgets/view/view_link.h"

namespace kerb {
namespace {

constexpr int64_t kWidth = 640, kHeight = 480;

SourceInfo videoInfo() {
  SourceInfo info;
  info.name = "video";
  info.layout = "video";
  info.path = "/video.mp4";
  info.count = 10;
  info.width = kWidth;
  info.height = kHeight;
  return info;
}

CameraTexts soundTexts() {
  return {{QStringLiteral("500"), QStringLiteral("510.5"), QStringLiteral("319.5"), QStringLiteral("239.5")},
          {}};
}

/// Half of the true depth, from a method that knows no scale.
class HalfDepth final : public Method {
 public:
  Status prepare(torch::Device, Precision) override { return {}; }
  Result<Prediction> predict(const Input& input) override {
    Prediction prediction;
    prediction.depth = at::full({input.target.height(), input.target.width()},
                                static_cast<double>(input.target.index + 1) / 2, at::kFloat);
    prediction.scale = {ScaleKind::relative, "monocular"};
    return prediction;
  }
};

MethodSpec halfSpec() {
  MethodSpec spec;
  spec.id = "half";
  spec.title = "Half";
  spec.create = [](const Parameters&, const Weights*) -> Result<std::shared_ptr<Method>> {
    return std::shared_ptr<Method>(std::make_shared<HalfDepth>());
  };
  return spec;
}

}  // namespace

class SourceTest : public QtTest {
  Q_OBJECT

 private Q_SLOTS:
  void typedCamerasAreChecked();
  void whatIsTypedIsWhatTheCommandLineReads();
  void editorSaysWhatIsWrongAtItsField();
  void editorAppliesAndResets();
  void editorReadsCalibrationFiles();
  void editorSaysWhereAFileIsOfAnotherSize();
  void brokenCalibrationFilesSaySo();
  void editorTakesOnlyCalibrationFiles();
  void scaleIsChosenByRule();
  void panelShowsChoicesOnlyWhereSomethingIsOpen();
  void anotherCameraLeavesTheSourceAsItIs();
  void aCameraThatCannotBeIsAnError();
  void replacingKeepsPositionAndRange();
  void liveDepthBecomesMetres();
  void depthSaysThatTheCameraIsAGuess();

 private:
  QString writeFile(const QString& name, const QByteArray& text) {
    QFile file(folder_.filePath(name));
    if (file.open(QIODevice::WriteOnly)) file.write(text);
    return file.fileName();
  }
  QTemporaryDir folder_;
};

void SourceTest::typedCamerasAreChecked() {
  const auto problem = [](size_t field, const QString& text) {
    CameraTexts texts = soundTexts();
    (field < 4 ? texts.intrinsics.at(field) : texts.distortion) = text;
    return problemOf(texts, kWidth, kHeight);
  };
  QVERIFY(!problemOf(soundTexts(), kWidth, kHeight));
  for (const auto& [field, text] : std::vector<std::pair<size_t, QString>>{{0, QStringLiteral("-500")},
                                                                           {1, QStringLiteral("0")},
                                                                           {0, QStringLiteral("0.58")},
                                                                           {1, QStringLiteral("nan")},
                                                                           {2, QStringLiteral("721,5")},
                                                                           {3, QString()},
                                                                           {2, QStringLiteral("1300")},
                                                                           {3, QStringLiteral("-500")},
                                                                           {4, QStringLiteral("0.1 0.2 0.3")},
                                                                           {4, QStringLiteral("a b c d")}}) {
    const auto found = problem(field, text);
    QVERIFY2(found, qPrintable(text));
    QCOMPARE(found->field, static_cast<int>(field));
    QVERIFY(!found->text.isEmpty());
  }
  QVERIFY(!problem(2, QStringLiteral("-20")));
  QVERIFY(!problem(4, QStringLiteral("[-0.3, 0.1, 0, 0.001]")));
  QVERIFY(!problem(4, QStringLiteral("-0.3 0.1 0 0.001 1e-3")));
}

void SourceTest::whatIsTypedIsWhatTheCommandLineReads() {
  CameraTexts texts = soundTexts();
  texts.distortion = QStringLiteral("-0.3 0.1, 0 0.001");
  const auto camera = parseCamera(cameraOption(texts), kWidth, kHeight);
  QVERIFY2(camera, camera ? "" : camera.error().message().c_str());
  QCOMPARE(camera->fx, 500.0 / kWidth);
  QCOMPARE(camera->cy, 239.5 / kHeight);
  QCOMPARE(camera->distortion, (std::vector<double>{-0.3, 0.1, 0, 0.001}));
  QVERIFY(!parseCamera("500,510,320,240,0.1", kWidth, kHeight));
  texts.distortion = QStringLiteral("-0.3 0.1 0 0.001");
  QCOMPARE(cameraTexts(*camera, kWidth, kHeight), texts);
}

void SourceTest::editorSaysWhatIsWrongAtItsField() {
  CameraEditor editor;
  editor.show(videoInfo(), {});
  QSignalSpy chosen(&editor, &CameraEditor::chosen);
  auto* fx = editor.findChild<QLineEdit*>(QStringLiteral("fx"));
  fx->clear();
  QTest::keyClicks(fx, QStringLiteral("-5"));
  QVERIFY(editor.message().contains(QStringLiteral("larger than 0")));
  QVERIFY2(!fx->accessibleDescription().isEmpty(), "said at the field too");
  QTest::keyClick(fx, Qt::Key_Return);
  QCOMPARE(chosen.count(), 0);
  fx->clear();
  QTest::keyClicks(fx, QStringLiteral("500"));
  QVERIFY(editor.message().isEmpty());
  QVERIFY(fx->accessibleDescription().isEmpty());
  editor.findChild<QCheckBox*>()->setChecked(true);
  QVERIFY(editor.message().contains(QStringLiteral("distortion")));
  QTest::keyClick(fx, Qt::Key_Return);
  QCOMPARE(chosen.count(), 0);
}

void SourceTest::editorAppliesAndResets() {
  CameraEditor editor;
  editor.show(videoInfo(), {});
  std::vector<SourceOptions> chosen;
  connect(&editor, &CameraEditor::chosen, this,
          [&](const SourceOptions& options) { chosen.push_back(options); });
  auto* cx = editor.findChild<QLineEdit*>(QStringLiteral("cx"));
  cx->clear();
  QTest::keyClicks(cx, QStringLiteral("300"));
  QTest::keyClick(cx, Qt::Key_Return);
  QCOMPARE(chosen.size(), 1U);
  const auto camera = parseCamera(chosen[0].camera, kWidth, kHeight);
  QVERIFY(camera);
  QCOMPARE(camera->cx, 300.0 / kWidth);
  QVERIFY(std::abs(camera->fx - Camera().fx) < 1e-6);
  editor.show(videoInfo(), chosen[0]);
  QCOMPARE(cx->text(), QStringLiteral("300"));
  for (auto* button : editor.findChildren<QPushButton*>())
    if (button->text() == QStringLiteral("Reset")) button->click();
  QCOMPARE(chosen.size(), 2U);
  QVERIFY(!changesCamera(chosen[1]));
}

void SourceTest::editorReadsCalibrationFiles() {
  const QString path = writeFile(
      QStringLiteral("camera.json"),
      R"({"width":1280,"height":960,"fx":1000,"fy":1010,"cx":640,"cy":480,"distortion":[-0.3,0.1,0,0]})");
  CameraEditor editor;
  editor.show(videoInfo(), {});
  std::vector<SourceOptions> chosen;
  connect(&editor, &CameraEditor::chosen, this,
          [&](const SourceOptions& options) { chosen.push_back(options); });
  QMimeData data;
  data.setUrls({QUrl::fromLocalFile(path)});
  QDragEnterEvent enter(QPoint(5, 5), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
  QApplication::sendEvent(&editor, &enter);
  QVERIFY(enter.isAccepted());
  QDropEvent drop(QPointF(5, 5), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
  QApplication::sendEvent(&editor, &drop);
  auto* fx = editor.findChild<QLineEdit*>(QStringLiteral("fx"));
  QVERIFY(eventually([&] { return fx->text() == QStringLiteral("500"); }));
  QVERIFY(editor.message().contains(QStringLiteral("1280 × 960")));
  QCOMPARE(editor.findChild<QLineEdit*>(QStringLiteral("distortion"))->text(),
           QStringLiteral("-0.3 0.1 0 0"));
  editor.findChild<QCheckBox*>()->setChecked(true);
  QTest::keyClick(fx, Qt::Key_Return);
  QCOMPARE(chosen.size(), 1U);
  QCOMPARE(chosen[0].camera_file.string(), path.toStdString());
  QVERIFY(chosen[0].camera.empty() && chosen[0].undistort);
  // What is edited is not the file any more.
  fx->end(false);
  QTest::keyClicks(fx, QStringLiteral(".5"));
  QTest::keyClick(fx, Qt::Key_Return);
  QVERIFY(chosen.at(1).camera_file.empty() && !chosen.at(1).camera.empty());
}

void SourceTest::editorSaysWhereAFileIsOfAnotherSize() {
  const QString path = writeFile(QStringLiteral("wide.json"),
                                 R"({"width":1242,"height":375,"fx":720,"fy":720,"cx":610,"cy":172})");
  CameraEditor editor;
  editor.show(videoInfo(), {});
  editor.readFile(path);
  QVERIFY(eventually([&] { return editor.message().contains(QStringLiteral("another camera")); }));
}

void SourceTest::brokenCalibrationFilesSaySo() {
  CameraEditor editor;
  editor.show(videoInfo(), {});
  const QString before = editor.findChild<QLineEdit*>(QStringLiteral("fx"))->text();
  editor.readFile(writeFile(QStringLiteral("broken.json"), R"({"width":1242)"));
  QVERIFY(eventually([&] { return editor.message().contains(QStringLiteral("broken.json")); }));
  QCOMPARE(editor.findChild<QLineEdit*>(QStringLiteral("fx"))->text(), before);
}

void SourceTest::editorTakesOnlyCalibrationFiles() {
  CameraEditor editor;
  editor.show(videoInfo(), {});
  const auto takes = [&editor](const char* name) {
    QMimeData data;
    data.setUrls({QUrl::fromLocalFile(QLatin1String(name))});
    QDragEnterEvent enter(QPoint(5, 5), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(&editor, &enter);
    return enter.isAccepted();
  };
  for (const char* name : {"/a/camera.json", "/a/camera.YAML", "/a/left.yml"}) QVERIFY2(takes(name), name);
  for (const char* name : {"/a/drive.mp4", "/a/folder", "/a/calib.txt"}) QVERIFY2(!takes(name), name);
}

void SourceTest::scaleIsChosenByRule() {
  ScaleEditor editor;
  std::vector<ScaleChoice> chosen;
  connect(&editor, &ScaleEditor::chosen, this, [&](const ScaleChoice& choice) { chosen.push_back(choice); });
  editor.show({ScaleRule::camera_height, 1.4}, false);
  QVERIFY2(chosen.empty(), "showing is not choosing");
  auto* rule = editor.findChild<QComboBox*>();
  auto* value = editor.findChild<QDoubleSpinBox*>();
  QCOMPARE(value->value(), 1.4);
  QVERIFY(!qobject_cast<QStandardItemModel*>(rule->model())->item(3)->isEnabled());
  value->setValue(1.7);
  QCOMPARE(chosen.back(), (ScaleChoice{ScaleRule::camera_height, 1.7}));
  rule->setCurrentIndex(1);
  Q_EMIT rule->activated(1);
  QCOMPARE(chosen.back(), (ScaleChoice{ScaleRule::factor, 1}));
  rule->setCurrentIndex(0);
  Q_EMIT rule->activated(0);
  QCOMPARE(chosen.back(), ScaleChoice{});
  QVERIFY(value->isHidden());
}

void SourceTest::panelShowsChoicesOnlyWhereSomethingIsOpen() {
  SourcePanel panel;
  panel.QWidget::show();
  QVERIFY(!panel.camera()->isVisible());
  panel.show(videoInfo());
  panel.showChoices(videoInfo(), {}, {});
  QVERIFY(panel.camera()->isVisible() && panel.scale()->isVisible());
  Camera typed;
  typed.origin = CameraOrigin::given;
  QCOMPARE(cameraText(typed), QStringLiteral("typed in"));
  QVERIFY(cameraText(Camera()).contains(QStringLiteral("guess")));
  panel.clear();
  QVERIFY(!panel.camera()->isVisible());
}

void SourceTest::anotherCameraLeavesTheSourceAsItIs() {
  auto own = std::make_shared<TestSource>(5, kWidth, kHeight);
  std::shared_ptr<const Source> changed;
  SourceOptions options;
  options.camera = "500,500,320,240";
  std::unique_ptr<CameraChange> change;
  change = std::make_unique<CameraChange>(own, options, [&](Result<std::shared_ptr<const Source>> source) {
    change.reset();
    QVERIFY(source);
    changed = *source;
  });
  QVERIFY(eventually([&] { return changed != nullptr; }));
  QCOMPARE(changed->info().camera.fx, 500.0 / kWidth);
  QCOMPARE(changed->info().camera.origin, CameraOrigin::given);
  QCOMPARE(changed->at(2, {})->camera.fx, 500.0 / kWidth);
  QCOMPARE(own->info().camera.origin, CameraOrigin::kitti_default);
}

void SourceTest::aCameraThatCannotBeIsAnError() {
  auto own = std::make_shared<TestSource>(5, kWidth, kHeight);
  std::string message;
  SourceOptions options;
  options.camera_file = "/no/such/camera.json";
  const CameraChange change(own, options, [&](const Result<std::shared_ptr<const Source>>& source) {
    message = source ? "" : source.error().message();
  });
  QVERIFY(eventually([&] { return message.find("camera.json") != std::string::npos; }));
}

void SourceTest::replacingKeepsPositionAndRange() {
  Playback playback;
  std::vector<int64_t> shown;
  connect(&playback, &Playback::frameReady, this,
          [&](const std::shared_ptr<const Frame>& frame) { shown.push_back(frame->index); });
  playback.open(std::make_shared<TestSource>(20, 32, 16));
  playback.setRange(4, 15);
  playback.seek(9);
  QVERIFY(eventually([&] { return !shown.empty() && shown.back() == 9; }));
  shown.clear();
  playback.replace(std::make_shared<TestSource>(20, 32, 16));
  QCOMPARE(playback.index(), 9);
  QCOMPARE(playback.range().first, 4);
  QCOMPARE(playback.range().last, 15);
  QVERIFY(eventually([&] { return !shown.empty() && shown.back() == 9; }));
}

void SourceTest::liveDepthBecomesMetres() {
  const std::vector<MethodSpec> catalogue{halfSpec()};
  bool ready = false;
  std::vector<LiveResult> results;
  LiveDepth live(
      catalogue, [&](const LiveState& state) { ready = state.kind == LiveState::Kind::ready; },
      [&](LiveResult result) { results.push_back(std::move(result)); });
  live.setSource(std::make_shared<TestSource>(20, 32, 16));
  live.use(MethodRequest{"half", {}, {}, "cpu", false});
  QVERIFY(eventually([&] { return ready; }));
  const auto depthWith = [&](const ScaleChoice& scale) {
    results.clear();
    live.setScale(scale);
    live.show(3);
    if (!eventually([&] { return !results.empty(); })) return Prediction();
    return *results.back().prediction;
  };
  QCOMPARE(depthWith({}).depth->max().item<float>(), 2.0F);
  const Prediction triple = depthWith({ScaleRule::factor, 3});
  QCOMPARE(triple.depth->max().item<float>(), 6.0F);
  QCOMPARE(triple.scale.kind, ScaleKind::aligned);
  const Prediction aligned = depthWith({ScaleRule::ground_truth, 1});
  QCOMPARE(aligned.depth->max().item<float>(), 4.0F);  // the truth of frame 3
  QCOMPARE(aligned.scale.how, "median of the ground truth");
}

void SourceTest::depthSaysThatTheCameraIsAGuess() {
  ViewLink link;
  DepthView view(&link);
  view.resize(300, 200);
  view.setCameraIsGuess(true);
  auto prediction = std::make_shared<Prediction>();
  prediction->depth = at::full({16, 32}, 4.0, at::kFloat);
  prediction->scale = {ScaleKind::aligned, "factor 3"};
  view.setPrediction(prediction, 0, 0);
  const auto* said = view.findChild<QLabel*>(QStringLiteral("depthScale"));
  QVERIFY(eventually([&] { return said->text().contains(QStringLiteral("the camera is a guess")); }));
  QVERIFY(said->text().contains(QStringLiteral("factor 3")));
  view.setCameraIsGuess(false);
  QCOMPARE(said->text(), QStringLiteral("factor 3"));
  // Another scale: the colours' range starts anew, also at the same frame.
  auto larger = std::make_shared<Prediction>(*prediction);
  larger->depth = *prediction->depth * 10;
  view.clear();
  view.setPrediction(larger, 0, 0);
  QVERIFY(eventually([&] { return view.range().hi == 40.0; }));
}

}  // namespace kerb

KERB_QT_TEST_MAIN(QApplication, kerb::SourceTest)
#include "source_test.moc"
