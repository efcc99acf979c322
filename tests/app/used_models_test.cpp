// Which model a source gets: the one that ran last, with all that was set for it, or the one that comes with
// Kerb.
#include "app/used_models.h"

#include <QComboBox>
#include <QLabel>
#include <QSettings>
#include <algorithm>

#include "app/usual_method.h"
#include "core/weights/shipped.h"
#include "tests/app/window_fixture.h"
#include "widgets/panel/message_bar.h"
#include "widgets/panel/method_panel.h"
#include "widgets/panel/playback.h"

namespace kerb {

class UsedModelsTest : public WindowFixture {
  Q_OBJECT

 private Q_SLOTS:
  void theLastOneIsRememberedWhole();
  void changingTheMethodKeepsTheModel();
  void theOneThatRanLastIsChosenAgain();
  void whatCannotBeLoadedIsNotRemembered();
  void aModelThatIsGoneGivesWayToTheStarter();
  void labelsAloneAreNoDepth();

 private:
  void openImages();
  MethodRequest copyOfStarter(const char* name);
  void use(const MethodRequest& request);
  bool eventuallyDepth() {
    return eventually([&] { return window_->lastPrediction().has_value(); }, 60'000);
  }
};

/// One camera without ground truth: depth needs a model.
void UsedModelsTest::openImages() {
  const QString images = folder_->filePath(QStringLiteral("images"));
  QDir().mkpath(images);
  for (int i = 0; i < 3; ++i) {
    QImage picture(64, 48, QImage::Format_RGB32);
    picture.fill(QColor(40 * i, 10, 10));
    picture.save(images + QStringLiteral("/%1.png").arg(i));
  }
  window_->closeSource();
  openSource(images);
}

MethodRequest UsedModelsTest::copyOfStarter(const char* name) {
  const std::filesystem::path copy = folder_->filePath(QLatin1String(name)).toStdString();
  std::filesystem::copy_file(shippedWeights(kStarter), copy);
  return {"depth_semantics", copy, {}, "cpu", false};
}

/// As a hand would.
void UsedModelsTest::use(const MethodRequest& request) {
  window_->methodPanel().setChoice(request, true);
  Q_EMIT window_->methodPanel().requested(window_->methodPanel().choice());
}

void UsedModelsTest::theLastOneIsRememberedWhole() {
  QSettings values(folder_->filePath(QStringLiteral("models.ini")), QSettings::IniFormat);
  QVERIFY(!lastModel(values));
  const MethodRequest ran{"some", "/a b/c,d.safetensors", {"width=640", "text=a, b"}, "cuda:1", true};
  rememberModel(values, ran);
  const auto last = lastModel(values);
  QVERIFY(last);
  QVERIFY(*last == ran);
  QCOMPARE(usualWeights(values, "some"), QStringLiteral("/a b/c,d.safetensors"));
  QCOMPARE(usualWeights(values, "other"), QString());
}

void UsedModelsTest::changingTheMethodKeepsTheModel() {
  if (shippedWeights(kStarter).empty()) QSKIP("the starter model is not here");
  openSource(QStringLiteral("synthetic:frames=5,width=160,height=64"));
  QVERIFY(eventuallyDepth());
  const MethodRequest before = window_->methodPanel().choice();
  QCOMPARE(before.method, "depth_semantics");
  auto* method = window_->methodPanel().findChildren<QComboBox*>().at(0);
  method->setCurrentIndex(method->findData(QStringLiteral("sgbm")));
  QVERIFY2(window_->methodPanel().choice().weights.empty(), "it has no model");
  method->setCurrentIndex(method->findData(QStringLiteral("depth_semantics")));
  QCOMPARE(window_->methodPanel().choice().weights.string(), before.weights.string());
  QVERIFY(eventuallyDepth());
}

void UsedModelsTest::theOneThatRanLastIsChosenAgain() {
  if (shippedWeights(kStarter).empty()) QSKIP("the starter model is not here");
  openImages();
  MethodRequest mine = copyOfStarter("mine.safetensors");
  mine.bf16 = true;
  use(mine);
  QVERIFY(eventuallyDepth());
  window_->closeSource();
  openSource(QStringLiteral("synthetic:frames=5,width=160,height=64"));  // has the starter: nobody chose it
  QVERIFY(eventuallyDepth());
  closeWindow();
  openWindow();
  openImages();
  QVERIFY(eventuallyDepth());
  const MethodRequest again = window_->methodPanel().choice();
  QCOMPARE(again.weights.string(), mine.weights.string());
  QCOMPARE(again.device, "cpu");
  QVERIFY(again.bf16);
}

void UsedModelsTest::whatCannotBeLoadedIsNotRemembered() {
  if (shippedWeights(kStarter).empty()) QSKIP("the starter model is not here");
  const QString broken = folder_->filePath(QStringLiteral("broken.safetensors"));
  QFile file(broken);
  QVERIFY(file.open(QIODevice::WriteOnly));
  file.write("this is no model");
  file.close();
  openImages();
  use({"depth_semantics", broken.toStdString(), {}, "cpu", false});
  QVERIFY(eventually([&] {
    const auto labels = window_->methodPanel().findChildren<QLabel*>();
    return std::ranges::any_of(labels, [](const QLabel* each) {
      return each->text().contains(QStringLiteral("broken.safetensors"));
    });
  }));
  openImages();
  QCOMPARE(window_->methodPanel().choice().weights.string(), shippedWeights(kStarter).string());
  QVERIFY(eventuallyDepth());
}

void UsedModelsTest::aModelThatIsGoneGivesWayToTheStarter() {
  if (shippedWeights(kStarter).empty()) QSKIP("the starter model is not here");
  openImages();
  const MethodRequest mine = copyOfStarter("mine.safetensors");
  use(mine);
  QVERIFY(eventuallyDepth());
  std::filesystem::remove(mine.weights);
  openImages();
  QVERIFY(eventuallyDepth());
  QCOMPARE(window_->methodPanel().choice().weights.string(), shippedWeights(kStarter).string());
  QVERIFY(window_->messages().text().contains(QStringLiteral("mine.safetensors")));
}

void UsedModelsTest::labelsAloneAreNoDepth() {
  SourceInfo info;
  info.has.semantics = true;
  QVERIFY(!usualDepthMethod(info));
  QVERIFY(usualMethod(info) == "truth");
  info.has.depth = true;
  QVERIFY(usualDepthMethod(info) == "truth");
  info.has.stereo = true;
  QVERIFY(usualDepthMethod(info) == "sgbm");
  if (shippedWeights(kStarter).empty()) QSKIP("the starter model is not here");
  for (const char* part : {"camvid/test", "camvid/testannot"}) {
    const QString folder = folder_->filePath(QLatin1String(part));
    QDir().mkpath(folder);
    QImage picture(64, 48, QImage::Format_Grayscale8);
    picture.fill(3);
    picture.save(folder + QStringLiteral("/0.png"));
  }
  openSource(folder_->filePath(QStringLiteral("camvid")));
  QVERIFY(window_->playback().info().has.semantics);
  QCOMPARE(window_->methodPanel().choice().method, "depth_semantics");
  QVERIFY(eventuallyDepth());
  QVERIFY(window_->lastPrediction()->prediction->depth.has_value());
}

}  // namespace kerb

KERB_QT_TEST_MAIN(QApplication, kerb::UsedModelsTest)
#include "used_models_test.moc"
